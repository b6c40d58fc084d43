package io.signalbox.routing;

import java.util.Optional;
import java.util.UUID;

/**
 * A {@code forward_to_virtual_cluster} policy. Its two functions are inverses: an arrival at what {@link #advertise}
 * gave for a broker is routed to that broker, and to no other.
 */
public sealed interface ForwardPolicy permits PortMapping {

    UUID id();

    /** Where an arrival goes; empty when this policy does not match it. */
    Optional<Route> route(Arrival arrival);

    /** The address that {@code route}'s client is given for a broker; empty when the broker is not exposed. */
    Optional<HostPort> advertise(Route route, int nodeId);
}
