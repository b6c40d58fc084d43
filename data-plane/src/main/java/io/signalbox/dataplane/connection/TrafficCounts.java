package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.kafka.exchange.Durations;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.routing.CloseReason;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the metrics have counted since the node started, as values: they only grow, but for what is open now.
 *
 * @param ended connections that ended, by listener and reason
 */
public record TrafficCounts(Map<UUID, Map<CloseReason, Long>> ended, List<OfCluster> clusters) {

    public TrafficCounts {
        ended = Map.copyOf(ended);
        clusters = List.copyOf(clusters);
    }

    /** Of one virtual cluster that had a connection. */
    public record OfCluster(
            UUID id,
            UUID backendCluster,
            long requests,
            long responses,
            long bytesFromClients,
            long bytesToClients,
            long backendErrors,
            Map<Roundtrips.Group, Durations.Counts> roundtrips,
            List<OfRoute> routes) {}

    /** By one listener: connections that are open, and how many ended by a fault. */
    public record OfRoute(UUID listener, long open, long errors) {}
}
