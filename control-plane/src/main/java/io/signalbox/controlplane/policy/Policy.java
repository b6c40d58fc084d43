package io.signalbox.controlplane.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Need;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A policy; where it stands is shown by the chain.
 *
 * @param condition an expression that says when it is applied, empty: always; policies of listeners have none
 * @param parentPolicyId under which it stands; the database makes a foreign key of it
 * @param config left out where there is nothing to configure
 */
public record Policy(
        String type,
        Optional<String> name,
        String description,
        boolean enabled,
        Map<String, String> labels,
        Optional<String> condition,
        Optional<UUID> parentPolicyId,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = SkipRecord.class)
        PolicyConfig config) {

    public static final EntityType<Policy> OF_LISTENER = new EntityType<>(EntityKind.LISTENER_POLICY, Policy.class);
    public static final EntityType<Policy> OF_CLUSTER = new EntityType<>(EntityKind.CLUSTER_POLICY, Policy.class);
    public static final EntityType<Policy> OF_PRODUCING = new EntityType<>(EntityKind.PRODUCE_POLICY, Policy.class);
    public static final EntityType<Policy> OF_CONSUMING = new EntityType<>(EntityKind.CONSUME_POLICY, Policy.class);

    /** For callers that know the config by the kind of the policy. */
    public <C extends PolicyConfig> C config(Class<C> kind) {
        return kind.cast(config);
    }

    /** What old nodes do not know. */
    List<Need> needs() {
        return Stream.concat(config.needs().stream(), condition.flatMap(text -> known().need(text)).stream())
                .toList();
    }

    /** What is wrong with its condition. */
    Optional<String> conditionProblem() {
        return condition.flatMap(text -> known().problem(text));
    }

    private PolicyType known() {
        return PolicyFamily.storedTypeOf(type).orElseThrow();
    }

    Policy with(PolicyConfig other) {
        return new Policy(type, name, description, enabled, labels, condition, parentPolicyId, other);
    }
}
