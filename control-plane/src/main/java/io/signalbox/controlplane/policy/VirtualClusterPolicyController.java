package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.entity.EntityStore;
import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.problem.Problem;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The policies of virtual clusters, in three families. No node applies them yet, and so none is taken: whoever declared
 * one would believe to be protected by it. What there is can be read, and is nothing.
 */
@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}/virtual-clusters/{virtualClusterId}")
class VirtualClusterPolicyController {

    private static final String POLICIES = "/{family:consume|produce|cluster}-policies";
    private static final String CHAIN = "/{family:consume|produce|cluster}-policy-chain";
    private static final String PARENT = "filter[parent_policy_id]";

    private final GatewayService gateways;
    private final EntityStore store;

    VirtualClusterPolicyController(GatewayService gateways, EntityStore store) {
        this.gateways = gateways;
        this.store = store;
    }

    @GetMapping(POLICIES)
    List<Object> list(@PathVariable UUID gatewayId, @PathVariable UUID virtualClusterId, ListQuery query) {
        query.page(PARENT);
        checkExists(gatewayId, virtualClusterId);
        return List.of();
    }

    @GetMapping(CHAIN)
    PolicyChain chain(@PathVariable UUID gatewayId, @PathVariable UUID virtualClusterId) {
        checkExists(gatewayId, virtualClusterId);
        return new PolicyChain(List.of());
    }

    @PostMapping(POLICIES)
    void create(@PathVariable UUID gatewayId, @PathVariable UUID virtualClusterId, @PathVariable String family) {
        refuse(gatewayId, virtualClusterId, family);
    }

    @PutMapping(CHAIN)
    void reorder(@PathVariable UUID gatewayId, @PathVariable UUID virtualClusterId, @PathVariable String family) {
        refuse(gatewayId, virtualClusterId, family);
    }

    @GetMapping(POLICIES + "/{policyId}")
    void get(
            @PathVariable UUID gatewayId,
            @PathVariable UUID virtualClusterId,
            @PathVariable String family,
            @PathVariable UUID policyId) {
        notFound(gatewayId, virtualClusterId, family, policyId);
    }

    @PutMapping(POLICIES + "/{policyId}")
    void replace(
            @PathVariable UUID gatewayId,
            @PathVariable UUID virtualClusterId,
            @PathVariable String family,
            @PathVariable UUID policyId) {
        notFound(gatewayId, virtualClusterId, family, policyId);
    }

    @PatchMapping(POLICIES + "/{policyId}")
    void patch(
            @PathVariable UUID gatewayId,
            @PathVariable UUID virtualClusterId,
            @PathVariable String family,
            @PathVariable UUID policyId) {
        notFound(gatewayId, virtualClusterId, family, policyId);
    }

    @DeleteMapping(POLICIES + "/{policyId}")
    void delete(
            @PathVariable UUID gatewayId,
            @PathVariable UUID virtualClusterId,
            @PathVariable String family,
            @PathVariable UUID policyId) {
        notFound(gatewayId, virtualClusterId, family, policyId);
    }

    @PostMapping(POLICIES + "/{policyId}/move")
    void move(
            @PathVariable UUID gatewayId,
            @PathVariable UUID virtualClusterId,
            @PathVariable String family,
            @PathVariable UUID policyId) {
        notFound(gatewayId, virtualClusterId, family, policyId);
    }

    private void notFound(UUID gatewayId, UUID virtualClusterId, String family, UUID policyId) {
        checkExists(gatewayId, virtualClusterId);
        throw new Problem.NotFound(
                "The virtual cluster [" + virtualClusterId + "] has no " + family + " policy [" + policyId + "]");
    }

    private void checkExists(UUID gatewayId, UUID virtualClusterId) {
        gateways.checkExists(gatewayId);
        store.get(VirtualCluster.TYPE, gatewayId, virtualClusterId);
    }

    private void refuse(UUID gatewayId, UUID virtualClusterId, String family) {
        checkExists(gatewayId, virtualClusterId);
        throw new Problem.NotServed("The " + family + " policies of virtual clusters");
    }
}
