package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Rows;

interface BackendClusterRepository extends Rows<BackendClusterEntity> {

    @Override
    default EntityKind kind() {
        return EntityKind.BACKEND_CLUSTER;
    }
}
