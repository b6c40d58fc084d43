package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.routing.Arrival;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Route;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes the connections of one socket in: finds the listener that has it now, has it decide, begins a session. */
final class ClientPipeline extends ChannelInitializer<Channel> {

    private final HostPort socket;
    private final Supplier<RoutingImage> current;
    private final Upstreams upstreams;
    private final ConnectionRegistry registry;
    private final int maxRequestBytes;

    ClientPipeline(
            HostPort socket,
            Supplier<RoutingImage> current,
            Upstreams upstreams,
            ConnectionRegistry registry,
            int maxRequestBytes) {
        this.socket = socket;
        this.current = current;
        this.upstreams = upstreams;
        this.registry = registry;
        this.maxRequestBytes = maxRequestBytes;
    }

    @Override
    protected void initChannel(Channel client) {
        RoutingImage image = current.get();
        Optional<Listener> listener = image.listenerAt(socket);
        if (listener.isEmpty()) {
            client.close(); // accepted while the socket was being closed
            return;
        }
        boolean full = registry.isFull();
        registry.onAccepted();
        if (full) {
            reject(client, listener.get(), CloseReason.CONNECTION_LIMIT, "the node takes no more connections");
            return;
        }
        listener.get()
                .routes()
                .decide(arrival(client))
                .match(route -> begin(client, image, listener.get(), route), rejection -> {
                    CloseReason reason = CloseReason.of(rejection.reason());
                    return reject(client, listener.get(), reason, "local address " + client.localAddress());
                });
    }

    private boolean begin(Channel client, RoutingImage image, Listener listener, Route route) {
        Optional<VirtualCluster> virtualCluster =
                image.virtualCluster(route.virtualCluster().id());
        if (virtualCluster.isEmpty()) {
            return reject(client, listener, CloseReason.NO_MATCHING_POLICY, "its virtual cluster is not served");
        }
        Session session = new Session(
                client,
                new Admission(socket, listener.ref(), route, virtualCluster.get()),
                upstreams,
                registry,
                maxRequestBytes);
        registry.add(session);
        session.start();
        RoutingImage now = current.get();
        if (isAnother(now, image)) {
            session.onImage(now); // it changed before the registry knew of this session
        }
        return true;
    }

    /** Identity, not equality: comparing two whole configurations for every connection would be dear. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isAnother(RoutingImage now, RoutingImage then) {
        return now != then;
    }

    private boolean reject(Channel client, Listener listener, CloseReason reason, String detail) {
        registry.onEnded(listener.ref(), "none", client, reason, detail);
        client.close();
        return false;
    }

    private static Arrival arrival(Channel client) {
        InetSocketAddress local = (InetSocketAddress) client.localAddress();
        return Arrival.plaintext(new HostPort(local.getAddress().getHostAddress(), local.getPort()));
    }
}
