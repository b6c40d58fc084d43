package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.ClientAuthentication;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Route;
import java.util.Optional;

/**
 * How a client came in and what it was given.
 *
 * @param socket of the listener, as the image names it
 * @param authentication what was asked of the client when it came; empty for plaintext, or when nothing was
 * @param principal whom its certificate stands for; empty when it showed none
 */
record AdmittedClient(
        HostPort socket,
        EntityRef listener,
        Route route,
        VirtualCluster virtualCluster,
        Optional<ClientAuthentication> authentication,
        Optional<String> principal) {}
