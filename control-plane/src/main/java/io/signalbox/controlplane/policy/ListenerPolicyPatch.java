package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import java.util.Map;
import java.util.Optional;

/** What a client wants changed of a policy without touching its config; {@code null} clears, absent leaves alone. */
record ListenerPolicyPatch(
        boolean names,
        Optional<String> name,
        Optional<String> description,
        Optional<Boolean> enabled,
        Optional<Map<String, String>> labels) {

    static ListenerPolicyPatch read(BodyReader body) {
        boolean nameCleared = body.isNull("name");
        return new ListenerPolicyPatch(
                body.has("name"),
                nameCleared ? Optional.empty() : body.text("name", TextRule.NAME),
                body.isNull("description") ? Optional.of("") : body.text("description", TextRule.DESCRIPTION),
                body.flag("enabled"),
                body.isNull("labels") ? Optional.of(Map.of()) : body.labels());
    }
}
