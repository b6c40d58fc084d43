package io.signalbox.routing;

import java.util.Optional;
import java.util.UUID;

/**
 * A {@code forward_to_virtual_cluster} policy. {@link #match} and {@link #advertise} are inverses: an arrival at what
 * was advertised for a broker is routed to that broker, and to no other.
 */
public sealed interface ForwardPolicy permits PortMapping, SniRouting {

    UUID id();

    /** Where an arrival goes, or why this policy is not for it. */
    Match match(Arrival arrival);

    /** The address that {@code route}'s client is given for a broker; empty when the broker is not exposed. */
    Optional<HostPort> advertise(Route route, int nodeId);

    /** What all addresses have in common that a client of this policy was ever given. */
    String addressing();
}
