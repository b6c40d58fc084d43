package io.signalbox.controlplane.virtualcluster;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Rows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;

interface VirtualClusterRepository extends Rows<VirtualClusterEntity> {

    @Override
    default EntityKind kind() {
        return EntityKind.VIRTUAL_CLUSTER;
    }

    @Query("select e from VirtualClusterEntity e where e.gatewayId = :gatewayId"
            + " and locate(lower(:contains), lower(e.name)) > 0"
            + " and (:any = true or e.backendClusterId = :backendClusterId)"
            + " and (e.stamp.createdAt > :createdAt or (e.stamp.createdAt = :createdAt and e.id > :id))"
            + " order by e.stamp.createdAt, e.id")
    List<VirtualClusterEntity> page(
            UUID gatewayId,
            String contains,
            boolean any,
            UUID backendClusterId,
            Instant createdAt,
            UUID id,
            Limit limit);

    Optional<VirtualClusterEntity> findByGatewayIdAndDnsLabel(UUID gatewayId, String dnsLabel);

    List<VirtualClusterEntity> findByGatewayIdAndBackendClusterId(UUID gatewayId, UUID backendClusterId, Limit limit);
}
