package io.signalbox.controlplane.traffic;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.proto.config.v1.WireClusterTraffic;
import io.signalbox.proto.config.v1.WireEndingKind;
import io.signalbox.proto.config.v1.WireEndings;
import io.signalbox.proto.config.v1.WireLatency;
import io.signalbox.proto.config.v1.WireListenerTraffic;
import io.signalbox.proto.config.v1.WireRoute;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final Instant START = Instant.parse("2026-11-23T20:00:00Z"); // where a slot begins
    private static final long FIRST = Timeline.slot(START);
    private static final UUID ORDERS = new UUID(1, 1);
    private static final UUID KAFKA = new UUID(2, 2);
    private static final UUID MAIN = new UUID(3, 3);
    private static final UUID NODE = new UUID(4, 4);
    private static final UUID INSTANCE = new UUID(5, 5);

    private final AtomicInteger cells = new AtomicInteger();
    private final Timeline timeline = new Timeline(cells);

    @Test
    void aRateIsTheGrowthBetweenTwoSamplesByTheTime() {
        say(0, INSTANCE, counted(100, 7));
        say(5_000, INSTANCE, counted(600, 7));
        say(10_000, INSTANCE, counted(700, 7));

        TrafficView traffic = view(2);

        assertThat(traffic.series().requestsPerSecond()).containsExactly(100.0, 20.0);
        assertThat(traffic.series().connections()).containsExactly(9.0, 9.0);
        TrafficView.OfPart orders = traffic.virtualClusters().get(0);
        assertThat(orders.id()).isEqualTo(ORDERS);
        assertThat(orders.rates().requestsPerSecond()).isEqualTo(60.0);
        assertThat(orders.connections()).isEqualTo(7.0);
        assertThat(traffic.backendClusters().get(0).id()).isEqualTo(KAFKA);
        assertThat(traffic.backendClusters().get(0).rates()).isEqualTo(orders.rates());
        assertThat(traffic.nodes().get(0).rates()).isEqualTo(orders.rates());
        assertThat(traffic.nodes().get(0).connections()).isEqualTo(9.0);
        assertThat(traffic.listeners().get(0).connections()).isEqualTo(7.0);
    }

    @Test
    void aSampleBetweenTwoSlotsIsSharedOutByTheTime() {
        say(2_500, INSTANCE, counted(0, 4));
        say(7_500, INSTANCE, counted(100, 4));
        say(12_500, INSTANCE, counted(100, 4));

        TrafficView traffic = view(2);

        assertThat(traffic.series().requestsPerSecond()).containsExactly(10.0, 10.0);
        assertThat(traffic.virtualClusters().get(0).connections()).isEqualTo(4.0);
        assertThat(traffic.series().connections()).containsExactly(3.0, 6.0); // of half a slot nothing is known
    }

    @Test
    void aNodeThatStartsAnewGivesNoNegativeRates() {
        say(0, INSTANCE, counted(1_000, 1));
        say(5_000, INSTANCE, counted(1_100, 1));
        say(10_000, new UUID(6, 6), counted(3, 1));
        say(15_000, new UUID(6, 6), counted(53, 1));

        TrafficView traffic = view(3);

        assertThat(traffic.series().requestsPerSecond()).containsExactly(20.0, 0.0, 10.0);
    }

    @Test
    void aCountThatGoesBackBeganAnew() {
        say(0, INSTANCE, counted(1_000, 1));
        say(5_000, INSTANCE, counted(50, 1));

        assertThat(view(1).series().requestsPerSecond()).containsExactly(10.0);
    }

    @Test
    void whatComesTwiceOrLateChangesNothing() {
        say(0, INSTANCE, counted(0, 1));
        say(5_000, INSTANCE, counted(100, 1));
        say(5_000, INSTANCE, counted(100, 1));
        say(2_000, INSTANCE, counted(50, 1));

        assertThat(view(1).series().requestsPerSecond()).containsExactly(20.0);
    }

    @Test
    void severalNodesAreAddedUp() {
        for (UUID node : List.of(NODE, new UUID(7, 7))) {
            say(node, 0, INSTANCE, counted(0, 2));
            say(node, 5_000, INSTANCE, counted(100, 2));
        }

        TrafficView all = view(1);
        TrafficView one = view(1, Optional.of(new TrafficQuery.Part(TrafficQuery.Kind.NODE, NODE)));

        assertThat(all.series().requestsPerSecond()).containsExactly(40.0);
        assertThat(all.virtualClusters().get(0).connections()).isEqualTo(4.0);
        assertThat(one.series().requestsPerSecond()).containsExactly(20.0);
        assertThat(one.nodes()).hasSize(2);
    }

    @Test
    void latenciesAreOfTheTimeAlone() {
        say(0, INSTANCE, counted(0, 1).toBuilder().build());
        say(5_000, INSTANCE, withLatency(counted(1, 1), 10, 0, 0));
        say(10_000, INSTANCE, withLatency(counted(1, 1), 10, 20, 0));

        TrafficView traffic = view(2);

        assertThat(requireNonNull(traffic.series().latency().get("produce")).p50Ms())
                .containsExactly(5.0, 15.0);
        assertThat(requireNonNull(traffic.virtualClusters().get(0).latency().get("produce"))
                        .p50Ms())
                .isCloseTo(12.5, within(0.001));
        assertThat(requireNonNull(traffic.virtualClusters().get(0).latency().get("produce"))
                        .answersPerSecond())
                .isEqualTo(3.0);
    }

    @Test
    void rejectionsAreCountedByListenerAndReason() {
        say(0, INSTANCE, counted(0, 0));
        say(5_000, INSTANCE, withRejections(counted(0, 0), 5));
        say(10_000, INSTANCE, withRejections(counted(0, 0), 15));

        TrafficView traffic = view(2);

        assertThat(traffic.series().rejectionsPerSecond()).containsExactly(1.0, 2.0);
        assertThat(traffic.listeners().get(0).rejections())
                .containsExactly(new TrafficView.Ended("unknown_sni", 15.0, 1.5));
        assertThat(traffic.nodes().get(0).rejections()).hasSize(1);
        assertThat(view(2, Optional.of(new TrafficQuery.Part(TrafficQuery.Kind.LISTENER, MAIN)))
                        .series()
                        .rejectionsPerSecond())
                .containsExactly(1.0, 2.0);
    }

    @Test
    void fifteenMinutesAreKept() {
        IntStream.range(0, 400).forEach(sample -> say(sample * 5_000L, INSTANCE, counted(sample, 1)));

        assertThat(cells.get()).isBetween(360, 2 * 184);
        assertThat(timeline.prune(START.plusSeconds(10_000))).isTrue();
        assertThat(cells.get()).isZero();
    }

    @Test
    void beyondTheLimitOfAllGatewaysTheOldestGoes() {
        IntStream.range(0, 100).forEach(sample -> say(sample * 5_000L, INSTANCE, counted(sample, 1)));
        cells.addAndGet(Timeline.MAX_CELLS - 100);

        say(500_000, INSTANCE, counted(1_000, 1));

        assertThat(cells.get()).isLessThanOrEqualTo(Timeline.MAX_CELLS);
        assertThat(timeline.sums(FIRST, FIRST + 10, query(10, Optional.empty(), true)).clusters)
                .isEmpty();
        assertThat(timeline.sums(FIRST + 90, FIRST + 100, query(10, Optional.empty(), true)).clusters)
                .isNotEmpty();
    }

    @Test
    void whatWasAddedUpForAQuestionIsAddedUpAnewWhenANodeSaysMoreOfThatTime() {
        UUID late = new UUID(7, 7);
        IntStream.rangeClosed(0, 50).forEach(sample -> say(sample * 5_000L, INSTANCE, counted(sample * 100L, 1)));
        say(late, 0, INSTANCE, counted(0, 1));

        TrafficView before = view(40);
        say(late, 200_000, INSTANCE, counted(4_000, 1));
        TrafficView after = view(40);

        assertThat(before.virtualClusters().get(0).rates().requestsPerSecond()).isEqualTo(20.0);
        assertThat(after.virtualClusters().get(0).rates().requestsPerSecond()).isEqualTo(40.0);
        assertThat(after.backendClusters().get(0).rates().requestsPerSecond()).isEqualTo(40.0);
        assertThat(after.virtualClusters().get(0).connections()).isEqualTo(2.0);
        assertThat(after.series().requestsPerSecond()).hasSize(40).containsOnly(40.0);
    }

    @Test
    void whoeverWantsNoClustersIsToldOfAllElse() {
        say(0, INSTANCE, counted(0, 1));
        say(5_000, INSTANCE, counted(100, 1));

        TrafficView traffic = TrafficView.of(
                timeline.sums(FIRST, FIRST + 1, query(1, Optional.empty(), false)),
                START,
                START.plusSeconds(5),
                Map.of(NODE, START));

        assertThat(traffic.virtualClusters()).isEmpty();
        assertThat(traffic.backendClusters()).isEmpty();
        assertThat(traffic.nodes().get(0).rates().requestsPerSecond()).isEqualTo(20.0);
        assertThat(traffic.series().requestsPerSecond()).containsExactly(20.0);
    }

    private void say(long millis, UUID instance, Traffic counted) {
        say(NODE, millis, instance, counted);
    }

    private void say(UUID node, long millis, UUID instance, Traffic counted) {
        timeline.add(Sample.of(new UUID(8, 8), node, instance, START.plusMillis(millis), counted), counted);
    }

    private TrafficView view(int slots) {
        return view(slots, Optional.empty());
    }

    private TrafficView view(int slots, Optional<TrafficQuery.Part> part) {
        return TrafficView.of(
                timeline.sums(FIRST, FIRST + slots, query(slots, part, true)),
                START,
                START.plusSeconds(5L * slots),
                Map.of(NODE, START, new UUID(7, 7), START));
    }

    private static TrafficQuery query(int slots, Optional<TrafficQuery.Part> part, boolean clusters) {
        return new TrafficQuery(Timeline.SLOT.multipliedBy(slots), Timeline.SLOT, part, clusters);
    }

    private static Traffic counted(long requests, int open) {
        return Traffic.newBuilder()
                .setHealth(Health.newBuilder().setClientConnections(open + 2L))
                .addAllLatencyBoundsSeconds(List.of(0.01, 0.02))
                .addVirtualClusters(WireClusterTraffic.newBuilder()
                        .setVirtualClusterId(bytes(ORDERS))
                        .setBackendClusterId(bytes(KAFKA))
                        .setRequests(requests)
                        .addRoutes(WireRoute.newBuilder()
                                .setListenerId(bytes(MAIN))
                                .setOpen(open)))
                .build();
    }

    private static Traffic withLatency(Traffic traffic, long... within) {
        Traffic.Builder changed = traffic.toBuilder();
        WireLatency.Builder latency = WireLatency.newBuilder().setApi("produce");
        for (long count : within) {
            latency.addWithin(count);
        }
        changed.getVirtualClustersBuilder(0).addLatencies(latency);
        return changed.build();
    }

    private static Traffic withRejections(Traffic traffic, long count) {
        return traffic.toBuilder()
                .addListeners(WireListenerTraffic.newBuilder()
                        .setListenerId(bytes(MAIN))
                        .addEndings(WireEndings.newBuilder()
                                .setReason("unknown_sni")
                                .setKind(WireEndingKind.ENDING_KIND_REJECTION)
                                .setCount(count)))
                .build();
    }

    private static ByteString bytes(UUID id) {
        return ByteString.copyFrom(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
    }
}
