package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.gateway.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a Kafka client sees, as the API shows it. */
public record VirtualCluster(
        UUID id,
        String name,
        String description,
        Reference.Target destination,
        List<ClientAuth> authentication,
        String dnsLabel,
        String aclMode,
        Map<String, String> labels,
        Instant createdAt,
        Instant updatedAt) {}
