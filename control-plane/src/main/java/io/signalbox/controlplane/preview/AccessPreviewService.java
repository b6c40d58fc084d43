package io.signalbox.controlplane.preview;

import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.AclPolicy;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.ResourceType;
import io.signalbox.acl.TopicAliases;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.snapshot.ResourceMapper;
import io.signalbox.controlplane.virtualcluster.AclMode;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import java.util.List;
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
        List<String> names = backendNames(ResourceMapper.resource(cluster).getVirtualCluster(), request);
        if (cluster.spec().aclMode() != AclMode.ENFORCE_ON_GATEWAY) {
            return AccessPreview.notEnforced(names);
        }
        return AccessPreview.of(
                new AclPolicies(store.ownedBy(Policy.OF_CLUSTER, gatewayId, virtualClusterId).stream()
                        .filter(policy -> policy.spec().enabled())
                        .map(AccessPreviewService::policy)
                        .toList()),
                request,
                names);
    }

    /** A client's name, without its alias and with its namespace; none of what it cannot reach. */
    private static List<String> backendNames(WireVirtualCluster cluster, AccessPreviewRequest request) {
        if (request.resourceType() == ResourceType.CLUSTER) {
            return List.of();
        }
        String name = request.resourceType() == ResourceType.TOPIC
                ? TopicAliases.of(cluster.getTopicAliasesList())
                        .of(request.principal())
                        .topic(request.resourceName())
                : request.resourceName();
        return cluster.hasNamespace()
                ? Namespace.of(cluster.getNamespace())
                        .meanings(Namespace.Kind.valueOf(request.resourceType().name()), name)
                : List.of(name);
    }

    /** As nodes are told of it. */
    private static AclPolicy policy(Entity<Policy> policy) {
        return AclPolicy.of(policy.id(), ResourceMapper.resource(policy).getVirtualClusterPolicy());
    }
}
