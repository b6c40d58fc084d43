package io.signalbox.records.policy;

import io.signalbox.expression.Expression;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A policy for records, checked, with its condition compiled.
 *
 * @param condition empty: always
 * @param children are applied behind it, to records that it kept
 */
record RecordPolicy(PolicyRef ref, Optional<Expression> condition, Step step, List<RecordPolicy> children) {

    RecordPolicy {
        children = List.copyOf(children);
    }

    /**
     * Reads a policy as nodes are told of it.
     *
     * @throws IllegalArgumentException when this release does not know what it says: it must not be applied in part
     */
    static RecordPolicy of(UUID id, VirtualClusterPolicy message, List<RecordPolicy> children) {
        Place place = message.hasSchemaValidation() ? Place.RECORD_CONDITION : Place.PARSED_RECORD_CONDITION;
        Optional<Expression> condition = Optional.of(message.getCondition())
                .filter(text -> !text.isBlank())
                .map(text -> parse(place, text));
        return switch (message.getConfigCase()) {
            case MODIFY_HEADERS ->
                new RecordPolicy(
                        ref(id, message, "modify_headers"),
                        condition,
                        ModifyHeaders.of(message.getModifyHeaders()),
                        children);
            case SKIP_RECORD ->
                new RecordPolicy(ref(id, message, "skip_record"), condition, new SkipRecord(), children);
            case SCHEMA_VALIDATION ->
                new RecordPolicy(
                        ref(id, message, "schema_validation"),
                        condition,
                        SchemaValidation.of(message.getSchemaValidation()),
                        children);
            case ENCRYPT, DECRYPT, ENCRYPT_FIELDS, DECRYPT_FIELDS, ACLS, CONFIG_NOT_SET ->
                throw new IllegalArgumentException("this release does not know what it does to records");
        };
    }

    private static PolicyRef ref(UUID id, VirtualClusterPolicy message, String type) {
        return new PolicyRef(id, message.getName(), type);
    }

    private static Expression parse(Place place, String text) {
        try {
            return Expression.parse(place, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("condition " + e.getMessage(), e);
        }
    }

    /** Whether records can be missing from what clients get because of it or what is nested under it. */
    boolean canHide() {
        return step.canHide() || children.stream().anyMatch(RecordPolicy::canHide);
    }

    /**
     * What is left of it where no more is known than the client and the topic: nothing where its condition cannot hold there,
     * and no condition where it always does.
     */
    Optional<RecordPolicy> on(Map<String, Object> context) {
        if (condition.isEmpty()) {
            return Optional.of(this);
        }
        try {
            return condition.get().holds(context)
                    ? Optional.of(new RecordPolicy(ref, Optional.empty(), step, children))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(this); // it depends on the record
        }
    }

    /** Whether it is to be applied to a record. */
    boolean applies(RecordInHand record, PolicyObserver observer) {
        if (condition.isEmpty()) {
            return true;
        }
        try {
            return condition.get().holds(record.fields());
        } catch (IllegalArgumentException e) {
            observer.conditionFailed(ref);
            return false;
        }
    }
}
