package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.Attempt;
import io.signalbox.controlplane.entity.Draft;
import java.util.Map;
import java.util.Optional;

/**
 * What a client wants a policy to be, defaults filled in.
 *
 * @param config empty when it cannot be known which form it should have; the request is refused then
 */
record PolicyRequest(
        String type,
        Optional<String> name,
        String description,
        boolean enabled,
        Map<String, String> labels,
        Optional<Draft<PolicyConfig>> config) {

    static PolicyRequest read(PolicyFamily family, BodyReader body) {
        body.readOnly("id", "created_at", "updated_at", "parent_policy_id");
        String type = body.requiredChoice("type", family.typeNames());
        Optional<String> name = body.text("name", TextRule.NAME);
        String description = body.text("description", TextRule.DESCRIPTION).orElse("");
        boolean enabled = body.flag("enabled").orElse(true);
        Map<String, String> labels = body.labels().orElse(Map.of());
        BodyReader config = body.requiredObject("config");
        Optional<PolicyType> known = PolicyFamily.typeOf(type);
        if (known.isEmpty()) {
            config.ignoreRest();
        }
        return new PolicyRequest(
                type,
                name,
                description,
                enabled,
                labels,
                known.flatMap(found -> found.reading().apply(config)));
    }

    /** As it is to be stored, unless it cannot be known what that is. */
    Optional<Policy> complete(Attempt<PolicyConfig> attempt) {
        return config.map(draft -> new Policy(type, name, description, enabled, labels, draft.complete(attempt)));
    }
}
