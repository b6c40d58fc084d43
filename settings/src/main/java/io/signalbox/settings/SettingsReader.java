package io.signalbox.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads settings by key and remembers what was wrong, so that {@link #finish} can list all of it. A blank value counts
 * as absent. Values never appear in a message: some of them are secret.
 */
public final class SettingsReader {

    /** Keys with this prefix are ours: one that is never read is a mistake. */
    public static final String PREFIX = "SIGNALBOX_";

    private final Map<String, String> values;
    private final Set<String> fileKeys;
    private final Set<String> known = new HashSet<>();
    private final List<String> reasons = new ArrayList<>();

    /**
     * @param environment of the process
     * @param file the settings file's entries; empty when there is no file
     */
    public SettingsReader(Map<String, String> environment, Map<String, String> file) {
        values = new TreeMap<>(file);
        environment.forEach((key, value) -> {
            if (!value.isBlank()) {
                values.put(key, value);
            }
        });
        fileKeys = Set.copyOf(file.keySet());
    }

    /** A text, parsed by {@code parser}; what the parser throws as {@link IllegalArgumentException} becomes a reason. */
    public <T> Optional<T> read(String key, Function<String, T> parser) {
        known.add(key);
        return Optional.ofNullable(values.get(key))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .flatMap(text -> parse(key, text, parser));
    }

    /** As {@link #read(String, Function)}, with a value for when the key is absent or wrong. */
    public <T> T read(String key, T absent, Function<String, T> parser) {
        return read(key, parser).orElse(absent);
    }

    /** A key that must be there; {@code placeholder} stands in until {@link #finish} refuses. */
    public <T> T require(String key, T placeholder, Function<String, T> parser) {
        int before = reasons.size();
        Optional<T> value = read(key, parser);
        if (value.isEmpty() && reasons.size() == before) {
            refuse(key, "is required");
        }
        return value.orElse(placeholder);
    }

    /** Lets {@code alias} stand for {@code key}, which wins when both are there. */
    public void alias(String alias, String key) {
        known.add(alias);
        String value = values.get(alias);
        if (value != null) {
            values.putIfAbsent(key, value);
        }
    }

    /** Adds a reason of the caller's own. */
    public void refuse(String key, String reason) {
        reasons.add(key + ": " + reason);
    }

    /**
     * To be called when every key has been read.
     *
     * @throws InvalidSettingsException with every unknown key and bad value
     */
    public void finish() {
        Set<String> unknown = new TreeSet<>();
        for (String key : values.keySet()) {
            if ((key.startsWith(PREFIX) || fileKeys.contains(key)) && !known.contains(key)) {
                unknown.add(key);
            }
        }
        unknown.forEach(key -> refuse(key, "is not a setting of this process"));
        if (!reasons.isEmpty()) {
            throw new InvalidSettingsException(reasons);
        }
    }

    /** A TCP port, 0 to 65535; 0 stands for any free one. */
    public static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // answered below, as a number out of range is
        }
        throw new IllegalArgumentException("must be a port from 0 to 65535");
    }

    /** A duration in the form of contract section 5.1: a decimal number and ns, us, µs, ms, s, m or h. */
    public static Duration duration(String text) {
        return Durations.parse(text);
    }

    private <T> Optional<T> parse(String key, String text, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            refuse(key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
