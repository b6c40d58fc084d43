package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.login.Login;
import io.signalbox.dataplane.login.Logins;
import io.signalbox.dataplane.tls.TlsContexts;
import io.signalbox.dataplane.upstream.Upstreams;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * What connections need on their way in.
 *
 * @param current the image by which a connection is routed when it comes
 */
record Entrance(
        Supplier<RoutingImage> current,
        TlsContexts tls,
        ClusterPlans plans,
        Upstreams upstreams,
        ConnectionRegistry registry,
        Logins logins,
        SessionLimits limits,
        TrustedProxies proxies) {

    RoutingImage image() {
        return current.get();
    }

    Entrance behind(TrustedProxies trusted) {
        return new Entrance(current, tls, plans, upstreams, registry, logins, limits, trusted);
    }

    /** For a client that was admitted. */
    Login login(Channel client, Admission admission) {
        return logins.begin(
                admission.virtualCluster().authentication(),
                admission.principal(),
                ClientAddress.of(client) instanceof InetSocketAddress remote
                        ? remote.getAddress()
                        : InetAddress.getLoopbackAddress());
    }
}
