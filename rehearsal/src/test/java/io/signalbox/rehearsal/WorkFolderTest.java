package io.signalbox.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {

    @TempDir
    private Path folder;

    @Test
    void whatAKilledMakerLeftBehindIsRemovedByTheNextOne() throws IOException {
        Path left = Files.createDirectories(folder.resolve("making-123456/state"));
        Files.writeString(left.resolve("half.aot"), "half");
        Path cache = Files.writeString(folder.resolve("1-2.aot"), "whole");

        try (WorkFolder work = WorkFolder.openBeside(folder.resolve("3-4.aot")).orElseThrow()) {
            assertThat(folder.resolve("making-123456")).doesNotExist();
            assertThat(cache).hasContent("whole");
            assertThat(work.path()).isDirectory().hasParent(folder);
        }
    }

    /** As a control plane that was killed leaves its database. */
    @Test
    void aProgramThatRunsFromAFolderThatWasLeftBehindIsEnded() throws Exception {
        Path left = Files.createDirectories(folder.resolve("making-123456/state"));
        Path program = Files.copy(Path.of("/bin/sleep").toRealPath(), left.resolve("sleep"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Process running = new ProcessBuilder(program.toString(), "600").start();

        try (WorkFolder work = WorkFolder.openBeside(folder.resolve("3-4.aot")).orElseThrow()) {
            assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(left).doesNotExist();
            assertThat(work.path()).isDirectory();
        } finally {
            running.destroyForcibly();
        }
    }

    @Test
    void nothingButTheLockStaysAtTheEnd() throws IOException {
        Path cache = folder.resolve("new/1-2.aot");
        WorkFolder work = WorkFolder.openBeside(cache).orElseThrow();
        Files.writeString(work.path().resolve("half.aot"), "half");

        work.close();

        assertThat(folder.resolve("new")).isDirectoryContaining(file -> file.endsWith("lock"));
        assertThat(folder.resolve("new").toFile().list()).hasSize(1);
    }
}
