package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.entity.Routes;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;

/** Gives each family of policies its paths. */
@Component
class PolicyRoutes implements SmartInitializingSingleton {

    private static final String GATEWAY = "/v1/event-gateways/{gatewayId}/";

    private final Routes routes;
    private final PolicyService policies;

    PolicyRoutes(Routes routes, PolicyService policies) {
        this.routes = routes;
        this.policies = policies;
    }

    @Override
    public void afterSingletonsInstantiated() {
        PolicyFamily.ALL.forEach(this::add);
    }

    private void add(PolicyFamily family) {
        PolicyController controller = new PolicyController(family, policies);
        String collection = GATEWAY + family.collection();
        String policy = collection + "/{policyId}";
        String chain = GATEWAY + family.chain();
        routes.add(RequestMethod.GET, collection, controller, "list");
        routes.add(RequestMethod.POST, collection, controller, "create");
        routes.add(RequestMethod.GET, policy, controller, "get");
        routes.add(RequestMethod.PUT, policy, controller, "replace");
        routes.add(RequestMethod.PATCH, policy, controller, "patch");
        routes.add(RequestMethod.DELETE, policy, controller, "delete");
        routes.add(RequestMethod.POST, policy + "/move", controller, "move");
        routes.add(RequestMethod.GET, chain, controller, "chain");
        routes.add(RequestMethod.PUT, chain, controller, "reorder");
    }
}
