package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.gateway.Reference;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a client wants a virtual cluster to be, defaults filled in. */
record VirtualClusterRequest(
        String name,
        String description,
        Reference destination,
        List<ClientAuth> authentication,
        Optional<Namespace> namespace,
        List<TopicAlias> topicAliases,
        String dnsLabel,
        String aclMode,
        Map<String, String> labels) {

    private static final int MAX_AUTHENTICATIONS = 100;
    private static final TextRule DNS_LABEL = TextRule.matching(
            1, 63, "[a-z0-9]([-a-z0-9]*[a-z0-9])?", "must be lower-case letters, digits and inner hyphens");

    static VirtualClusterRequest read(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at");
        return new VirtualClusterRequest(
                body.requiredText("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION).orElse(""),
                Reference.read(body, "destination"),
                body.requiredList(
                        "authentication",
                        1,
                        MAX_AUTHENTICATIONS,
                        item -> item.object().map(ClientAuthRequest::read)),
                body.object("namespace").map(NamespaceRequest::read),
                NamespaceRequest.aliases(body),
                body.requiredText("dns_label", DNS_LABEL),
                body.requiredChoice("acl_mode", List.of(VirtualCluster.ENFORCE_ON_GATEWAY, "passthrough")),
                body.labels().orElse(Map.of()));
    }

    /** With the passwords of the cluster that it replaces, where it brings none of its own. */
    VirtualClusterRequest keeping(List<ClientAuth> stored, InvalidParameters invalid) {
        return new VirtualClusterRequest(
                name,
                description,
                destination,
                ClientAuthRequest.keeping(authentication, stored, invalid),
                namespace,
                topicAliases,
                dnsLabel,
                aclMode,
                labels);
    }
}
