package io.signalbox.controlplane.secret;

import io.signalbox.controlplane.settings.SealingKey;
import io.signalbox.controlplane.settings.SecretSettings;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The key that seals, and those that only open. */
public record SecretKeys(SealingKey newest, List<SealingKey> old) {

    public static final String FILE = "secret.key";

    private static final Logger log = LoggerFactory.getLogger(SecretKeys.class);
    private static final long MAX_FILE_BYTES = 64 << 10;

    public SecretKeys {
        old = List.copyOf(old);
    }

    /**
     * From the settings; without one there, the key in the state directory seals, and is made when it is missing. Once
     * another is given, that key goes on to open.
     *
     * @throws StartException when a file cannot be used
     */
    public static SecretKeys prepare(Settings settings, StateDirectory state) {
        Optional<SealingKey> own = own(state.path());
        return new SecretKeys(
                given(settings.secrets(), own).orElseGet(() -> make(settings, state)), old(settings.secrets(), own));
    }

    /**
     * What {@link #prepare} would return; a key that it would make is made for this answer alone.
     *
     * @throws StartException when a file cannot be used
     */
    public static SecretKeys foresee(SecretSettings secrets, Path stateDirectory) {
        Optional<SealingKey> own = own(stateDirectory);
        return new SecretKeys(given(secrets, own).orElseGet(() -> SealingKey.parse(randomText())), old(secrets, own));
    }

    private static Optional<SealingKey> own(Path stateDirectory) {
        Path file = stateDirectory.resolve(FILE);
        return Files.exists(file)
                ? Optional.of(read("the state directory", file, SealingKey::parse))
                : Optional.empty();
    }

    private static Optional<SealingKey> given(SecretSettings secrets, Optional<SealingKey> own) {
        return secrets.key()
                .or(() -> secrets.keyFile().map(file -> read(SecretSettings.KEY_FILE, file, SealingKey::parse)))
                .or(() -> own);
    }

    private static List<SealingKey> old(SecretSettings secrets, Optional<SealingKey> own) {
        List<SealingKey> old = new ArrayList<>(secrets.oldKeys());
        secrets.oldKeysFile()
                .ifPresent(file -> old.addAll(read(SecretSettings.OLD_KEYS_FILE, file, SealingKey::parseAll)));
        own.ifPresent(old::add);
        return old;
    }

    public SecretCipher cipher() {
        return new SecretCipher(newest, old);
    }

    private static SealingKey make(Settings settings, StateDirectory state) {
        String text = randomText();
        state.write(FILE, text + "\n");
        SealingKey key = SealingKey.parse(text);
        log.info("key for secrets made id={} file={}", key.id(), state.resolve(FILE));
        if (settings.database().isPresent()) {
            log.warn(
                    "every replica that uses this database needs the same key for secrets: copy the file, or set {}",
                    SecretSettings.KEY);
        }
        return key;
    }

    private static String randomText() {
        byte[] bytes = new byte[SealingKey.BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static <T> T read(String setting, Path file, Function<String, T> parser) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new StartException(
                        setting + ": the file " + file + " is larger than " + MAX_FILE_BYTES + " bytes");
            }
            return parser.apply(Files.readString(file));
        } catch (IOException e) {
            // Not its message: that of a text that is not UTF-8 says nothing, that of any other names the file again.
            throw new StartException(setting + ": the file " + file + " cannot be read: "
                    + e.getClass().getSimpleName());
        } catch (IllegalArgumentException e) {
            throw new StartException(setting + ": the file " + file + " cannot be used: " + e.getMessage());
        }
    }
}
