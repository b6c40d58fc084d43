package io.signalbox.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.signalbox.dataplane.connection.TrafficCounts;
import io.signalbox.dataplane.kafka.exchange.Durations;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.dataplane.listener.BoundSockets;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.proto.config.v1.WireEndingKind;
import io.signalbox.proto.config.v1.WireEndings;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Rejection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrafficReportTest {

    private static final int CONTROL_PLANE_TAKES = 1 << 20;
    private static final BoundSockets SOCKETS = new BoundSockets(1, 2, List.of(new HostPort("127.0.0.1", 9092)), true);

    private final UUID listener = UUID.fromString("00000000-0000-0001-0000-000000000002");

    @Test
    void whatWasCountedIsSaidWithItsIdsAsBytes() {
        UUID cluster = UUID.randomUUID();
        TrafficCounts counts = new TrafficCounts(
                Map.of(listener, Map.of(Rejection.Reason.UNKNOWN_SNI, 3L)), List.of(cluster(cluster)));

        Traffic traffic = TrafficReport.of(
                counts, SOCKETS, List.of(), Health.newBuilder().setReady(true).build());

        assertThat(traffic.getHealth().getReady()).isTrue();
        assertThat(traffic.getOpenSockets()).isEqualTo(1);
        assertThat(traffic.getClosedSockets(0).getAddress()).isEqualTo("127.0.0.1:9092");
        assertThat(traffic.getListeners(0).getListenerId())
                .isEqualTo(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}));
        assertThat(traffic.getListeners(0).getEndingsList())
                .containsExactly(WireEndings.newBuilder()
                        .setReason("unknown_sni")
                        .setKind(WireEndingKind.ENDING_KIND_REJECTION)
                        .setCount(3)
                        .build());
        assertThat(traffic.getLatencyBoundsSecondsList()).hasSize(15);
        assertThat(traffic.getVirtualClusters(0).getRequests()).isEqualTo(1);
        assertThat(traffic.getVirtualClusters(0).getBackendErrors()).isEqualTo(5);
        assertThat(traffic.getVirtualClusters(0).getRoutes(0).getOpen()).isEqualTo(6);
        assertThat(traffic.getVirtualClusters(0).getLatencies(0).getApi()).isIn("produce", "fetch");
        assertThat(traffic.getVirtualClusters(0).getLatencies(0).getWithinList())
                .hasSize(16)
                .containsOnly(1_000_000L);
    }

    @Test
    void aMessageIsNeverLargerThanAControlPlaneTakes() {
        List<TrafficCounts.OfCluster> many = IntStream.range(0, 20_000)
                .mapToObj(number -> cluster(UUID.randomUUID()))
                .toList();

        Traffic traffic =
                TrafficReport.of(new TrafficCounts(Map.of(), many), SOCKETS, List.of(), Health.getDefaultInstance());

        assertThat(traffic.getSerializedSize()).isBetween(CONTROL_PLANE_TAKES / 2, CONTROL_PLANE_TAKES - 1_000);
        assertThat(traffic.getVirtualClustersCount()).isGreaterThan(1_000);
    }

    private TrafficCounts.OfCluster cluster(UUID id) {
        Durations.Counts counted = new Durations.Counts(Collections.nCopies(16, 1_000_000L), 2.5);
        return new TrafficCounts.OfCluster(
                id,
                UUID.randomUUID(),
                1,
                2,
                3,
                4,
                5,
                Map.of(Roundtrips.Group.PRODUCE, counted, Roundtrips.Group.FETCH, counted),
                List.of(new TrafficCounts.OfRoute(listener, 6, 7)));
    }
}
