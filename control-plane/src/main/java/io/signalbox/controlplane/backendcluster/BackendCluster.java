package io.signalbox.controlplane.backendcluster;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A real Kafka cluster, as the API shows it. */
public record BackendCluster(
        UUID id,
        String name,
        String description,
        BackendAuth authentication,
        boolean insecureAllowAnonymousVirtualClusterAuth,
        List<String> bootstrapServers,
        BackendTls tls,
        int metadataUpdateIntervalSeconds,
        Map<String, String> labels,
        Instant createdAt,
        Instant updatedAt) {

    /** Whether a virtual cluster on it may let clients in that say nothing of themselves: contract section 2.2. */
    public boolean allowsAnonymousClients() {
        return insecureAllowAnonymousVirtualClusterAuth || authentication instanceof BackendAuth.Anonymous;
    }
}
