package io.signalbox.dataplane.layer.names;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * Names by which clients of a namespace could mean a topic with its prefix, and an additional one: whether there is one with
 * the prefix, as metadata last said. For any thread.
 */
public final class AmbiguousTopics {

    private static final int MAX_REMEMBERED = 100_000;

    private final ConcurrentMap<String, Boolean> prefixed = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Boolean> conflicts = new ConcurrentHashMap<>();
    private final Consumer<String> onConflict;

    /** Tells {@code onConflict} once of each name that two topics have. */
    public AmbiguousTopics(Consumer<String> onConflict) {
        this.onConflict = onConflict;
    }

    /** Whether a name is that of a topic with the prefix; empty when that has not been seen. */
    Optional<Boolean> isPrefixed(String name) {
        return Optional.ofNullable(prefixed.get(name));
    }

    void learn(String name, boolean isPrefixed) {
        if (prefixed.size() >= MAX_REMEMBERED) {
            prefixed.clear();
        }
        prefixed.put(name, isPrefixed);
    }

    void conflict(String name) {
        if (conflicts.size() < MAX_REMEMBERED && conflicts.putIfAbsent(name, true) == null) {
            onConflict.accept(name);
        }
    }
}
