package io.signalbox.acl;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The topic aliases that exist for one client.
 *
 * @param targets by alias
 * @param failures how many conditions could not be evaluated for the client
 */
public record Aliases(Map<String, Target> targets, int failures) {

    public static final Aliases NONE = new Aliases(Map.of(), 0);

    /**
     * What an alias stands for.
     *
     * @param topic as it is called without the alias
     * @param warns whether to warn of a topic that has the name of the alias, and cannot be reached
     */
    public record Target(String topic, boolean warns) {}

    public Aliases {
        targets = Map.copyOf(targets);
    }

    public boolean isEmpty() {
        return targets.isEmpty();
    }

    /** Whether a client that says {@code name} means another topic than that of this name. */
    public boolean has(String name) {
        return targets.containsKey(name);
    }

    /** What the topic is called that a client means by {@code name}. */
    public String topic(String name) {
        @Nullable Target target = targets.get(name);
        return target == null ? name : target.topic();
    }
}
