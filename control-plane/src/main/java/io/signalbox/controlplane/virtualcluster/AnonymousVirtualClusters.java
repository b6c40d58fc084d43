package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.backendcluster.AnonymousClients;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityStore;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The virtual clusters that let anyone in. */
@Component
class AnonymousVirtualClusters implements AnonymousClients {

    private static final int MAX_NAMED = 10;

    private final EntityStore store;

    AnonymousVirtualClusters(EntityStore store) {
        this.store = store;
    }

    @Override
    public List<String> of(UUID gatewayId, UUID backendClusterId) {
        return store.referringTo(VirtualCluster.TYPE, gatewayId, backendClusterId).stream()
                .filter(cluster ->
                        cluster.spec().authentication().stream().anyMatch(ClientAuth.Anonymous.class::isInstance))
                .limit(MAX_NAMED)
                .map(Entity::title)
                .toList();
    }
}
