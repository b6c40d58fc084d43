package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.gateway.Reference;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a client wants a virtual cluster to be, defaults filled in. */
record VirtualClusterRequest(
        String name,
        String description,
        Reference destination,
        List<ClientAuth> authentication,
        String dnsLabel,
        String aclMode,
        Map<String, String> labels) {

    private static final int MAX_AUTHENTICATIONS = 100;
    private static final TextRule DNS_LABEL = TextRule.matching(
            1, 63, "[a-z0-9]([-a-z0-9]*[a-z0-9])?", "must be lower-case letters, digits and inner hyphens");

    static VirtualClusterRequest read(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at");
        body.notServed("namespace");
        // An empty list clears the aliases, of which there are none.
        if (!body.list("topic_aliases", 0, 10_000, Optional::of).isEmpty()) {
            body.refuseAsNotServed("topic_aliases");
        }
        String aclMode = body.requiredChoice("acl_mode", List.of("enforce_on_gateway", "passthrough"));
        if (aclMode.equals("enforce_on_gateway")) {
            body.refuseAsNotServed("acl_mode");
        }
        return new VirtualClusterRequest(
                body.requiredText("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION).orElse(""),
                Reference.read(body, "destination"),
                body.requiredList(
                        "authentication",
                        1,
                        MAX_AUTHENTICATIONS,
                        item -> item.object().map(ClientAuth::read)),
                body.requiredText("dns_label", DNS_LABEL),
                aclMode,
                body.labels().orElse(Map.of()));
    }
}
