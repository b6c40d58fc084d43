package io.signalbox.controlplane.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartingPostgresIT {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void oneThatIsStillStartingIsStoppedWhenNobodyWantsItAnyMore() {
        try (StateDirectory state = StateDirectory.open(folder.resolve("state"))) {
            UnpackedPrograms.lendTo(state.path());
            StartingPostgres starting = new StartingPostgres(state);
            starting.begin();

            starting.close();

            assertThat(state.resolve("postgres/data")).isDirectory();
            assertThat(state.resolve("postgres/data/postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void oneThatWasNeverBegunIsNotWaitedFor() {
        try (StateDirectory state = StateDirectory.open(folder.resolve("state"))) {
            new StartingPostgres(state).close();

            assertThat(state.resolve("postgres/data")).doesNotExist();
        }
    }

    @Test
    void whyItCannotStartIsSaidToWhoeverWaits() throws Exception {
        try (StateDirectory state = StateDirectory.open(folder.resolve("state"))) {
            UnpackedPrograms.lendTo(state.path());
            Files.createDirectories(state.resolve("postgres/data"));
            try (StartingPostgres starting = new StartingPostgres(state)) {
                starting.begin();

                assertThatThrownBy(starting::started)
                        .isInstanceOf(StartException.class)
                        .hasMessageContaining("its password");
            }
        }
    }
}
