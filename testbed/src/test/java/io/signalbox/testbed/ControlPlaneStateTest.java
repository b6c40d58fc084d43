package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneStateTest {

    @TempDir
    Path folder;

    @Test
    void whatRunsFromTheStateDirectoryIsEndedWithIt() throws Exception {
        Path stateDir = folder.resolve("state");
        Process database = runCopyOfSleep(stateDir.resolve("postgres/bin"));
        Process stranger = runCopyOfSleep(folder.resolve("elsewhere"));

        new ControlPlaneState(stateDir).remove();

        assertThat(database.waitFor(Wait.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(stateDir).doesNotExist();
        assertThat(stranger.isAlive()).isTrue();
        stranger.destroyForcibly().waitFor();
    }

    @Test
    void aStateDirectoryThatWasNeverMadeIsNoTrouble() {
        new ControlPlaneState(folder.resolve("none")).remove();

        assertThat(folder).isEmptyDirectory();
    }

    private static Process runCopyOfSleep(Path programs) throws IOException {
        Files.createDirectories(programs);
        Path program = Files.copy(
                Path.of("/bin/sleep").toRealPath(), programs.resolve("sleep"), StandardCopyOption.COPY_ATTRIBUTES);
        return new ProcessBuilder(program.toString(), "60").start();
    }
}
