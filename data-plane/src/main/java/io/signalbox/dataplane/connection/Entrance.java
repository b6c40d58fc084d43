package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.tls.TlsContexts;
import io.signalbox.dataplane.upstream.Upstreams;
import java.util.function.Supplier;

/**
 * What connections need on their way in.
 *
 * @param current the image by which a connection is routed when it comes
 */
record Entrance(
        Supplier<RoutingImage> current,
        TlsContexts tls,
        Upstreams upstreams,
        ConnectionRegistry registry,
        SessionLimits limits) {

    RoutingImage image() {
        return current.get();
    }
}
