package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import java.util.Map;
import java.util.Optional;

/** What a client wants changed of a policy without touching its config; {@code null} clears, absent leaves alone. */
record PolicyPatch(
        boolean names,
        Optional<String> name,
        Optional<String> description,
        Optional<Boolean> enabled,
        Optional<Map<String, String>> labels) {

    static PolicyPatch read(BodyReader body) {
        boolean nameCleared = body.isNull("name");
        return new PolicyPatch(
                body.has("name"),
                nameCleared ? Optional.empty() : body.text("name", TextRule.NAME),
                body.isNull("description") ? Optional.of("") : body.text("description", TextRule.DESCRIPTION),
                body.flag("enabled"),
                body.isNull("labels") ? Optional.of(Map.of()) : body.labels());
    }

    Policy applied(Policy policy) {
        return new Policy(
                policy.type(),
                names ? name : policy.name(),
                description.orElse(policy.description()),
                enabled.orElse(policy.enabled()),
                labels.orElse(policy.labels()),
                policy.config());
    }
}
