package io.signalbox.dataplane.connection;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.prometheus.metrics.model.registry.Collector;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.ImageSubscriber;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.VirtualCluster;
import io.signalbox.routing.CloseReason;
import io.signalbox.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All sessions of the node: counts them, tells them of new images, drains them. For any thread. */
public final class ConnectionRegistry implements ImageSubscriber {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionRegistry.class);
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final ConnectionMetrics metrics;
    private final CloseLog log = new CloseLog();
    private final RecentRejections rejections = new RecentRejections();
    private final DenialLog denials = new DenialLog();
    private final RecordProblemLog recordProblems = new RecordProblemLog();
    private final KnownTopics topics = new KnownTopics();
    private final RecordWorkers workers = new RecordWorkers();
    private final StuckConsumers stuckConsumers;
    private final ConnectionQuotas quotas;
    private final int limit;
    private final AccessLog accessLog;

    /**
     * Takes so many connections.
     *
     * @param meters where they are counted
     * @param telemetry where some of what they do is told
     * @param memory for what layers keep and make
     */
    public ConnectionRegistry(
            MeterRegistry meters,
            Telemetry telemetry,
            Limits limits,
            StuckConsumers stuckConsumers,
            Memory memory,
            AccessLog accessLog) {
        this.limit = limits.connections().all();
        this.accessLog = accessLog;
        this.metrics = new ConnectionMetrics(meters, telemetry, limits, memory);
        this.quotas = new ConnectionQuotas(limits.connections(), meters);
        this.stuckConsumers = stuckConsumers;
    }

    @Override
    public List<ConfigProblem> onImage(RoutingImage image) {
        sessions.forEach(session -> session.client().eventLoop().execute(() -> session.onImage(image)));
        topics.retain(image);
        metrics.retain(image.virtualClusters(), image.listeners()::containsKey);
        return List.of();
    }

    /** Brokers of some backend cluster came, went or moved. */
    public void onBrokersChanged() {
        sessions.forEach(session -> session.client().eventLoop().execute(session::onBrokersChanged));
    }

    /** How long brokers and the node take, by virtual cluster. */
    public List<Collector> durations() {
        return metrics.durations();
    }

    /** What was counted since the node started. */
    public TrafficCounts counts() {
        return metrics.counts();
    }

    public long openConnections() {
        return metrics.openConnections();
    }

    /**
     * Lets every session finish what it has been asked, and waits for it; what is left after {@code limit} is closed.
     *
     * @return how many had to be closed
     */
    public int drain(Duration limit) {
        LOG.info("draining: connections={} limit={}", sessions.size(), limit);
        sessions.forEach(session -> session.client().eventLoop().execute(() -> session.drain(ConnectionEnd.SHUTDOWN)));
        long deadline = System.nanoTime() + limit.toNanos();
        while (!sessions.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        List<Session> left = List.copyOf(sessions);
        left.forEach(session -> session.client()
                .eventLoop()
                .execute(() -> session.close(ConnectionEnd.SHUTDOWN, "not drained in time")));
        return left.size();
    }

    boolean isFull() {
        return metrics.openConnections() >= limit;
    }

    ConnectionQuotas quotas() {
        return quotas;
    }

    void onAccepted() {
        metrics.opened();
    }

    void add(Session session) {
        sessions.add(session);
    }

    Traffic traffic(VirtualCluster cluster) {
        return metrics.traffic(cluster);
    }

    RecordProblemLog recordProblems() {
        return recordProblems;
    }

    StuckConsumers stuckConsumers() {
        return stuckConsumers;
    }

    DenialLog denials() {
        return denials;
    }

    KnownTopics topics() {
        return topics;
    }

    RecordWorkers workers() {
        return workers;
    }

    void onClosed(Session session, CloseReason reason, String detail) {
        sessions.remove(session);
        metrics.ended(session.software());
        if (reason.kind() == CloseReason.Kind.REJECTION) {
            rejections.add(
                    session.listener(),
                    Optional.of(session.virtualCluster()),
                    ProxyHeader.clientAddress(session.client()),
                    reason,
                    () -> detail);
        }
        accessLog.ended(session, reason, detail);
        onEnded(session.listener(), session::routeText, session.client(), reason, () -> detail);
    }

    /** A connection ended that had no session. */
    void onRejected(EntityRef listener, Channel client, CloseReason reason, EndDetail detail) {
        if (reason.kind() == CloseReason.Kind.REJECTION) {
            rejections.add(listener, Optional.empty(), ProxyHeader.clientAddress(client), reason, detail);
        }
        accessLog.rejected(listener, ProxyHeader.clientAddress(client), reason, detail);
        onEnded(listener, () -> "none", client, reason, detail::text);
    }

    private void onEnded(
            EntityRef listener, Supplier<String> route, Channel client, CloseReason reason, Supplier<String> detail) {
        metrics.closed(listener, reason);
        log.closed(listener, route, ProxyHeader.clientAddress(client), reason, detail);
    }

    /** Connections that have a route, as they are about now: read beside their event loops, which go on. */
    public ConnectionFilter.Found<OpenConnection> open(ConnectionFilter filter) {
        List<OpenConnection> found = new ArrayList<>();
        long matched = 0;
        for (Session session : sessions) {
            OpenConnection connection = session.describe();
            if (filter.fits(connection)) {
                matched++;
                if (found.size() < filter.limit()) {
                    found.add(connection);
                }
            }
        }
        return new ConnectionFilter.Found<>(found, matched);
    }

    /** Connections that were turned away, the newest first. */
    public ConnectionFilter.Found<RejectedConnection> rejected(ConnectionFilter filter) {
        return rejections.find(filter);
    }

    /** An error that is ours. */
    void onUnexpected(Session session, Throwable cause) {
        LOG.error("unexpected error: route={} client={}", session.routeText(), session.client(), cause);
    }
}
