package io.signalbox.routing;

import java.util.Optional;
import java.util.function.Function;

/** Where a connection goes, by which policy, and how it came in: all that is needed to tell its client of brokers. */
public record Route(VirtualClusterRef virtualCluster, Target target, ForwardPolicy policy, Arrival arrival)
        implements Decision, Match {

    /** The address under which this connection's client reaches a broker; empty when the broker is not exposed. */
    public Optional<HostPort> advertise(int nodeId) {
        return policy.advertise(this, nodeId);
    }

    @Override
    public <T> T match(Function<Route, T> route, Function<Rejection, T> rejection) {
        return route.apply(this);
    }
}
