package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client wants a listener policy to be, defaults filled in.
 *
 * @param config empty when it cannot be known which kind it should be; the request is refused then
 */
record ListenerPolicyRequest(
        String type,
        Optional<String> name,
        String description,
        boolean enabled,
        Optional<ConfigRequest> config,
        Map<String, String> labels) {

    static final String FORWARD = "forward_to_virtual_cluster";
    static final String TLS_SERVER = "tls_server";

    static ListenerPolicyRequest read(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at", "parent_policy_id");
        String type = body.requiredChoice("type", List.of(TLS_SERVER, FORWARD));
        Optional<String> name = body.text("name", TextRule.NAME);
        String description = body.text("description", TextRule.DESCRIPTION).orElse("");
        boolean enabled = body.flag("enabled").orElse(true);
        Map<String, String> labels = body.labels().orElse(Map.of());
        BodyReader config = body.requiredObject("config");
        Optional<ConfigRequest> read = Optional.empty();
        if (type.equals(FORWARD)) {
            read = ConfigRequest.readForward(config);
        } else if (type.equals(TLS_SERVER)) {
            read = Optional.of(TlsServerRequest.read(config));
        } else {
            config.ignoreRest();
        }
        return new ListenerPolicyRequest(type, name, description, enabled, read, labels);
    }

    ListenerPolicyRequest keeping(PolicyConfig stored, InvalidParameters invalid) {
        return new ListenerPolicyRequest(
                type, name, description, enabled, config.map(wanted -> wanted.keeping(stored, invalid)), labels);
    }

    /** Whether this much is certain, whatever else is wrong with the request. */
    boolean isPortMapping() {
        return config.filter(read -> read.config() instanceof PolicyConfig.PortMapping)
                .isPresent();
    }
}
