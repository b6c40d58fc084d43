package io.signalbox.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalIT {

    private static final Path LAUNCHER =
            Path.of("..", "signalbox").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void aNodeThatTheLauncherStartsAnswersClientsWithAndWithoutTlsAndLeavesWhatItHasRecorded() throws Exception {
        assumeThat(Runtime.version().feature()).as("Java").isGreaterThanOrEqualTo(25);
        Path recorded = folder.resolve("recorded.aot");

        NodeRehearsal.record(LAUNCHER, folder, recorded, 3);

        assertThat(recorded).isRegularFile();
        assertThat(Files.size(recorded)).isGreaterThan(1 << 20);
    }
}
