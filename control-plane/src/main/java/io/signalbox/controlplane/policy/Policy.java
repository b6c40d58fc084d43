package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.EntityKind;
import java.util.Map;
import java.util.Optional;

/** A policy; where it stands is shown by the chain. */
public record Policy(
        String type,
        Optional<String> name,
        String description,
        boolean enabled,
        Map<String, String> labels,
        PolicyConfig config) {

    public static final EntityType<Policy> OF_LISTENER = new EntityType<>(EntityKind.LISTENER_POLICY, Policy.class);

    Policy with(PolicyConfig other) {
        return new Policy(type, name, description, enabled, labels, other);
    }
}
