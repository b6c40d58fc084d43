package io.signalbox.controlplane.preview;

import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.AclPolicy;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.snapshot.ResourceMapper;
import io.signalbox.controlplane.virtualcluster.AclMode;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Answers from what is stored now, which nodes may not have applied yet, by the code that nodes decide with. */
@Service
class AccessPreviewService {

    private final EntityStore store;
    private final GatewayService gateways;

    AccessPreviewService(EntityStore store, GatewayService gateways) {
        this.store = store;
        this.gateways = gateways;
    }

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    AccessPreview access(UUID gatewayId, UUID virtualClusterId, BodyReader body) {
        AccessPreviewRequest request = AccessPreviewRequest.read(body);
        gateways.checkExists(gatewayId);
        Entity<VirtualCluster> cluster = store.get(VirtualCluster.TYPE, gatewayId, virtualClusterId);
        if (cluster.spec().aclMode() != AclMode.ENFORCE_ON_GATEWAY) {
            return AccessPreview.NOT_ENFORCED;
        }
        return AccessPreview.of(
                new AclPolicies(store.ownedBy(Policy.OF_CLUSTER, gatewayId, virtualClusterId).stream()
                        .filter(policy -> policy.spec().enabled())
                        .map(AccessPreviewService::policy)
                        .toList()),
                request);
    }

    /** As nodes are told of it. */
    private static AclPolicy policy(Entity<Policy> policy) {
        return AclPolicy.of(policy.id(), ResourceMapper.resource(policy).getVirtualClusterPolicy());
    }
}
