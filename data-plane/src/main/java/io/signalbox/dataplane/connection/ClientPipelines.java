package io.signalbox.dataplane.connection;

import io.netty.channel.ChannelHandler;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.login.Logins;
import io.signalbox.dataplane.tls.TlsContexts;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.routing.HostPort;
import java.util.function.Supplier;

/** Makes the handler that takes in the connections of a socket. */
public final class ClientPipelines {

    private final Entrance entrance;

    /** For sockets that are routed by the image that is current when a connection comes in. */
    public ClientPipelines(
            Supplier<RoutingImage> current,
            TlsContexts tls,
            ClusterPlans plans,
            Upstreams upstreams,
            ConnectionRegistry registry,
            Logins logins,
            SessionLimits limits) {
        this(new Entrance(current, tls, plans, upstreams, registry, logins, limits, TrustedProxies.NONE));
    }

    private ClientPipelines(Entrance entrance) {
        this.entrance = entrance;
    }

    /** The same, where these load balancers say for whom they connect. */
    public ClientPipelines behind(TrustedProxies trusted) {
        return new ClientPipelines(entrance.behind(trusted));
    }

    public ChannelHandler of(HostPort socket) {
        return new ClientPipeline(socket, entrance);
    }
}
