package io.signalbox.dataplane.connection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.routing.ClientNetwork;
import io.signalbox.routing.CloseReason;
import io.signalbox.routing.RateLimit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.UUID;

/**
 * Holds connections to the limits of their listener, their virtual cluster and their address. What a connection took it
 * gives back when it closes. For any thread.
 */
final class ConnectionQuotas {

    private final Quota<UUID> listeners;
    private final Quota<UUID> virtualClusters;
    private final Quota<InetAddress> addresses;
    private final Optional<RateLimit<InetAddress>> rates;

    ConnectionQuotas(Limits.Connections limits, MeterRegistry meters) {
        listeners = new Quota<>(limits.perListener());
        virtualClusters = new Quota<>(limits.perVirtualCluster());
        addresses = new Quota<>(limits.perAddress());
        rates = limits.newPerSecond().stream()
                .mapToObj(rate -> new RateLimit<InetAddress>(rate, rate, System::nanoTime))
                .findFirst();
        show(meters, "listener", limits.perListener().orElse(limits.all()));
        show(meters, "virtual_cluster", limits.perVirtualCluster().orElse(limits.all()));
        show(meters, "address", limits.perAddress().orElse(limits.all()));
    }

    private static void show(MeterRegistry meters, String scope, int limit) {
        Gauge.builder("signalbox.connections.limit", () -> limit)
                .description("how many connections each listener, virtual cluster or client address may have")
                .tag("scope", scope)
                .register(meters);
    }

    /** Counts one for its listener; returns why it cannot be, if so. */
    Optional<CloseReason> enterListener(Channel client, EntityRef listener) {
        return enter(client, listeners, listener.id(), ConnectionEnd.LISTENER_CONNECTION_LIMIT);
    }

    /** The same for its virtual cluster. */
    Optional<CloseReason> enterVirtualCluster(Channel client, EntityRef virtualCluster) {
        return enter(client, virtualClusters, virtualCluster.id(), ConnectionEnd.VIRTUAL_CLUSTER_CONNECTION_LIMIT);
    }

    /** The same for its address, when that is known. */
    Optional<CloseReason> enterAddress(Channel client) {
        if (rates.isEmpty() && !addresses.isLimited()) {
            return Optional.empty();
        }
        if (!(ProxyHeader.clientAddress(client) instanceof InetSocketAddress remote)) {
            return Optional.empty(); // gone already
        }
        InetAddress address = ClientNetwork.of(remote.getAddress());
        if (rates.isPresent() && !rates.get().take(address).isZero()) {
            return Optional.of(ConnectionEnd.ADDRESS_CONNECTION_RATE);
        }
        return enter(client, addresses, address, ConnectionEnd.ADDRESS_CONNECTION_LIMIT);
    }

    private static <K> Optional<CloseReason> enter(Channel client, Quota<K> quota, K key, CloseReason full) {
        if (!quota.isLimited()) {
            return Optional.empty();
        }
        if (!quota.take(key)) {
            return Optional.of(full);
        }
        client.closeFuture().addListener(closed -> quota.giveBack(key));
        return Optional.empty();
    }
}
