package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.backendcluster.AnonymousClients;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** The virtual clusters that let anyone in. */
@Component
class AnonymousVirtualClusters implements AnonymousClients {

    private static final int MAX_NAMED = 10;

    private final VirtualClusterRepository clusters;

    AnonymousVirtualClusters(VirtualClusterRepository clusters) {
        this.clusters = clusters;
    }

    @Override
    public List<String> of(UUID gatewayId, UUID backendClusterId) {
        return clusters.findByGatewayIdAndBackendClusterId(gatewayId, backendClusterId, Limit.unlimited()).stream()
                .filter(cluster -> cluster.authentication().stream().anyMatch(ClientAuth.Anonymous.class::isInstance))
                .limit(MAX_NAMED)
                .map(VirtualClusterEntity::title)
                .toList();
    }
}
