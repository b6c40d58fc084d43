package io.signalbox.dataplane.config;

import io.signalbox.routing.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A real Kafka cluster: where it is asked for its brokers, and how often. */
public record BackendCluster(UUID id, String name, List<HostPort> bootstrapServers, Duration metadataInterval) {

    public BackendCluster {
        bootstrapServers = List.copyOf(bootstrapServers);
    }

    public EntityRef ref() {
        return new EntityRef(EntityRef.Kind.BACKEND_CLUSTER, id, name);
    }

    /** Whether connections made for the one can go on under the other. */
    public boolean connectsLike(BackendCluster other) {
        return bootstrapServers.equals(other.bootstrapServers);
    }
}
