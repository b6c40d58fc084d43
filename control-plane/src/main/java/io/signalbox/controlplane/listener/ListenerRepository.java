package io.signalbox.controlplane.listener;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Rows;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;

interface ListenerRepository extends Rows<ListenerEntity> {

    @Override
    default EntityKind kind() {
        return EntityKind.LISTENER;
    }

    // A forward policy without a single virtual cluster is one by SNI, and leads to every one of the gateway.
    @Query("select e from ListenerEntity e where e.gatewayId = :gatewayId"
            + " and locate(lower(:contains), lower(e.name)) > 0"
            + " and (:any = true or exists (select 1 from ListenerPolicyEntity p where p.listenerId = e.id"
            + " and (p.virtualClusterId = :virtualClusterId"
            + " or p.virtualClusterId is null and p.type = 'forward_to_virtual_cluster')))"
            + " and (e.stamp.createdAt > :createdAt or (e.stamp.createdAt = :createdAt and e.id > :id))"
            + " order by e.stamp.createdAt, e.id")
    List<ListenerEntity> page(
            UUID gatewayId,
            String contains,
            boolean any,
            UUID virtualClusterId,
            Instant createdAt,
            UUID id,
            Limit limit);

    // The policies are another feature's: their table, not their entity, and nothing but their ids.
    @Query(value = "select id from listener_policy where listener_id = :id order by position", nativeQuery = true)
    List<UUID> policyIds(UUID id);
}
