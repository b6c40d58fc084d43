package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.entity.Shown;
import io.signalbox.controlplane.paging.ListQuery;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The policies of one family and their chain; {@link PolicyRoutes} says at which paths. */
@ResponseBody
class PolicyController {

    private final PolicyFamily family;
    private final PolicyService policies;

    PolicyController(PolicyFamily family, PolicyService policies) {
        this.family = family;
        this.policies = policies;
    }

    List<Shown<Policy>> list(@PathVariable UUID gatewayId, @PathVariable UUID ownerId, ListQuery query) {
        return policies.list(family, gatewayId, ownerId, query);
    }

    @ResponseStatus(HttpStatus.CREATED)
    Shown<Policy> create(@PathVariable UUID gatewayId, @PathVariable UUID ownerId, BodyReader body, ListQuery query) {
        return policies.create(family, gatewayId, ownerId, body, Placement.read(query));
    }

    Shown<Policy> get(@PathVariable UUID gatewayId, @PathVariable UUID ownerId, @PathVariable UUID policyId) {
        return policies.get(family, gatewayId, ownerId, policyId);
    }

    Shown<Policy> replace(
            @PathVariable UUID gatewayId, @PathVariable UUID ownerId, @PathVariable UUID policyId, BodyReader body) {
        return policies.replace(family, gatewayId, ownerId, policyId, body);
    }

    Shown<Policy> patch(
            @PathVariable UUID gatewayId, @PathVariable UUID ownerId, @PathVariable UUID policyId, BodyReader body) {
        return policies.patch(family, gatewayId, ownerId, policyId, body);
    }

    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID gatewayId, @PathVariable UUID ownerId, @PathVariable UUID policyId) {
        policies.delete(family, gatewayId, ownerId, policyId);
    }

    @ResponseStatus(HttpStatus.NO_CONTENT)
    void move(@PathVariable UUID gatewayId, @PathVariable UUID ownerId, @PathVariable UUID policyId, BodyReader body) {
        policies.move(family, gatewayId, ownerId, policyId, body);
    }

    PolicyChain chain(@PathVariable UUID gatewayId, @PathVariable UUID ownerId) {
        return policies.chain(family, gatewayId, ownerId);
    }

    PolicyChain reorder(@PathVariable UUID gatewayId, @PathVariable UUID ownerId, BodyReader body) {
        return policies.reorder(family, gatewayId, ownerId, body);
    }
}
