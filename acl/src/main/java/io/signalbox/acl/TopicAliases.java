package io.signalbox.acl;

import io.signalbox.expression.Expression;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.WireTopicAlias;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The second names of a virtual cluster's topics. Which of them exist is worked out once for each principal, and once for
 * all where no condition depends on who it is. Two of the same messages are equal. For any thread.
 */
public final class TopicAliases {

    public static final TopicAliases NONE = of(List.of());

    /** So many principals are remembered; after that it begins anew. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final Principal ANYONE = Principal.named("", "");

    private final List<WireTopicAlias> messages;
    private final int hash;
    private final Map<String, Expression> conditions; // by their text
    private final ConcurrentMap<Principal, Aliases> existing = new ConcurrentHashMap<>();

    private TopicAliases(List<WireTopicAlias> messages, Map<String, Expression> conditions) {
        this.messages = List.copyOf(messages);
        this.hash = messages.hashCode();
        this.conditions = conditions;
    }

    /**
     * Reads aliases as nodes are told of them.
     *
     * @throws IllegalArgumentException when a condition cannot be compiled
     */
    public static TopicAliases of(List<WireTopicAlias> messages) {
        Map<String, Expression> conditions = new HashMap<>();
        for (WireTopicAlias alias : messages) {
            if (!alias.getCondition().isEmpty()) {
                conditions.computeIfAbsent(alias.getCondition(), text -> parse(alias.getAlias(), text));
            }
        }
        return new TopicAliases(messages, Map.copyOf(conditions));
    }

    private static Expression parse(String alias, String condition) {
        try {
            return Expression.parse(Place.ALIAS_CONDITION, condition);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the condition of the topic alias [" + alias + "] " + e.getMessage(), e);
        }
    }

    public boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Those that exist for a client. One whose condition cannot be evaluated does not. */
    public Aliases of(Principal principal) {
        if (messages.isEmpty()) {
            return Aliases.NONE;
        }
        if (existing.size() >= MAX_REMEMBERED) {
            existing.clear();
        }
        return existing.computeIfAbsent(conditions.isEmpty() ? ANYONE : principal, this::evaluate);
    }

    private Aliases evaluate(Principal principal) {
        Map<String, Object> fields = principal.fields();
        Map<String, Boolean> holds = new HashMap<>();
        int failures = 0;
        for (Map.Entry<String, Expression> condition : conditions.entrySet()) {
            try {
                holds.put(condition.getKey(), condition.getValue().holds(fields));
            } catch (IllegalArgumentException e) {
                failures++;
            }
        }
        Map<String, Aliases.Target> targets = new LinkedHashMap<>();
        for (WireTopicAlias alias : messages) {
            if (alias.getCondition().isEmpty() || holds.getOrDefault(alias.getCondition(), false)) {
                targets.putIfAbsent(alias.getAlias(), new Aliases.Target(alias.getTopic(), alias.getWarnsOfConflict()));
            }
        }
        return new Aliases(targets, failures);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicAliases that && messages.equals(that.messages);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return messages.size() + " topic aliases";
    }
}
