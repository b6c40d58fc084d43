package io.signalbox.controlplane.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.settings.SealingKey;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeysTest {

    private static final String KEY = "A".repeat(43) + "=";
    private static final String OLD_KEY = "B" + "A".repeat(42) + "=";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void withoutAKeyOneIsMadeForItsOwnersEyesAndKept() throws Exception {
        SecretKeys first = prepare(Map.of());
        SecretKeys second = prepare(Map.of());

        Path file = folder.resolve("state/secret.key");
        assertThat(second.newest()).isEqualTo(first.newest());
        assertThat(SealingKey.parse(Files.readString(file))).isEqualTo(first.newest());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aKeyThatIsGivenSealsAndTheOneThatWasMadeGoesOnToOpen() {
        SecretKeys made = prepare(Map.of());

        SecretKeys given = prepare(Map.of("SIGNALBOX_SECRET_KEY", KEY, "SIGNALBOX_SECRET_OLD_KEYS", OLD_KEY));

        assertThat(given.newest()).isEqualTo(SealingKey.parse(KEY));
        assertThat(given.old()).containsExactly(SealingKey.parse(OLD_KEY), made.newest());
    }

    @Test
    void keysAreReadFromFiles() throws Exception {
        Files.writeString(folder.resolve("key"), KEY + "\n");
        Files.writeString(folder.resolve("old"), "\n" + OLD_KEY + "\n" + KEY + ",\n");

        SecretKeys keys = prepare(Map.of(
                "SIGNALBOX_SECRET_KEY_FILE", folder.resolve("key").toString(),
                "SIGNALBOX_SECRET_OLD_KEYS_FILE", folder.resolve("old").toString()));

        assertThat(keys.newest()).isEqualTo(SealingKey.parse(KEY));
        assertThat(keys.old()).containsExactly(SealingKey.parse(OLD_KEY), SealingKey.parse(KEY));
        assertThat(folder.resolve("state/secret.key")).doesNotExist();
    }

    @Test
    void aFileThatCannotBeUsedStopsTheStartAndIsNotQuoted() throws Exception {
        Files.writeString(folder.resolve("bad"), "s3cret");
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE});

        for (String setting : new String[] {"SIGNALBOX_SECRET_KEY_FILE", "SIGNALBOX_SECRET_OLD_KEYS_FILE"}) {
            for (String file : new String[] {"bad", "binary", "missing"}) {
                assertThatThrownBy(() ->
                                prepare(Map.of(setting, folder.resolve(file).toString())))
                        .isInstanceOf(StartException.class)
                        .hasMessageStartingWith(setting + ": the file ")
                        .hasMessageNotContaining("s3cret");
            }
        }
    }

    @Test
    void aKeyFileInTheStateDirectoryThatIsDamagedStopsTheStart() throws Exception {
        prepare(Map.of());
        Files.writeString(folder.resolve("state/secret.key"), "");

        assertThatThrownBy(() -> prepare(Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("secret.key cannot be used: must be the base64 of 32 bytes");
    }

    private SecretKeys prepare(Map<String, String> settings) {
        try (StateDirectory state = StateDirectory.open(folder.resolve("state"))) {
            return SecretKeys.prepare(Settings.read(Map.of("HOME", "/home/someone"), settings), state);
        }
    }
}
