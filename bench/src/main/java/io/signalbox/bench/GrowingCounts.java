package io.signalbox.bench;

import com.google.protobuf.ByteString;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.proto.config.v1.WireClusterTraffic;
import io.signalbox.proto.config.v1.WireEndingKind;
import io.signalbox.proto.config.v1.WireEndings;
import io.signalbox.proto.config.v1.WireLatency;
import io.signalbox.proto.config.v1.WireListenerTraffic;
import io.signalbox.proto.config.v1.WireRoute;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** What a node would have counted with traffic in all virtual clusters; the same for each node that asks at one time. */
final class GrowingCounts {

    private static final List<Roundtrips.Group> GROUPS =
            List.of(Roundtrips.Group.PRODUCE, Roundtrips.Group.FETCH, Roundtrips.Group.METADATA);
    private static final int UUID_BYTES = 16;
    private static final int BYTES_OF_REQUEST = 1_024;

    private final List<String> virtualClusters;
    private final ByteString backend;
    private final ByteString listener = bytes(UUID.randomUUID().toString());
    private long counted;
    private Traffic newest = Traffic.getDefaultInstance();

    GrowingCounts(List<String> virtualClusters, String backend) {
        this.virtualClusters = virtualClusters;
        this.backend = bytes(backend);
    }

    /** Of a time that only goes on: to build a message for each of a hundred nodes would be the greater part of all work. */
    synchronized Traffic at(long time) {
        if (time > counted) {
            counted = time;
            newest = count(time);
        }
        return newest;
    }

    private Traffic count(long time) {
        Traffic.Builder traffic = Traffic.newBuilder()
                .setHealth(Health.newBuilder().setReady(true).setClientConnections(virtualClusters.size()))
                .addListeners(WireListenerTraffic.newBuilder()
                        .setListenerId(listener)
                        .addEndings(WireEndings.newBuilder()
                                .setReason("unknown_sni")
                                .setKind(WireEndingKind.ENDING_KIND_REJECTION)
                                .setCount(time)));
        DoubleStream.of(Roundtrips.boundsInSeconds()).forEach(traffic::addLatencyBoundsSeconds);
        virtualClusters.forEach(id -> traffic.addVirtualClusters(cluster(bytes(id), time)));
        return traffic.build();
    }

    private WireClusterTraffic cluster(ByteString id, long time) {
        int bounds = Roundtrips.boundsInSeconds().length + 1;
        WireClusterTraffic.Builder cluster = WireClusterTraffic.newBuilder()
                .setVirtualClusterId(id)
                .setBackendClusterId(backend)
                .setRequests(time * bounds * GROUPS.size())
                .setResponses(time * bounds * GROUPS.size())
                .setBytesFromClients(time * BYTES_OF_REQUEST)
                .setBytesToClients(time * BYTES_OF_REQUEST)
                .addRoutes(WireRoute.newBuilder().setListenerId(listener).setOpen(1));
        GROUPS.forEach(group -> cluster.addLatencies(WireLatency.newBuilder()
                .setApi(group.text())
                .addAllWithin(
                        LongStream.generate(() -> time).limit(bounds).boxed().toList())
                .setSumSeconds((double) time)));
        return cluster.build();
    }

    private static ByteString bytes(String id) {
        UUID uuid = UUID.fromString(id);
        return ByteString.copyFrom(ByteBuffer.allocate(UUID_BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .flip());
    }
}
