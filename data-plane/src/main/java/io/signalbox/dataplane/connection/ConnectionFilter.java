package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.EntityRef;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which connections are asked for: those that fit all that is given.
 *
 * @param client the address, without a port
 * @param limit how many are wanted at most
 */
public record ConnectionFilter(
        Optional<UUID> listener,
        Optional<UUID> virtualCluster,
        Optional<String> client,
        Optional<String> principal,
        Optional<String> reason,
        int limit) {

    boolean fits(OpenConnection connection) {
        return fits(connection.listener(), Optional.of(connection.virtualCluster()), connection.client())
                && principal
                        .map(wanted -> connection.principal().equals(Optional.of(wanted)))
                        .orElse(true);
    }

    boolean fits(RejectedConnection connection) {
        return fits(connection.listener(), connection.virtualCluster(), connection.client())
                && reason.map(wanted -> connection.reason().code().equals(wanted))
                        .orElse(true);
    }

    private boolean fits(EntityRef of, Optional<EntityRef> cluster, SocketAddress from) {
        return listener.map(wanted -> of.id().equals(wanted)).orElse(true)
                && virtualCluster
                        .map(wanted -> cluster.filter(found -> found.id().equals(wanted))
                                .isPresent())
                        .orElse(true)
                && client.map(wanted -> from instanceof InetSocketAddress address
                                && address.getAddress().getHostAddress().equals(wanted))
                        .orElse(true);
    }

    /**
     * What was found.
     *
     * @param matched how many fit, of which these are some
     */
    public record Found<T>(List<T> connections, long matched) {}
}
