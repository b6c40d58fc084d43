package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    Path folder;

    @Test
    void theLastLinesAreThoseThatSaySomething() throws IOException {
        Path file = Files.writeString(folder.resolve("log"), "one\ntwo\n\nthree\n\n");

        assertThat(new LogFile(file).lastLines(2)).isEqualTo("two\nthree");
    }

    @Test
    void onlyTheEndOfALargeFileIsRead() throws IOException {
        Path file = Files.writeString(folder.resolve("log"), "x".repeat(1 << 20) + "\nlast\n");

        assertThat(new LogFile(file).lastLines(1)).isEqualTo("last");
    }

    @Test
    void aMissingFileHasNoLines() {
        assertThat(new LogFile(folder.resolve("none")).lastLines(5)).isEmpty();
    }
}
