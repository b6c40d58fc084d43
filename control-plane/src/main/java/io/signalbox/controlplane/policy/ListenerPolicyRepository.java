package io.signalbox.controlplane.policy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface ListenerPolicyRepository extends Repository<ListenerPolicyEntity, UUID> {

    ListenerPolicyEntity saveAndFlush(ListenerPolicyEntity entity);

    Optional<ListenerPolicyEntity> findByGatewayIdAndListenerIdAndId(UUID gatewayId, UUID listenerId, UUID id);

    @Query("select p from ListenerPolicyEntity p where p.gatewayId = :gatewayId and p.listenerId = :listenerId"
            + " order by p.position")
    List<ListenerPolicyEntity> chain(UUID gatewayId, UUID listenerId);

    List<ListenerPolicyEntity> findByGatewayId(UUID gatewayId);

    @Query(
            "select e from ListenerPolicyEntity e where e.gatewayId = :gatewayId and e.stamp.changedAtVersion > :version")
    List<ListenerPolicyEntity> changedSince(UUID gatewayId, long version);

    List<ListenerPolicyEntity> findByGatewayIdAndVirtualClusterId(UUID gatewayId, UUID virtualClusterId, Limit limit);

    @Query("select distinct p from ListenerPolicyEntity p join p.trustBundles b"
            + " where p.gatewayId = :gatewayId and b.tlsTrustBundleId = :trustBundleId order by p.id")
    List<ListenerPolicyEntity> withTrustBundle(UUID gatewayId, UUID trustBundleId, Limit limit);

    void delete(ListenerPolicyEntity entity);
}
