package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.gateway.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a Kafka client sees, as the API shows it.
 *
 * @param topicAliases absent where there are none
 */
public record VirtualCluster(
        UUID id,
        String name,
        String description,
        Reference.Target destination,
        List<ClientAuth> authentication,
        Optional<Namespace> namespace,
        Optional<List<TopicAlias>> topicAliases,
        String dnsLabel,
        String aclMode,
        Map<String, String> labels,
        Instant createdAt,
        Instant updatedAt) {

    /** Nothing is allowed but by an ACL policy; otherwise the backend cluster decides. */
    public static final String ENFORCE_ON_GATEWAY = "enforce_on_gateway";
}
