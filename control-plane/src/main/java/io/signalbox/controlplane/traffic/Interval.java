package io.signalbox.controlplane.traffic;

import com.google.protobuf.ByteString;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.proto.config.v1.WireClusterTraffic;
import io.signalbox.proto.config.v1.WireEndings;
import io.signalbox.proto.config.v1.WireLatency;
import io.signalbox.proto.config.v1.WireListenerTraffic;
import io.signalbox.proto.config.v1.WireRoute;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one node counted between two samples: their difference. A count that went back began anew, as that of a virtual
 * cluster that was deleted and came again, so that it counts as it is; nothing is ever negative.
 *
 * @param endings connections that ended, by listener and reason
 * @param open connections that are open, by listener
 */
record Interval(
        Map<UUID, Flow> clusters,
        Map<UUID, UUID> backends,
        Map<UUID, Map<Ending, Double>> endings,
        Map<UUID, Long> open) {

    private static final int UUID_BYTES = 16;
    private static final int MAX_REASONS = 200; // of one listener; a node has some dozens

    /** Why connections end, and whose doing that is. */
    record Ending(String reason, Kind kind) {}

    enum Kind {
        NORMAL,
        REJECTION,
        FAILURE
    }

    static Interval between(Traffic before, Traffic after) {
        Map<ByteString, WireClusterTraffic> earlier =
                byId(before.getVirtualClustersList(), WireClusterTraffic::getVirtualClusterId);
        Map<UUID, Flow> clusters = new HashMap<>();
        Map<UUID, UUID> backends = new HashMap<>();
        Map<UUID, Long> open = new HashMap<>();
        for (WireClusterTraffic now : after.getVirtualClustersList()) {
            if (isId(now.getVirtualClusterId()) && isId(now.getBackendClusterId())) {
                WireClusterTraffic then =
                        earlier.getOrDefault(now.getVirtualClusterId(), WireClusterTraffic.getDefaultInstance());
                Flow flow = flow(then, now);
                backends.put(id(now.getVirtualClusterId()), id(now.getBackendClusterId()));
                if (!flow.isEmpty()) {
                    clusters.put(id(now.getVirtualClusterId()), flow);
                }
                now.getRoutesList().stream()
                        .filter(route -> isId(route.getListenerId()))
                        .forEach(route ->
                                open.merge(id(route.getListenerId()), Math.max(0, route.getOpen()), Long::sum));
            }
        }
        return new Interval(clusters, backends, endings(before, after), open);
    }

    private static Flow flow(WireClusterTraffic then, WireClusterTraffic now) {
        Flow flow = new Flow();
        flow.connections = now.getRoutesList().stream()
                .mapToLong(route -> Math.max(0, route.getOpen()))
                .sum();
        flow.requests = grown(then.getRequests(), now.getRequests());
        flow.responses = grown(then.getResponses(), now.getResponses());
        flow.bytesFromClients = grown(then.getBytesFromClients(), now.getBytesFromClients());
        flow.bytesToClients = grown(then.getBytesToClients(), now.getBytesToClients());
        flow.errors = grown(errors(then), errors(now));
        flow.backendErrors = grown(then.getBackendErrors(), now.getBackendErrors());
        Map<String, WireLatency> earlier = byId(then.getLatenciesList(), WireLatency::getApi);
        now.getLatenciesList()
                .forEach(latency -> addLatency(
                        flow, earlier.getOrDefault(latency.getApi(), WireLatency.getDefaultInstance()), latency));
        return flow;
    }

    private static void addLatency(Flow flow, WireLatency then, WireLatency now) {
        float[] within = new float[now.getWithinCount()];
        boolean any = false;
        for (int bound = 0; bound < within.length; bound++) {
            within[bound] =
                    (float) grown(bound < then.getWithinCount() ? then.getWithin(bound) : 0, now.getWithin(bound));
            any |= within[bound] > 0;
        }
        if (any) {
            flow.addLatency(now.getApi().intern(), within, 1); // the few names that there are, once each
        }
    }

    private static long errors(WireClusterTraffic cluster) {
        return cluster.getRoutesList().stream().mapToLong(WireRoute::getErrors).sum();
    }

    private static Map<UUID, Map<Ending, Double>> endings(Traffic before, Traffic after) {
        Map<ByteString, WireListenerTraffic> earlier =
                byId(before.getListenersList(), WireListenerTraffic::getListenerId);
        Map<UUID, Map<Ending, Double>> endings = new HashMap<>();
        for (WireListenerTraffic now : after.getListenersList()) {
            Map<String, WireEndings> then = byId(
                    earlier.getOrDefault(now.getListenerId(), WireListenerTraffic.getDefaultInstance())
                            .getEndingsList(),
                    WireEndings::getReason);
            Map<Ending, Double> ended = new HashMap<>();
            now.getEndingsList().stream().limit(MAX_REASONS).forEach(ending -> {
                long grown = grown(
                        then.getOrDefault(ending.getReason(), WireEndings.getDefaultInstance())
                                .getCount(),
                        ending.getCount());
                if (grown > 0) {
                    ended.merge(new Ending(ending.getReason(), kind(ending)), (double) grown, Double::sum);
                }
            });
            if (!ended.isEmpty() && isId(now.getListenerId())) {
                endings.put(id(now.getListenerId()), ended);
            }
        }
        return endings;
    }

    private static Kind kind(WireEndings ending) {
        return switch (ending.getKind()) {
            case ENDING_KIND_NORMAL -> Kind.NORMAL;
            case ENDING_KIND_REJECTION -> Kind.REJECTION;
            case ENDING_KIND_FAILURE, UNRECOGNIZED -> Kind.FAILURE;
        };
    }

    private static long grown(long then, long now) {
        return Math.max(0, now >= then ? now - then : now);
    }

    private static <K, M> Map<K, M> byId(List<M> messages, Function<M, K> key) {
        return messages.stream().collect(Collectors.toMap(key, Function.identity(), (first, again) -> first));
    }

    static boolean isId(ByteString bytes) {
        return bytes.size() == UUID_BYTES;
    }

    static UUID id(ByteString bytes) {
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
