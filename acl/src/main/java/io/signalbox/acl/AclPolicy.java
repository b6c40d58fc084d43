package io.signalbox.acl;

import io.signalbox.expression.Expression;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.AclAction;
import io.signalbox.proto.config.v1.AclOperation;
import io.signalbox.proto.config.v1.AclResourceType;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An {@code acls} policy, checked, with its expressions compiled. Its rules are made when a client first needs them: most
 * virtual clusters of a node have none at the moment. Two of one message are equal. For any thread.
 */
public final class AclPolicy {

    private final UUID id;
    private final VirtualClusterPolicy message;
    private final Optional<Expression> condition;
    private final Map<Integer, Expression> names; // by the index of their rule
    private volatile @Nullable List<AclRule> made;

    private AclPolicy(
            UUID id, VirtualClusterPolicy message, Optional<Expression> condition, Map<Integer, Expression> names) {
        this.id = id;
        this.message = message;
        this.condition = condition;
        this.names = names;
    }

    /**
     * Reads a policy as nodes are told of it.
     *
     * @throws IllegalArgumentException when this release does not know what it says: it must not be applied in part
     */
    public static AclPolicy of(UUID id, VirtualClusterPolicy message) {
        Optional<Expression> condition = message.getCondition().isEmpty()
                ? Optional.empty()
                : Optional.of(parse(Place.CLUSTER_CONDITION, "condition", message.getCondition()));
        Map<Integer, Expression> names = new HashMap<>();
        for (int i = 0; i < message.getAcls().getRulesCount(); i++) {
            io.signalbox.proto.config.v1.AclRule rule = message.getAcls().getRules(i);
            check(i, rule);
            String expression = rule.getResourceNames().getExpression();
            if (!expression.isEmpty()) {
                names.put(i, parse(Place.RESOURCE_NAMES, "rules[" + i + "].resource_names", expression));
            }
        }
        return new AclPolicy(id, message, condition, Map.copyOf(names));
    }

    private static void check(int index, io.signalbox.proto.config.v1.AclRule rule) {
        Map<String, Boolean> known = Map.of(
                "resource type", type(rule.getResourceType()).isPresent(),
                "action",
                        rule.getAction() == AclAction.ACL_ACTION_ALLOW || rule.getAction() == AclAction.ACL_ACTION_DENY,
                "operation",
                        rule.getOperationsList().stream()
                                .noneMatch(operation -> operation == AclOperation.ACL_OPERATION_UNSPECIFIED
                                        || operation == AclOperation.UNRECOGNIZED));
        known.forEach((what, isKnown) -> {
            if (!isKnown) {
                throw new IllegalArgumentException("this release does not know the " + what + " of rule " + index);
            }
        });
    }

    private static Expression parse(Place place, String field, String text) {
        try {
            return Expression.parse(place, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + " " + e.getMessage(), e);
        }
    }

    /** Whether it is made of this message. */
    public boolean isOf(UUID otherId, VirtualClusterPolicy other) {
        return id.equals(otherId) && message.equals(other);
    }

    /** Whether its rules are the same for every client. */
    boolean isForAll() {
        return condition.isEmpty() && names.isEmpty();
    }

    /**
     * Adds the rules that apply to a client. Where a condition fails, those that deny apply, and those that allow do not;
     * likewise a rule whose names fail, which then denies whatever it could name.
     *
     * @return how many conditions and expressions failed
     */
    int addRules(Map<String, Object> fields, List<AclRule> rules) {
        boolean failed = false;
        if (condition.isPresent()) {
            try {
                if (!condition.get().holds(fields)) {
                    return 0;
                }
            } catch (IllegalArgumentException e) {
                failed = true;
            }
        }
        int failures = failed ? 1 : 0;
        for (AclRule rule : rules()) {
            Expression expression = names.get(rule.origin().index());
            if (rule.allows() && failed) {
                continue;
            }
            if (expression == null) {
                rules.add(rule);
                continue;
            }
            Optional<List<Glob>> globs = globs(expression, fields);
            failures += globs.isPresent() ? 0 : 1;
            if (globs.isPresent() || !rule.allows()) {
                rules.add(rule.named(globs.orElse(List.of(Glob.ANY))));
            }
        }
        return failures;
    }

    int count() {
        return message.getAcls().getRulesCount();
    }

    /** All of them; without names where an expression tells those. */
    List<AclRule> rules() {
        List<AclRule> rules = made;
        if (rules == null) {
            rules = IntStream.range(0, count()).mapToObj(this::rule).toList();
            made = rules; // another thread's are equal
        }
        return rules;
    }

    private AclRule rule(int index) {
        io.signalbox.proto.config.v1.AclRule rule = message.getAcls().getRules(index);
        return new AclRule(
                new AclRule.Origin(id, message.getName(), index),
                rule.getAction() == AclAction.ACL_ACTION_ALLOW,
                type(rule.getResourceType()).orElseThrow(),
                operations(rule),
                rule.getResourceNames().getNamesList().stream().map(Glob::parse).toList());
    }

    /** Empty when the expression fails. */
    private static Optional<List<Glob>> globs(Expression expression, Map<String, Object> fields) {
        try {
            return Optional.of(expression.texts(EscapedFields.of(fields)).stream()
                    .map(Glob::parse)
                    .toList());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<ResourceType> type(AclResourceType type) {
        return switch (type) {
            case ACL_RESOURCE_TYPE_TOPIC -> Optional.of(ResourceType.TOPIC);
            case ACL_RESOURCE_TYPE_GROUP -> Optional.of(ResourceType.GROUP);
            case ACL_RESOURCE_TYPE_TRANSACTIONAL_ID -> Optional.of(ResourceType.TRANSACTIONAL_ID);
            case ACL_RESOURCE_TYPE_CLUSTER -> Optional.of(ResourceType.CLUSTER);
            case ACL_RESOURCE_TYPE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static Set<Operation> operations(io.signalbox.proto.config.v1.AclRule rule) {
        EnumSet<Operation> operations = EnumSet.noneOf(Operation.class);
        rule.getOperationsList().stream().flatMap(AclPolicy::operations).forEach(operations::add);
        return operations;
    }

    private static Stream<Operation> operations(AclOperation operation) {
        return operation == AclOperation.ACL_OPERATION_ALL
                ? Stream.of(Operation.values())
                : Stream.of(Operation.valueOf(operation.name().substring("ACL_OPERATION_".length())));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AclPolicy that && isOf(that.id, that.message);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "policy [" + (message.getName().isEmpty() ? id : message.getName()) + "]";
    }
}
