package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.gateway.Reference;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a client wants a listener policy to be, defaults filled in. */
record ListenerPolicyRequest(
        String type,
        Optional<String> name,
        String description,
        boolean enabled,
        PolicyConfig config,
        Reference destination,
        Map<String, String> labels) {

    static final String FORWARD = "forward_to_virtual_cluster";
    static final String TLS_SERVER = "tls_server";

    private static final Reference NOWHERE = new Reference("", Optional.empty(), Optional.empty());
    private static final TextRule HOST = TextRule.matching(
            0,
            253,
            "[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?)*",
            "must be a host name in lower case, or an IPv4 address");
    private static final PolicyConfig.PortMapping NOTHING =
            new PolicyConfig.PortMapping("", Optional.empty(), PolicyConfig.PortMapping.AT_START, 0);

    static ListenerPolicyRequest read(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at", "parent_policy_id");
        String type = body.requiredChoice("type", List.of(TLS_SERVER, FORWARD));
        Optional<String> name = body.text("name", TextRule.NAME);
        String description = body.text("description", TextRule.DESCRIPTION).orElse("");
        boolean enabled = body.flag("enabled").orElse(true);
        Map<String, String> labels = body.labels().orElse(Map.of());
        BodyReader config = body.requiredObject("config");
        Forward forward = new Forward(NOTHING, NOWHERE);
        if (type.equals(FORWARD)) {
            forward = forward(body, config);
        } else if (type.equals(TLS_SERVER)) {
            UnservedConfigs.checkTlsServer(config);
            if (body.isClean()) {
                body.refuseAsNotServed("type");
            }
        } else {
            config.ignoreRest();
        }
        return new ListenerPolicyRequest(type, name, description, enabled, forward.config, forward.destination, labels);
    }

    private static Forward forward(BodyReader body, BodyReader config) {
        String type = config.requiredChoice("type", List.of("port_mapping", "sni"));
        if (type.equals("sni")) {
            UnservedConfigs.checkSni(config);
            if (body.isClean()) {
                config.refuseAsNotServed("type");
            }
        }
        if (!type.equals("port_mapping")) {
            if (type.isEmpty()) {
                config.ignoreRest();
            }
            return new Forward(NOTHING, NOWHERE);
        }
        return new Forward(
                new PolicyConfig.PortMapping(
                        config.requiredText("advertised_host", HOST),
                        Optional.empty(),
                        config.choice("bootstrap_port", List.of("none", PolicyConfig.PortMapping.AT_START))
                                .orElse(PolicyConfig.PortMapping.AT_START),
                        config.integer("min_broker_id", 0, Integer.MAX_VALUE).orElse(0)),
                Reference.read(config, "destination"));
    }

    /** Whether this much is certain, whatever else is wrong with the request. */
    boolean isPortMapping() {
        return !destination.field().isEmpty();
    }

    private record Forward(PolicyConfig config, Reference destination) {}
}
