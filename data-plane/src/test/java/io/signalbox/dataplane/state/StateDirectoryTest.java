package io.signalbox.dataplane.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    @TempDir
    Path folder;

    @Test
    void aNewOneIsItsOwnersAloneAndSoIsWhatIsInIt() throws IOException {
        Path path = folder.resolve("signalbox/node");

        try (StateDirectory directory = StateDirectory.open(path)) {
            directory.nodeId();

            assertThat(permissions(path)).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(path)) {
                assertThat(files)
                        .hasSize(2)
                        .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void oneThatOthersCouldEnterIsClosedToThem() throws IOException {
        Path path = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (StateDirectory directory = StateDirectory.open(path)) {
            assertThat(directory).isNotNull();
            assertThat(permissions(path)).isEqualTo("rwx------");
        }
    }

    @Test
    void oneThatIsSharedByDesignIsLeftAsItIs() throws IOException, InterruptedException {
        Path path = Files.createDirectory(folder.resolve("shared"));
        assertThat(new ProcessBuilder("chmod", "1777", path.toString()).start().waitFor())
                .isZero();

        try (StateDirectory directory = StateDirectory.open(path)) {
            assertThat(directory).isNotNull();
            assertThat(permissions(path)).isEqualTo("rwxrwxrwx");
        }
    }

    @Test
    void theSecondProcessIsToldWhichDirectoryItIsAndWhatToDo() throws IOException {
        try (StateDirectory first = StateDirectory.open(folder)) {
            assertThat(first).isNotNull();

            assertThatThrownBy(() -> StateDirectory.open(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessage("SIGNALBOX_STATE_DIR: the state directory " + folder
                            + " is in use by another node: stop that one, or give this one a directory of its own");
        }
    }

    @Test
    void whoComesAfterTheFirstHasTheSameId() throws IOException {
        UUID id;
        try (StateDirectory first = StateDirectory.open(folder)) {
            id = first.nodeId();
        }

        try (StateDirectory second = StateDirectory.open(folder)) {
            assertThat(second.nodeId()).isEqualTo(id);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
