package io.signalbox.controlplane.gateway;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface GatewayRepository extends Repository<GatewayEntity, UUID> {

    GatewayEntity saveAndFlush(GatewayEntity gateway);

    Optional<GatewayEntity> findById(UUID id);

    boolean existsById(UUID id);

    @Query("select count(g) > 0 from GatewayEntity g where g.name = :name and g.id <> :except")
    boolean isNameTaken(String name, UUID except);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select g from GatewayEntity g where g.id = :id")
    Optional<GatewayEntity> lock(UUID id);

    @Query("select g from GatewayEntity g where locate(lower(:contains), lower(g.name)) > 0"
            + " and (g.createdAt > :createdAt or (g.createdAt = :createdAt and g.id > :id)) order by g.createdAt, g.id")
    List<GatewayEntity> page(String contains, Instant createdAt, UUID id, Limit limit);

    @Query(value = "select count(*) from virtual_cluster where gateway_id = :id", nativeQuery = true)
    long virtualClusters(UUID id);

    @Query(value = "select count(*) from node where gateway_id = :id and last_seen_at > :since", nativeQuery = true)
    long nodesSeen(UUID id, Instant since);

    void delete(GatewayEntity gateway);
}
