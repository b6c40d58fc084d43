package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.routing.CloseReason;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * A connection that was turned away.
 *
 * @param virtualCluster to which it was on its way; empty where that was not decided
 * @param serverName that it asked for, as far as that is the reason
 * @param similarNames names that would have led somewhere
 */
public record RejectedConnection(
        long atMillis,
        EntityRef listener,
        Optional<EntityRef> virtualCluster,
        SocketAddress client,
        CloseReason reason,
        String detail,
        Optional<String> serverName,
        List<String> similarNames) {}
