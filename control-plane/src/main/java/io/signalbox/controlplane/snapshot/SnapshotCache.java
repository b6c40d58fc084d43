package io.signalbox.controlplane.snapshot;

import io.signalbox.controlplane.gateway.GatewayService;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The newest state of each gateway that somebody here subscribes to. A wake-up only says where to look; a look every few
 * seconds finds what no wake-up told. The rows are the truth.
 */
@Component
public class SnapshotCache {

    private static final Logger log = LoggerFactory.getLogger(SnapshotCache.class);
    private static final Duration BURST = Duration.ofMillis(30);
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final SnapshotLoader loader;
    private final GatewayService gateways;
    private final Map<UUID, Watched> watched = new ConcurrentHashMap<>();
    private final AtomicBoolean storeAway = new AtomicBoolean();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "snapshots");
        thread.setDaemon(true);
        return thread;
    });

    SnapshotCache(SnapshotLoader loader, GatewayService gateways) {
        this.loader = loader;
        this.gateways = gateways;
        Future<?> unused = worker.scheduleWithFixedDelay(
                this::lookEverywhere, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The newest state comes at once when it is known, and whatever is newer as soon as it is. */
    public void subscribe(UUID gatewayId, SnapshotSubscriber subscriber) {
        Watched gateway = watched.compute(gatewayId, (id, existing) -> {
            Watched entry = existing == null ? new Watched() : existing;
            entry.subscribers.add(subscriber);
            return entry;
        });
        GatewaySnapshot current = gateway.current;
        if (current != null) {
            subscriber.offer(current);
        }
        changed(gatewayId);
    }

    /** A gateway without subscribers is forgotten. */
    public void unsubscribe(UUID gatewayId, SnapshotSubscriber subscriber) {
        watched.computeIfPresent(gatewayId, (id, gateway) -> {
            gateway.subscribers.remove(subscriber);
            return gateway.subscribers.isEmpty() ? null : gateway;
        });
    }

    /** Look soon. Whatever else changes until then is seen by the same look. */
    void changed(UUID gatewayId) {
        Watched gateway = watched.get(gatewayId);
        if (gateway != null && gateway.lookPlanned.compareAndSet(false, true)) {
            try {
                Future<?> unused = worker.schedule(() -> look(gatewayId), BURST.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                log.debug("not looking any more: shutting down");
            }
        }
    }

    /** Wake-ups may have been missed. */
    void changedSomewhere() {
        watched.keySet().forEach(this::changed);
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

    private void refresh(UUID gatewayId, Watched gateway) {
        GatewaySnapshot current = gateway.current;
        Optional<GatewayService.GatewayState> state = gateways.state(gatewayId);
        boolean same = current != null && state.isPresent() && state.get().version() == current.version();
        Optional<GatewaySnapshot> newest = same ? Optional.ofNullable(current) : loader.load(gatewayId);
        if (newest.isEmpty()) {
            gateway.current = null;
            gateway.subscribers.forEach(SnapshotSubscriber::gone);
            return;
        }
        gateway.current = newest.get();
        gateway.subscribers.forEach(subscriber -> subscriber.offer(newest.get()));
    }

    private static final class Watched {
        private final Set<SnapshotSubscriber> subscribers = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean lookPlanned = new AtomicBoolean();
        private volatile @Nullable GatewaySnapshot current;
    }
}
