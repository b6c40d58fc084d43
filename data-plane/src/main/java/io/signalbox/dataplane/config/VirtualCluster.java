package io.signalbox.dataplane.config;

import java.util.UUID;

/** What a Kafka client sees: one backend cluster behind it. */
public record VirtualCluster(UUID id, String name, String dnsLabel, BackendCluster backendCluster) {

    public EntityRef ref() {
        return new EntityRef(EntityRef.Kind.VIRTUAL_CLUSTER, id, name);
    }
}
