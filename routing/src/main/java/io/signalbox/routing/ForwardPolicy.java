package io.signalbox.routing;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * A {@code forward_to_virtual_cluster} policy. {@link #match} and {@link #advertise} are inverses: an arrival at what
 * was advertised for a broker is routed to that broker, and to no other.
 */
public sealed interface ForwardPolicy permits PortMapping, SniRouting {

    UUID id();

    /** Where an arrival goes, or why this policy is not for it. */
    Match match(Arrival arrival);

    /** One answer for each kind of policy. */
    <T> T byKind(Function<PortMapping, T> portMapping, Function<SniRouting, T> sni);

    /** The address that {@code route}'s client is given for a broker; empty when the broker is not exposed. */
    Optional<HostPort> advertise(Route route, int nodeId);

    /** What all addresses have in common that a client of this policy was ever given. */
    String addressing();
}
