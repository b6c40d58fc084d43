package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.tls.TlsContexts;
import io.signalbox.dataplane.upstream.Upstreams;
import java.util.function.Supplier;

/**
 * What connections need on their way in.
 *
 * @param current the image by which a connection is routed when it comes
 * @param maxRequestBytes a client that announces a longer request is turned away
 */
record Entrance(
        Supplier<RoutingImage> current,
        TlsContexts tls,
        Upstreams upstreams,
        ConnectionRegistry registry,
        int maxRequestBytes) {

    RoutingImage image() {
        return current.get();
    }
}
