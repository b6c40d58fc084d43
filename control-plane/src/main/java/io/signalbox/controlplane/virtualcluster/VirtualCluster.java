package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.entity.Reference;
import io.signalbox.controlplane.gateway.EntityKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a Kafka client sees.
 *
 * @param topicAliases absent where there are none
 */
public record VirtualCluster(
        String name,
        String description,
        Reference.Target destination,
        List<ClientAuth> authentication,
        Optional<Namespace> namespace,
        Optional<List<TopicAlias>> topicAliases,
        String dnsLabel,
        AclMode aclMode,
        Map<String, String> labels) {

    public static final EntityType<VirtualCluster> TYPE =
            new EntityType<>(EntityKind.VIRTUAL_CLUSTER, VirtualCluster.class);

    private static final int MAX_AUTHENTICATIONS = 100;
    private static final TextRule DNS_LABEL = TextRule.matching(
            1, 63, "[a-z0-9]([-a-z0-9]*[a-z0-9])?", "must be lower-case letters, digits and inner hyphens");

    /** With a destination that is to be found. */
    static VirtualCluster read(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at");
        return new VirtualCluster(
                body.requiredText("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION).orElse(""),
                Reference.Target.NOTHING,
                body.requiredList(
                        "authentication",
                        1,
                        MAX_AUTHENTICATIONS,
                        item -> item.object().map(ClientAuthRequest::read)),
                body.object("namespace").map(NamespaceRequest::read),
                Optional.of(NamespaceRequest.aliases(body)).filter(aliases -> !aliases.isEmpty()),
                body.requiredText("dns_label", DNS_LABEL),
                body.requiredChoice("acl_mode", AclMode.values()),
                body.labels().orElse(Map.of()));
    }

    VirtualCluster with(Reference.Target target, List<ClientAuth> ways) {
        return new VirtualCluster(name, description, target, ways, namespace, topicAliases, dnsLabel, aclMode, labels);
    }
}
