package io.signalbox.dataplane.config;

import io.signalbox.routing.Arrival;
import io.signalbox.routing.PortSet;
import io.signalbox.routing.RouteTable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Addresses × ports that this node binds, and where connections to them go.
 *
 * @param tls empty: plaintext only
 */
public record Listener(
        UUID id, String name, List<String> addresses, PortSet ports, RouteTable routes, Optional<TlsServer> tls) {

    public Listener {
        addresses = List.copyOf(addresses);
    }

    /** What is asked of a client that arrives so. */
    public Optional<ClientAuthentication> authenticationOf(Arrival arrival) {
        return arrival.tls() ? tls.flatMap(TlsServer::clientAuthentication) : Optional.empty();
    }

    public EntityRef ref() {
        return new EntityRef(EntityRef.Kind.LISTENER, id, name);
    }
}
