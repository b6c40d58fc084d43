package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.Attempt;
import io.signalbox.controlplane.entity.Draft;
import io.signalbox.controlplane.problem.Ids;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a client wants a policy to be, defaults filled in.
 *
 * @param condition empty for a family that has none
 * @param parentPolicyId empty when it was not sent, or is no id; the request is refused then
 * @param config empty when it cannot be known which form it should have; the request is refused then
 */
public record PolicyRequest(
        String type,
        Optional<String> name,
        String description,
        boolean enabled,
        Map<String, String> labels,
        Optional<String> condition,
        Optional<UUID> parentPolicyId,
        Optional<Draft<PolicyConfig>> config) {

    static final String PARENT = "parent_policy_id";
    static final String CONDITION = "condition";
    static final int MAX_CONDITION_LENGTH = 1_000;

    private static final TextRule ID = TextRule.anything(0, 255);

    /** Reads a body for POST or PUT. */
    public static PolicyRequest read(PolicyFamily family, BodyReader body) {
        body.readOnly("id", "created_at", "updated_at", PARENT);
        String type = body.requiredChoice("type", family.typeNames());
        Optional<PolicyType> known = family.typeOf(type);
        return new PolicyRequest(
                type,
                body.text("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION).orElse(""),
                body.flag("enabled").orElse(true),
                body.labels().orElse(Map.of()),
                family.nests() ? Optional.of(condition(known, body)) : Optional.empty(),
                parent(known, body),
                known.isEmpty() ? ignoreConfig(body) : known.get().reading().apply(body));
    }

    /** As it is to be stored, unless it cannot be known what that is. */
    Optional<Policy> complete(Optional<UUID> parent, Attempt<PolicyConfig> attempt) {
        return config.map(draft ->
                new Policy(type, name, description, enabled, labels, condition, parent, draft.complete(attempt)));
    }

    private static String condition(Optional<PolicyType> known, BodyReader body) {
        TextRule rule = TextRule.checked(0, MAX_CONDITION_LENGTH, text -> known.flatMap(type -> type.problem(text)));
        return body.text(CONDITION, rule).orElse("");
    }

    /** A PUT may carry what GET returned, null included; it cannot choose another. */
    private static Optional<UUID> parent(Optional<PolicyType> known, BodyReader body) {
        if (body.replaces() && body.isNull(PARENT)) {
            return Optional.empty();
        }
        PolicyType.Nesting nesting = known.map(PolicyType::nesting).orElse(PolicyType.Nesting.OPTIONAL);
        if (!body.replaces() && !nesting.mayHaveParent()) {
            return Optional.empty(); // the property is not known then
        }
        boolean required = nesting == PolicyType.Nesting.REQUIRED && !body.replaces();
        Optional<String> text = required
                ? Optional.of(body.requiredText(PARENT, ID)).filter(sent -> !sent.isEmpty())
                : body.text(PARENT, ID);
        Optional<UUID> id = text.flatMap(Ids::parse);
        if (text.isPresent() && id.isEmpty()) {
            body.refuse(PARENT, "is_uuid", "must be a UUID");
        }
        return id;
    }

    private static Optional<Draft<PolicyConfig>> ignoreConfig(BodyReader body) {
        body.requiredObject("config").ignoreRest();
        return Optional.empty();
    }
}
