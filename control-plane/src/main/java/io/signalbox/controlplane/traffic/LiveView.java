package io.signalbox.controlplane.traffic;

import io.signalbox.controlplane.problem.Ids;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.WireSocket;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** How a node is, as it said at most a minute ago. */
record LiveView(
        Instant reportedAt,
        UUID instanceId,
        boolean ready,
        long uptimeSeconds,
        long connections,
        List<Brokers> brokers,
        Sockets sockets) {

    /** The brokers of a backend cluster that the node knows. */
    record Brokers(UUID backendClusterId, List<Integer> nodeIds) {}

    /**
     * Of the addresses that listeners declare.
     *
     * @param closed some of those that could not be opened
     */
    record Sockets(int open, List<String> closed) {}

    static LiveView of(Sample sample) {
        Health health = sample.said().getHealth();
        return new LiveView(
                sample.takenAt(),
                sample.instanceId(),
                health.getReady(),
                health.getUptimeSeconds(),
                health.getClientConnections(),
                health.getBrokersList().stream()
                        .flatMap(known -> Ids.parse(known.getBackendClusterId()).stream()
                                .flatMap(id -> Stream.of(new Brokers(id, List.copyOf(known.getNodeIdsList())))))
                        .toList(),
                new Sockets(
                        sample.said().getOpenSockets(),
                        sample.said().getClosedSocketsList().stream()
                                .map(WireSocket::getAddress)
                                .toList()));
    }
}
