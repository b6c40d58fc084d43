package io.signalbox.controlplane.virtualcluster;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface VirtualClusterRepository extends Repository<VirtualClusterEntity, UUID> {

    VirtualClusterEntity saveAndFlush(VirtualClusterEntity entity);

    Optional<VirtualClusterEntity> findByGatewayIdAndId(UUID gatewayId, UUID id);

    Optional<VirtualClusterEntity> findByGatewayIdAndName(UUID gatewayId, String name);

    List<VirtualClusterEntity> findByGatewayId(UUID gatewayId);

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

    void delete(VirtualClusterEntity entity);
}
