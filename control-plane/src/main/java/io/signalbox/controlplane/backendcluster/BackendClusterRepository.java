package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Rows;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

interface BackendClusterRepository extends Rows<BackendClusterEntity> {

    List<BackendClusterEntity> findByGatewayIdAndIdIn(UUID gatewayId, Collection<UUID> ids);

    @Override
    default EntityKind kind() {
        return EntityKind.BACKEND_CLUSTER;
    }
}
