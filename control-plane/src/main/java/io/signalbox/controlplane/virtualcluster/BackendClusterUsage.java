package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Usage;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** Virtual clusters have backend clusters behind them. */
@Component
class BackendClusterUsage implements Usage {

    private static final Limit NAMED = Limit.of(10);

    private final VirtualClusterRepository clusters;

    BackendClusterUsage(VirtualClusterRepository clusters) {
        this.clusters = clusters;
    }

    @Override
    public List<String> usersOf(EntityKind kind, UUID gatewayId, UUID id) {
        return kind != EntityKind.BACKEND_CLUSTER
                ? List.of()
                : clusters.findByGatewayIdAndBackendClusterId(gatewayId, id, NAMED).stream()
                        .map(VirtualClusterEntity::title)
                        .toList();
    }
}
