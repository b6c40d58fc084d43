package io.signalbox.dataplane.upstream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.signalbox.routing.HostPort;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses of one backend cluster may be used. Each is asked before its first connection, and from time to time
 * after that; a check is shared by all who wait for it. What failed is asked again in the background until it answers. For
 * any thread.
 */
final class AddressChecks {

    static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** A loop that begins later meets the next check after so many connections. */
    private static final int VALID_CONNECTIONS = 64;

    private static final int RETRY_SECONDS = 5;
    /** Of a cluster of thousands of brokers not all are asked at once before anybody needs them. */
    private static final int MAX_AHEAD = 100;

    private final EventLoop eventLoop;
    private final Checker checker;
    private final Listener listener;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<HostPort, Entry> entries = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    AddressChecks(EventLoop eventLoop, Checker checker, Listener listener, LongSupplier nanoTime) {
        this.eventLoop = eventLoop;
        this.checker = checker;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    /** Asks an address, on the event loop of the checks. */
    @FunctionalInterface
    interface Checker {
        Future<HostPort> check(HostPort address);
    }

    /** Is told how each check went, on the event loop of the checks. */
    interface Listener {
        void good(HostPort address);

        void bad(HostPort address, UpstreamException reason, Instant since);
    }

    private static final class Entry {
        private boolean good;
        private @Nullable Instant failedSince;
        private long goodUntil;
        private int connectionsLeft;
        private @Nullable Promise<HostPort> running;
    }

    /**
     * Null when the address may be used now; otherwise completes when that is known.
     *
     * @param hasOthers whether another address will do as well
     */
    @Nullable Future<HostPort> await(HostPort address, boolean hasOthers) {
        Entry entry = entries.computeIfAbsent(address, unknown -> new Entry());
        synchronized (entry) {
            entry.connectionsLeft--;
            boolean isRecent = nanoTime.getAsLong() - entry.goodUntil < 0;
            if (entry.good && isRecent && entry.connectionsLeft > 0) {
                return null;
            }
            Future<HostPort> running = start(address, entry);
            // One that was good so far is used on while it is asked: if nothing else can be, or it has just answered.
            // But
            // not for ever, since a loop grows by each connection.
            boolean isUsedOn = entry.good && (isRecent || !hasOthers) && entry.connectionsLeft > -VALID_CONNECTIONS;
            return isUsedOn ? null : running;
        }
    }

    /** Whether the newest check of it failed. */
    boolean isFailing(HostPort address) {
        Entry entry = entries.get(address);
        if (entry == null) {
            return false;
        }
        synchronized (entry) {
            return entry.failedSince != null;
        }
    }

    /** Asks what has never been asked, and forgets all other addresses. */
    void retain(Collection<HostPort> addresses) {
        entries.keySet().retainAll(addresses);
        addresses.stream().filter(this::isUnasked).limit(MAX_AHEAD).toList().forEach(address -> {
            Entry entry = entries.computeIfAbsent(address, unknown -> new Entry());
            synchronized (entry) {
                start(address, entry);
            }
        });
    }

    private boolean isUnasked(HostPort address) {
        Entry entry = entries.get(address);
        if (entry == null) {
            return true;
        }
        synchronized (entry) {
            return !entry.good && entry.failedSince == null;
        }
    }

    /** A connection to it could not be made: it is asked before the next. */
    void doubt(HostPort address) {
        Entry entry = entries.get(address);
        if (entry != null) {
            synchronized (entry) {
                entry.good = false;
                start(address, entry);
            }
        }
    }

    /** Asks everything anew: it is connected to in another way. */
    void restart() {
        entries.clear();
    }

    void stop() {
        stopped = true;
        entries.clear();
    }

    private Future<HostPort> start(HostPort address, Entry entry) {
        if (entry.running != null) {
            return entry.running;
        }
        Promise<HostPort> running = eventLoop.newPromise();
        entry.running = running;
        eventLoop.execute(() -> checker.check(address).addListener((Future<HostPort> done) -> {
            onChecked(address, entry, done);
            if (done.isSuccess()) {
                running.setSuccess(address);
            } else {
                running.setFailure(done.cause());
            }
        }));
        return running;
    }

    private void onChecked(HostPort address, Entry entry, Future<HostPort> check) {
        Optional<Instant> failedSince;
        synchronized (entry) {
            entry.running = null;
            entry.good = check.isSuccess();
            if (entry.good) {
                entry.failedSince = null;
            } else if (entry.failedSince == null) {
                entry.failedSince = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            }
            failedSince = Optional.ofNullable(entry.failedSince);
            entry.goodUntil = nanoTime.getAsLong() + VALID_NANOS;
            entry.connectionsLeft = VALID_CONNECTIONS;
        }
        if (!isCurrent(address, entry)) {
            return;
        }
        if (check.isSuccess()) {
            listener.good(address);
        } else {
            listener.bad(address, UpstreamException.of(check.cause()), failedSince.orElseThrow());
            eventLoop.schedule(() -> again(address, entry), RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void again(HostPort address, Entry entry) {
        synchronized (entry) {
            if (entry.failedSince != null && isCurrent(address, entry)) {
                start(address, entry);
            }
        }
    }

    /** Identity: after a restart the same address has another entry. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isCurrent(HostPort address, Entry entry) {
        return !stopped && entries.get(address) == entry;
    }
}
