package io.signalbox.controlplane.settings;

import io.signalbox.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A document that is applied at the start.
 *
 * @param prune whether what it does not name of its gateways is deleted
 */
public record ApplySettings(Path file, boolean prune) {

    public static final String FILE = "SIGNALBOX_APPLY_FILE";
    public static final String PRUNE = "SIGNALBOX_APPLY_PRUNE";

    static Optional<ApplySettings> read(SettingsReader reader) {
        Optional<Path> file = reader.read(FILE, Settings::path);
        boolean prune = reader.read(PRUNE, false, Settings::isOn);
        if (prune && file.isEmpty()) {
            reader.refuse(PRUNE, "has no meaning without " + FILE);
        }
        return file.map(path -> new ApplySettings(path, prune));
    }
}
