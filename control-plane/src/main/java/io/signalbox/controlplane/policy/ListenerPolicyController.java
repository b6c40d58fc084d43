package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.paging.ListQuery;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/event-gateways/{gatewayId}/listeners/{eventGatewayListenerId}")
class ListenerPolicyController {

    private final ListenerPolicyService policies;

    ListenerPolicyController(ListenerPolicyService policies) {
        this.policies = policies;
    }

    @GetMapping("/policies")
    List<ListenerPolicy> list(
            @PathVariable UUID gatewayId, @PathVariable UUID eventGatewayListenerId, ListQuery query) {
        return policies.list(gatewayId, eventGatewayListenerId, query);
    }

    @PostMapping("/policies")
    @ResponseStatus(HttpStatus.CREATED)
    ListenerPolicy create(
            @PathVariable UUID gatewayId, @PathVariable UUID eventGatewayListenerId, BodyReader body, ListQuery query) {
        return policies.create(gatewayId, eventGatewayListenerId, body, Placement.read(query));
    }

    @GetMapping("/policies/{policyId}")
    ListenerPolicy get(
            @PathVariable UUID gatewayId, @PathVariable UUID eventGatewayListenerId, @PathVariable UUID policyId) {
        return policies.get(gatewayId, eventGatewayListenerId, policyId);
    }

    @PutMapping("/policies/{policyId}")
    ListenerPolicy replace(
            @PathVariable UUID gatewayId,
            @PathVariable UUID eventGatewayListenerId,
            @PathVariable UUID policyId,
            BodyReader body) {
        return policies.replace(gatewayId, eventGatewayListenerId, policyId, body);
    }

    @PatchMapping("/policies/{policyId}")
    ListenerPolicy patch(
            @PathVariable UUID gatewayId,
            @PathVariable UUID eventGatewayListenerId,
            @PathVariable UUID policyId,
            BodyReader body) {
        return policies.patch(gatewayId, eventGatewayListenerId, policyId, body);
    }

    @DeleteMapping("/policies/{policyId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID gatewayId, @PathVariable UUID eventGatewayListenerId, @PathVariable UUID policyId) {
        policies.delete(gatewayId, eventGatewayListenerId, policyId);
    }

    @PostMapping("/policies/{policyId}/move")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void move(
            @PathVariable UUID gatewayId,
            @PathVariable UUID eventGatewayListenerId,
            @PathVariable UUID policyId,
            BodyReader body) {
        policies.move(gatewayId, eventGatewayListenerId, policyId, body);
    }

    @GetMapping("/policy-chain")
    PolicyChain chain(@PathVariable UUID gatewayId, @PathVariable UUID eventGatewayListenerId) {
        return policies.chain(gatewayId, eventGatewayListenerId);
    }

    @PutMapping("/policy-chain")
    PolicyChain reorder(@PathVariable UUID gatewayId, @PathVariable UUID eventGatewayListenerId, BodyReader body) {
        return policies.reorder(gatewayId, eventGatewayListenerId, body);
    }
}
