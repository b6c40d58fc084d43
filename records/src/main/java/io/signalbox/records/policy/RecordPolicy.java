package io.signalbox.records.policy;

import io.signalbox.expression.Expression;
import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireFailureMode;
import io.signalbox.records.encryption.StaticKeys;
import java.util.List;
import java.util.Locale;
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
    static RecordPolicy of(UUID id, VirtualClusterPolicy message, List<RecordPolicy> children, StaticKeys keys) {
        Place place = message.hasSchemaValidation() ? Place.RECORD_CONDITION : Place.PARSED_RECORD_CONDITION;
        Optional<Expression> condition = Optional.of(message.getCondition())
                .filter(text -> !text.isBlank())
                .map(text -> parse(place, text));
        Step step = step(message, keys);
        PolicyRef ref = new PolicyRef(
                id,
                message.getName(),
                message.getConfigCase().name().toLowerCase(Locale.ROOT),
                FailureMode.spelled(failureMode(message)));
        return new RecordPolicy(ref, condition, step, children);
    }

    private static WireFailureMode failureMode(VirtualClusterPolicy message) {
        return switch (message.getConfigCase()) {
            case SCHEMA_VALIDATION -> message.getSchemaValidation().getFailureMode();
            case ENCRYPT -> message.getEncrypt().getFailureMode();
            case DECRYPT -> message.getDecrypt().getFailureMode();
            case ENCRYPT_FIELDS -> message.getEncryptFields().getFailureMode();
            case DECRYPT_FIELDS -> message.getDecryptFields().getFailureMode();
            case MODIFY_HEADERS, SKIP_RECORD, ACLS, CONFIG_NOT_SET -> WireFailureMode.FAILURE_MODE_UNSPECIFIED;
        };
    }

    private static Step step(VirtualClusterPolicy message, StaticKeys keys) {
        return switch (message.getConfigCase()) {
            case MODIFY_HEADERS -> ModifyHeaders.of(message.getModifyHeaders());
            case SKIP_RECORD -> new SkipRecord();
            case SCHEMA_VALIDATION -> SchemaValidation.of(message.getSchemaValidation());
            case ENCRYPT -> Encrypt.of(message.getEncrypt(), keys);
            case DECRYPT -> Decrypt.of(message.getDecrypt());
            case ENCRYPT_FIELDS -> EncryptFields.of(message.getEncryptFields(), keys);
            case DECRYPT_FIELDS -> DecryptFields.of(message.getDecryptFields());
            case ACLS, CONFIG_NOT_SET ->
                throw new IllegalArgumentException("this release does not know what it does to records");
        };
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
        Optional<Expression> left = condition;
        if (condition.isPresent()) {
            try {
                if (!condition.get().holds(context)) {
                    return Optional.empty();
                }
                left = Optional.empty();
            } catch (IllegalArgumentException e) {
                // It depends on the record.
            }
        }
        List<RecordPolicy> below = children.stream()
                .map(child -> child.on(context))
                .flatMap(Optional::stream)
                .toList();
        return Optional.of(new RecordPolicy(ref, left, step.on(context).above(below), below));
    }

    /** Whether it is to be applied to a record. */
    boolean applies(RecordInHand record, Tally tally) {
        if (condition.isEmpty()) {
            return true;
        }
        try {
            return condition.get().holds(record.fields());
        } catch (IllegalArgumentException e) {
            tally.of(ref).conditionFailed();
            return false;
        }
    }
}
