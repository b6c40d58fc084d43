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
        Optional<Map<String, String>> labels,
        Optional<String> condition) {

    static PolicyPatch read(PolicyFamily family, BodyReader body) {
        boolean nameCleared = body.isNull("name");
        return new PolicyPatch(
                body.has("name"),
                nameCleared ? Optional.empty() : body.text("name", TextRule.NAME),
                body.isNull("description") ? Optional.of("") : body.text("description", TextRule.DESCRIPTION),
                body.flag("enabled"),
                body.isNull("labels") ? Optional.of(Map.of()) : body.labels(),
                family.nests() ? condition(body) : Optional.empty());
    }

    private static Optional<String> condition(BodyReader body) {
        return body.isNull(PolicyRequest.CONDITION)
                ? Optional.of("")
                : body.text(PolicyRequest.CONDITION, TextRule.anything(0, PolicyRequest.MAX_CONDITION_LENGTH));
    }

    Policy applied(Policy policy) {
        return new Policy(
                policy.type(),
                names ? name : policy.name(),
                description.orElse(policy.description()),
                enabled.orElse(policy.enabled()),
                labels.orElse(policy.labels()),
                condition.or(policy::condition),
                policy.parentPolicyId(),
                policy.config());
    }
}
