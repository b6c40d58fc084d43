package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.routing.Arrival;
import io.signalbox.routing.HostPort;
import java.util.Optional;

/** An imagined connection. Without TLS there is no server name, whatever the request has. */
record RoutePreviewRequest(
        Optional<Integer> localPort, Optional<String> localAddress, boolean tls, Optional<String> serverName) {

    private static final int MAX_PORT = 65_535;
    private static final TextRule NAME = TextRule.anything(1, 255);

    static RoutePreviewRequest read(BodyReader body) {
        return new RoutePreviewRequest(
                body.requiredInteger("local_port", 1, MAX_PORT),
                body.text("local_address", NAME),
                body.requiredFlag("tls"),
                body.text("server_name", NAME));
    }

    Arrival arrival(Listener listener) {
        HostPort local = new HostPort(localAddress.orElse(listener.addresses().get(0)), localPort.orElseThrow());
        return new Arrival(local, tls, serverName);
    }
}
