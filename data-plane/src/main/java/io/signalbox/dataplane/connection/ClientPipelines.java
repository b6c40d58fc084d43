package io.signalbox.dataplane.connection;

import io.netty.channel.ChannelHandler;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.routing.HostPort;
import java.util.function.Supplier;

/** Makes the handler that takes in the connections of a socket. */
public final class ClientPipelines {

    private final Supplier<RoutingImage> current;
    private final Upstreams upstreams;
    private final ConnectionRegistry registry;
    private final int maxRequestBytes;

    /**
     * For sockets that are routed by the image that is current when a connection comes in.
     *
     * @param maxRequestBytes a client that announces a longer request is turned away
     */
    public ClientPipelines(
            Supplier<RoutingImage> current, Upstreams upstreams, ConnectionRegistry registry, int maxRequestBytes) {
        this.current = current;
        this.upstreams = upstreams;
        this.registry = registry;
        this.maxRequestBytes = maxRequestBytes;
    }

    public ChannelHandler of(HostPort socket) {
        return new ClientPipeline(socket, current, upstreams, registry, maxRequestBytes);
    }
}
