package io.signalbox.controlplane.settings;

import io.signalbox.settings.SettingsReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The keys under which secrets are stored, or the files that hold them; of each pair at most one is given. */
public record SecretSettings(
        Optional<SealingKey> key, Optional<Path> keyFile, List<SealingKey> oldKeys, Optional<Path> oldKeysFile) {

    public static final String KEY = "SIGNALBOX_SECRET_KEY";
    public static final String KEY_FILE = "SIGNALBOX_SECRET_KEY_FILE";
    public static final String OLD_KEYS = "SIGNALBOX_SECRET_OLD_KEYS";
    public static final String OLD_KEYS_FILE = "SIGNALBOX_SECRET_OLD_KEYS_FILE";

    /** Nothing is given: a key is made at the first start. */
    public static final SecretSettings NONE =
            new SecretSettings(Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    public SecretSettings {
        oldKeys = List.copyOf(oldKeys);
    }

    static SecretSettings read(SettingsReader reader) {
        SecretSettings settings = new SecretSettings(
                reader.read(KEY, SealingKey::parse),
                reader.read(KEY_FILE, Settings::path),
                reader.read(OLD_KEYS, List.of(), SealingKey::parseAll),
                reader.read(OLD_KEYS_FILE, Settings::path));
        if (settings.key.isPresent() && settings.keyFile.isPresent()) {
            reader.refuse(KEY_FILE, "cannot be given together with " + KEY);
        }
        if (!settings.oldKeys.isEmpty() && settings.oldKeysFile.isPresent()) {
            reader.refuse(OLD_KEYS_FILE, "cannot be given together with " + OLD_KEYS);
        }
        return settings;
    }
}
