package io.signalbox.controlplane.gateway;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
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

    @Query(
            value = "select gateway_id as id, count(*) as total from virtual_cluster where gateway_id in (:ids)"
                    + " group by gateway_id",
            nativeQuery = true)
    List<Total> virtualClusters(Collection<UUID> ids);

    @Query(
            value = "select gateway_id as id, count(*) as total from node where gateway_id in (:ids)"
                    + " and last_seen_at > :since group by gateway_id",
            nativeQuery = true)
    List<Total> nodesSeen(Collection<UUID> ids, Instant since);

    /** How many a gateway has of something, if it has any. */
    interface Total {
        UUID getId();

        long getTotal();
    }

    void delete(GatewayEntity gateway);
}
