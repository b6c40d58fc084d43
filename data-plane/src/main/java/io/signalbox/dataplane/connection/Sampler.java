package io.signalbox.dataplane.connection;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets an event be logged once in a minute for each kind, with the number of those that were not. For any thread.
 *
 * @param <K> what tells kinds apart
 */
final class Sampler<K> {

    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Clients choose the names: what comes beyond so many different ones is not logged. */
    private static final int MAX_KINDS = 1_000;

    private final ConcurrentMap<K, Seen> seen = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /** When a line was written, and how many were left out since. */
    private record Seen(long loggedAt, AtomicLong skipped) {}

    Sampler() {
        this(System::nanoTime);
    }

    Sampler(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * What is not logged, which is most, is looked up and counted.
     *
     * @param log is given the number of events of this kind that were not logged since the last one that was
     */
    void onEvent(K kind, LongConsumer log) {
        long now = nanoTime.getAsLong();
        Seen before = seen.get(kind);
        if (before != null && !isOver(before, now)) {
            before.skipped().incrementAndGet();
        } else if (before != null || hasRoom(now)) {
            Seen next = new Seen(now, new AtomicLong());
            boolean first = before == null ? seen.putIfAbsent(kind, next) == null : seen.replace(kind, before, next);
            if (first) {
                log.accept(before == null ? 0 : before.skipped().get());
            } else { // another thread has just logged it, or forgotten that kind
                Optional.ofNullable(seen.get(kind))
                        .ifPresent(one -> one.skipped().incrementAndGet());
            }
        }
    }

    private boolean hasRoom(long now) {
        if (seen.size() >= MAX_KINDS) {
            seen.values().removeIf(one -> isOver(one, now));
        }
        return seen.size() < MAX_KINDS;
    }

    private static boolean isOver(Seen one, long now) {
        return now - one.loggedAt() >= INTERVAL_NANOS;
    }
}
