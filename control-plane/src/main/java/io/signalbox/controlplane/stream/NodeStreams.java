package io.signalbox.controlplane.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.controlplane.node.NodeProcess;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.controlplane.snapshot.SnapshotCache;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The streams that are open here, and what is done for all of them from time to time. */
@Component
class NodeStreams {

    private static final Logger log = LoggerFactory.getLogger(NodeStreams.class);
    private static final Duration ROUND = Duration.ofSeconds(1);

    /** What nodes say within this time of each other is written together. */
    private static final Duration GATHER = Duration.ofMillis(20);

    private static final int ROUNDS_BETWEEN_SIGNS_OF_LIFE = 10;
    private static final int ROUNDS_BETWEEN_LOOKS_AT_IDS = 3;
    private static final int ROUNDS_BETWEEN_CLEAN_UPS = 600;

    private final SnapshotCache cache;
    private final NodeService nodes;
    private final DuplicateNodes duplicates;
    private final ReportWriter reports;
    private final Set<NodeStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean gathering = new AtomicBoolean();
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "node-streams");
        thread.setDaemon(true);
        return thread;
    });
    private long round;
    private volatile boolean stopping; // then the nodes' ids stay theirs: they come to another control plane

    NodeStreams(SnapshotCache cache, NodeService nodes, MeterRegistry metrics) {
        this.cache = cache;
        this.nodes = nodes;
        reports = new ReportWriter(nodes);
        Gauge.builder("signalbox.config.streams", streams, Set::size)
                .description("Nodes that follow their gateway at this replica")
                .register(metrics);
        duplicates = new DuplicateNodes(nodes);
        rounds.scheduleWithFixedDelay(this::goRound, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    void open(NodeStream stream) {
        streams.stream()
                .filter(other -> isDuplicate(other.came(), stream.came()))
                .forEach(other -> other.displace(stream.came().hostname()));
        streams.add(stream);
        cache.subscribe(stream.gatewayId(), stream);
    }

    void close(NodeStream stream) {
        streams.remove(stream);
        cache.unsubscribe(stream.gatewayId(), stream);
        reports.write(stream);
        NodeProcess process = stream.process();
        if (!stopping
                && streams.stream()
                        .noneMatch(other -> other.came().equals(stream.came()))) { // it did not connect again
            try {
                nodes.left(process);
            } catch (RuntimeException e) {
                log.warn("end of a stream not stored node={} reason={}", process.id(), e.toString());
            }
        }
    }

    /** Some stream has something new for the database. */
    void said() {
        if (gathering.compareAndSet(false, true)) {
            try {
                rounds.schedule(this::writeGathered, GATHER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                log.debug("nothing is written any more: shutting down");
            }
        }
    }

    private void writeGathered() {
        gathering.set(false); // first: what is said from here on is for another time
        try {
            reports.write(streams);
        } catch (RuntimeException e) {
            log.warn("reports of nodes not stored reason={}", e.toString());
        }
    }

    void endAll() {
        stopping = true;
        streams.forEach(stream -> stream.end(Refusal.CONTROL_PLANE_STOPPING, "The control plane is stopping"));
    }

    @PreDestroy
    void stop() {
        rounds.shutdownNow();
    }

    private void goRound() {
        try {
            round++;
            Instant now = Instant.now();
            streams.forEach(stream -> stream.endIfExpired(now));
            if (round % ROUNDS_BETWEEN_LOOKS_AT_IDS == 0) {
                duplicates.look(List.copyOf(streams));
            }
            reports.write(streams);
            if (round % ROUNDS_BETWEEN_SIGNS_OF_LIFE == 0) {
                signsOfLife();
            }
            if (round % ROUNDS_BETWEEN_CLEAN_UPS == 0) {
                nodes.forgetUnseen();
            }
        } catch (RuntimeException e) {
            log.warn("signs of life not stored reason={}", e.toString());
        }
    }

    /** An open stream is one: transport keep-alive closes it within half a minute when the node is gone. */
    private void signsOfLife() {
        Map<UUID, List<NodeProcess>> byGateway = streams.stream()
                .collect(Collectors.groupingBy(
                        NodeStream::gatewayId, Collectors.mapping(NodeStream::process, Collectors.toList())));
        byGateway.forEach(nodes::seen);
    }

    private static boolean isDuplicate(NodeProcess one, NodeProcess other) {
        return one.gatewayId().equals(other.gatewayId())
                && one.id().equals(other.id())
                && one.instanceId().isPresent()
                && other.instanceId().isPresent()
                && !one.instanceId().equals(other.instanceId());
    }
}
