package io.signalbox.controlplane.snapshot;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.signalbox.controlplane.gateway.GatewayChanges;
import io.signalbox.controlplane.gateway.NotificationListener;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The newest state of each gateway that has subscribers here. A notification only says where to look; a look every few
 * seconds finds what no notification announced. The rows are the truth.
 */
@Component
public class SnapshotCache implements NotificationListener {

    private static final Logger log = LoggerFactory.getLogger(SnapshotCache.class);
    private static final Duration BURST = Duration.ofMillis(30);
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final SnapshotLoader loader;
    private final Timer looks;
    private final Counter builds;
    private final Map<UUID, Watched> watched = new ConcurrentHashMap<>();
    private final AtomicBoolean storeAway = new AtomicBoolean();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "snapshots");
        thread.setDaemon(true);
        return thread;
    });

    SnapshotCache(SnapshotLoader loader, MeterRegistry metrics) {
        this.loader = loader;
        looks = Timer.builder("signalbox.snapshot.looks")
                .description("Looks for a newer state of a gateway, with the building of what was found")
                .register(metrics);
        builds = Counter.builder("signalbox.snapshot.builds")
                .description("Newer states of gateways that were found and built")
                .register(metrics);
        worker.scheduleWithFixedDelay(this::lookEverywhere, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The newest state comes as soon as it was looked for, and then whatever is newer. */
    public void subscribe(UUID gatewayId, SnapshotSubscriber subscriber) {
        watched.compute(gatewayId, (id, existing) -> {
            Watched entry = existing == null ? new Watched() : existing;
            entry.subscribers.add(subscriber);
            return entry;
        });
        notified(gatewayId);
    }

    /** A gateway without subscribers is forgotten. */
    public void unsubscribe(UUID gatewayId, SnapshotSubscriber subscriber) {
        watched.computeIfPresent(gatewayId, (id, gateway) -> {
            gateway.subscribers.remove(subscriber);
            return gateway.subscribers.isEmpty() ? null : gateway;
        });
    }

    @Override
    public String channel() {
        return GatewayChanges.CHANNEL;
    }

    /** Look soon. Whatever else changes until then is seen by the same look. */
    @Override
    public void notified(UUID gatewayId) {
        Watched gateway = watched.get(gatewayId);
        if (gateway != null && gateway.lookPlanned.compareAndSet(false, true)) {
            try {
                worker.schedule(() -> look(gatewayId), BURST.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                log.debug("not looking any more: shutting down");
            }
        }
    }

    @Override
    public void reconnected() {
        watched.keySet().forEach(this::notified);
    }

    @PreDestroy
    void close() {
        worker.shutdownNow();
    }

    private void lookEverywhere() {
        watched.keySet().forEach(this::look);
    }

    private void look(UUID gatewayId) {
        Watched gateway = watched.get(gatewayId);
        if (gateway == null) {
            return;
        }
        gateway.lookPlanned.set(false); // before reading: a change from now on must be looked for again
        try {
            refresh(gatewayId, gateway);
            if (storeAway.compareAndSet(true, false)) {
                log.info("configuration store is back");
            }
        } catch (RuntimeException e) {
            if (storeAway.compareAndSet(false, true)) {
                log.warn("configuration store not reachable, nodes keep what they have reason={}", e.toString());
            }
        }
    }

    /**
     * Only those that subscribed before it was read are sent it: a node that comes from another control plane may hold more than
     * was known here, and must not be taken back to that.
     */
    private void refresh(UUID gatewayId, Watched gateway) {
        List<SnapshotSubscriber> asked = List.copyOf(gateway.subscribers);
        long start = System.nanoTime();
        Optional<GatewaySnapshot> newest = loader.load(gatewayId, gateway.current);
        looks.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        if (newest.isPresent() && !newest.equals(gateway.current)) {
            builds.increment();
        }
        gateway.current = newest;
        newest.ifPresentOrElse(
                snapshot -> asked.forEach(subscriber -> subscriber.offer(snapshot)),
                () -> asked.forEach(SnapshotSubscriber::gone));
    }

    private static final class Watched {
        private final Set<SnapshotSubscriber> subscribers = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean lookPlanned = new AtomicBoolean();
        private Optional<GatewaySnapshot> current = Optional.empty(); // for the worker alone
    }
}
