package io.signalbox.controlplane.traffic;

import io.signalbox.controlplane.gateway.GatewayService;
import io.signalbox.controlplane.node.NodeProcess;
import io.signalbox.controlplane.problem.Problem;
import io.signalbox.proto.config.v1.Traffic;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Keeps what all nodes say, whichever replica they are connected to, and answers for a gateway. */
@Service
public class TrafficService {

    private static final Logger log = LoggerFactory.getLogger(TrafficService.class);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final int ROUNDS_BETWEEN_LOOKS = 2; // at what other replicas wrote
    private static final int LOOK_BACK_SECONDS = 10;
    private static final int ROUNDS_BETWEEN_CLEAN_UPS = 600;
    private static final int STORED_SECONDS = 3_600;

    /** A node speaks every five seconds: what is younger is not there yet of all of them. */
    private static final Duration SETTLED = Duration.ofSeconds(6);

    private static final Duration ALIVE = Duration.ofSeconds(60);

    private final GatewayService gateways;
    private final SampleRepository samples;
    private final UUID replica = UUID.randomUUID();
    private final AtomicInteger cells = new AtomicInteger();
    private final ConcurrentMap<UUID, Timeline> timelines = new ConcurrentHashMap<>();
    private final ConcurrentMap<UUID, Sample> unwritten = new ConcurrentHashMap<>(); // by node
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "traffic");
        thread.setDaemon(true);
        return thread;
    });
    private long round;

    TrafficService(GatewayService gateways, SampleRepository samples) {
        this.gateways = gateways;
        this.samples = samples;
        rounds.scheduleWithFixedDelay(this::goRound, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A node that is connected here says what it has counted. Takes no time: what is stored is stored later. */
    public void report(NodeProcess process, Traffic counted) {
        process.instanceId().ifPresent(instance -> {
            Sample sample = Sample.of(process.gatewayId(), process.id(), instance, Instant.now(), counted);
            add(sample, counted);
            unwritten.put(sample.nodeId(), sample);
        });
    }

    /** What a node said last; empty when that is too long ago. */
    public Optional<Sample> newest(UUID gatewayId, UUID nodeId) {
        return Optional.ofNullable(timelines.get(gatewayId))
                .flatMap(timeline -> timeline.newest(nodeId))
                .filter(sample -> sample.takenAt().isAfter(Instant.now().minus(ALIVE)));
    }

    /** What all nodes of a gateway said last. */
    public List<Sample> newest(UUID gatewayId) {
        return Optional.ofNullable(timelines.get(gatewayId))
                .map(timeline -> timeline.newest(Instant.now().minus(ALIVE)))
                .orElse(List.of());
    }

    /** What the nodes of a gateway have read from their environment, and how many of them have. */
    public Map<ReadCertificate, Long> certificates(UUID gatewayId) {
        return newest(gatewayId).stream()
                .flatMap(sample -> sample.said().getCertificatesList().stream()
                        .filter(said -> Interval.isId(said.getEntityId()))
                        .map(ReadCertificate::of)
                        .distinct())
                .collect(Collectors.groupingBy(certificate -> certificate, Collectors.counting()));
    }

    TrafficView traffic(UUID gatewayId, TrafficQuery query) {
        gateways.checkExists(gatewayId);
        long to = Timeline.slot(Instant.now().minus(SETTLED));
        long from = to - query.steps() * query.slotsOfStep();
        Timeline timeline = timelines.getOrDefault(gatewayId, new Timeline(new AtomicInteger()));
        Map<UUID, Instant> reported =
                newest(gatewayId).stream().collect(Collectors.toMap(Sample::nodeId, Sample::takenAt));
        return TrafficView.of(timeline.sums(from, to, query), begin(from), begin(to), reported);
    }

    /** Answers 404 for a node that is silent. */
    LiveView live(UUID gatewayId, UUID nodeId) {
        gateways.checkExists(gatewayId);
        return newest(gatewayId, nodeId)
                .map(LiveView::of)
                .orElseThrow(() -> new Problem.NotFound("Node [" + nodeId + "] of event gateway [" + gatewayId
                        + "] has said nothing of itself in the last 60 s"));
    }

    @PreDestroy
    void close() {
        rounds.shutdownNow();
    }

    private static Instant begin(long slot) {
        return Instant.ofEpochMilli(slot * Timeline.SLOT.toMillis());
    }

    private void add(Sample sample, Traffic counted) {
        timelines
                .computeIfAbsent(sample.gatewayId(), first -> new Timeline(cells))
                .add(sample, counted);
    }

    private boolean isNews(UUID gatewayId, UUID nodeId, Instant takenAt) {
        return Optional.ofNullable(timelines.get(gatewayId))
                .flatMap(timeline -> timeline.newest(nodeId))
                .filter(known -> !takenAt.isAfter(known.takenAt()))
                .isEmpty();
    }

    private void goRound() {
        try {
            round++;
            write();
            if (round % ROUNDS_BETWEEN_LOOKS == 0) {
                samples.others(replica, LOOK_BACK_SECONDS, this::isNews)
                        .forEach(one -> add(one.sample(), one.counted()));
            }
            if (round % ROUNDS_BETWEEN_CLEAN_UPS == 0) {
                samples.deleteOlderThan(STORED_SECONDS);
                Instant now = Instant.now();
                timelines.values().removeIf(timeline -> timeline.prune(now));
            }
        } catch (RuntimeException e) {
            log.debug("samples of nodes not exchanged reason={}", e.toString()); // the next ones are newer
        }
    }

    private void write() {
        List<Sample> newest = List.copyOf(unwritten.values());
        if (!newest.isEmpty()) {
            newest.forEach(sample -> unwritten.remove(sample.nodeId(), sample));
            samples.write(replica, newest);
        }
    }
}
