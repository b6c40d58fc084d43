package io.signalbox.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** A flat file of settings, YAML or Java properties by its name's ending; the keys are those of the environment. */
public final class SettingsFile {

    private static final long MAX_BYTES = 1 << 20;

    private SettingsFile() {}

    /**
     * Reads a file.
     *
     * @throws InvalidSettingsException when the file is missing, larger than 1 MiB, malformed or not flat
     */
    public static Map<String, String> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw refused(file, "is larger than 1 MiB");
            }
            String text = Files.readString(file);
            return file.toString().endsWith(".properties") ? properties(text) : yaml(file, text);
        } catch (IOException e) {
            throw refused(file, "cannot be read: " + e.getMessage());
        }
    }

    private static Map<String, String> properties(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        Map<String, String> entries = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(key -> entries.put(key, properties.getProperty(key)));
        return entries;
    }

    private static Map<String, String> yaml(Path file, String text) {
        Object document;
        try {
            document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (YAMLException e) {
            // The parser's message quotes the lines around the mistake, and a line may hold a secret.
            throw refused(file, "is not valid YAML");
        }
        if (document == null) {
            return Map.of();
        }
        if (!(document instanceof Map<?, ?> map)) {
            throw refused(file, "must be a mapping of keys to values");
        }
        Map<String, String> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value instanceof Map || value instanceof Iterable) {
                throw refused(file, "key " + key + " must have a plain value");
            }
            entries.put(String.valueOf(key), value == null ? "" : String.valueOf(value));
        });
        return entries;
    }

    private static InvalidSettingsException refused(Path file, String reason) {
        return new InvalidSettingsException(List.of("settings file " + file + ": " + reason));
    }
}
