package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.Listener;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.login.Login;
import io.signalbox.dataplane.login.Logins;
import io.signalbox.dataplane.tls.TlsContexts;
import io.signalbox.dataplane.upstream.Upstreams;
import io.signalbox.records.encryption.ManagedKeys;
import io.signalbox.records.schema.Schemas;
import io.signalbox.routing.ClientNetwork;
import io.signalbox.routing.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes connections in, and has what they need on their way.
 *
 * @param current the image by which a connection is routed when it comes
 * @param schemas of the registries that policies for records name
 * @param keys of a key management service, for each virtual cluster
 * @param proxies load balancers that say for whom they connect
 */
public record Entrance(
        Supplier<RoutingImage> current,
        TlsContexts tls,
        ClusterPlans plans,
        Upstreams upstreams,
        ConnectionRegistry registry,
        Logins logins,
        Schemas schemas,
        Function<EntityRef, ManagedKeys> keys,
        Limits limits,
        TrustedProxies proxies) {

    /** Takes the connections of one socket in, for the listener that has it now. */
    public ChannelHandler of(HostPort socket) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel client) {
                takeIn(client, socket);
            }
        };
    }

    private void takeIn(Channel client, HostPort socket) {
        Optional<Listener> listener = image().listenerAt(socket);
        if (listener.isEmpty()) {
            client.close(); // accepted while the socket was being closed
            return;
        }
        boolean full = registry.isFull();
        PendingConnection pending =
                new PendingConnection(client, socket, listener.get().ref(), this);
        if (full) {
            pending.reject(ConnectionEnd.CONNECTION_LIMIT, () -> "the node takes no more connections");
            return;
        }
        pending.enter(registry.quotas().enterListener(client, listener.get().ref()));
        boolean proxied = proxies.include(client);
        if (!proxied) {
            pending.onAddressKnown();
        }
        if (pending.isOver()) {
            return;
        }
        if (proxied) {
            ProxyHeader.expect(client.pipeline(), pending);
        }
        client.pipeline().addLast(new FirstByteHandler(pending));
    }

    RoutingImage image() {
        return current.get();
    }

    /** For a client that was admitted. */
    Login login(Channel client, AdmittedClient admitted) {
        return logins.begin(
                admitted.virtualCluster().authentication(),
                admitted.principal(),
                ProxyHeader.clientAddress(client) instanceof InetSocketAddress remote
                        ? ClientNetwork.of(remote.getAddress())
                        : InetAddress.getLoopbackAddress());
    }
}
