package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.kafka.ClientSoftware;
import io.signalbox.routing.HostPort;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A client connection that has a route, at a moment.
 *
 * @param id the client channel's: short, and unique among what is open
 * @param broker Kafka's id of the broker that it is for; empty where any will do
 * @param brokerAddress of the broker's connection, if there is one
 * @param principal whom it stands for; empty until that is known
 * @param authentication by which this was found out
 * @param tls the protocol's version; empty for plaintext
 */
public record OpenConnection(
        String id,
        EntityRef listener,
        EntityRef virtualCluster,
        SocketAddress client,
        HostPort local,
        Optional<String> serverName,
        Optional<String> tls,
        OptionalInt broker,
        Optional<HostPort> brokerAddress,
        Optional<String> principal,
        Optional<String> authentication,
        Optional<ClientSoftware> software,
        long openedAtMillis,
        long requests,
        long bytesFromClient,
        long bytesToClient) {}
