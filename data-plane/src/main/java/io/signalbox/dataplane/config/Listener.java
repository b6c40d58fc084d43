package io.signalbox.dataplane.config;

import io.signalbox.routing.PortSet;
import io.signalbox.routing.RouteTable;
import java.util.List;
import java.util.UUID;

/** Addresses × ports that this node binds, and where connections to them go. */
public record Listener(UUID id, String name, List<String> addresses, PortSet ports, RouteTable routes) {

    public Listener {
        addresses = List.copyOf(addresses);
    }

    public EntityRef ref() {
        return new EntityRef(EntityRef.Kind.LISTENER, id, name);
    }
}
