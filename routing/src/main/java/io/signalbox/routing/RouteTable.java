package io.signalbox.routing;

import java.util.List;
import java.util.Optional;

/** The enabled forward policies of a listener, in chain order: the first that matches decides. */
public record RouteTable(List<ForwardPolicy> policies) {

    private static final Rejection NO_MATCH = new Rejection(Rejection.Reason.NO_MATCHING_POLICY);

    public RouteTable {
        policies = List.copyOf(policies);
    }

    public Decision decide(Arrival arrival) {
        for (ForwardPolicy policy : policies) {
            Optional<Route> route = policy.route(arrival);
            if (route.isPresent()) {
                return route.get();
            }
        }
        return NO_MATCH;
    }
}
