package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.login.Logins;
import io.signalbox.dataplane.tls.TlsContexts;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.routing.HostPort;
import java.util.Optional;
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
        return new Pipeline(socket, entrance);
    }

    /** Takes the connections of one socket in, for the listener that has it now. */
    private static final class Pipeline extends ChannelInitializer<Channel> {

        private final HostPort socket;
        private final Entrance entrance;

        Pipeline(HostPort socket, Entrance entrance) {
            this.socket = socket;
            this.entrance = entrance;
        }

        @Override
        protected void initChannel(Channel client) {
            Optional<Listener> listener = entrance.image().listenerAt(socket);
            if (listener.isEmpty()) {
                client.close(); // accepted while the socket was being closed
                return;
            }
            boolean full = entrance.registry().isFull();
            Visit visit = new Visit(client, socket, listener.get().ref(), entrance);
            if (full) {
                visit.reject(CloseReason.CONNECTION_LIMIT, () -> "the node takes no more connections");
            } else {
                if (entrance.proxies().include(client)) {
                    ProxyHeader.expect(client.pipeline(), visit);
                }
                client.pipeline().addLast(new FirstByteHandler(visit));
            }
        }
    }
}
