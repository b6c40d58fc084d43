package io.signalbox.controlplane.backendcluster;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface BackendClusterRepository extends Repository<BackendClusterEntity, UUID> {

    BackendClusterEntity saveAndFlush(BackendClusterEntity entity);

    Optional<BackendClusterEntity> findByGatewayIdAndId(UUID gatewayId, UUID id);

    Optional<BackendClusterEntity> findByGatewayIdAndName(UUID gatewayId, String name);

    List<BackendClusterEntity> findByGatewayId(UUID gatewayId);

    @Query("select e from BackendClusterEntity e where e.gatewayId = :gatewayId"
            + " and locate(lower(:contains), lower(e.name)) > 0"
            + " and (e.stamp.createdAt > :createdAt or (e.stamp.createdAt = :createdAt and e.id > :id))"
            + " order by e.stamp.createdAt, e.id")
    List<BackendClusterEntity> page(UUID gatewayId, String contains, Instant createdAt, UUID id, Limit limit);

    void delete(BackendClusterEntity entity);
}
