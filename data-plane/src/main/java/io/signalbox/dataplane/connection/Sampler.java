package io.signalbox.dataplane.connection;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

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

    /** When a line was written, and how often it was left out since. */
    private record Seen(long loggedAt, long skipped, boolean isDue) {}

    /** @param log is given the number of events of this kind that were not logged since the last one that was */
    void onEvent(K kind, LongConsumer log) {
        long now = System.nanoTime();
        if (seen.size() >= MAX_KINDS && !seen.containsKey(kind)) {
            seen.values().removeIf(one -> now - one.loggedAt() >= INTERVAL_NANOS);
            if (seen.size() >= MAX_KINDS) {
                return;
            }
        }
        Seen before = seen.getOrDefault(kind, new Seen(now, 0, true));
        Seen after = seen.merge(
                kind,
                new Seen(now, 0, true),
                (last, first) -> now - last.loggedAt() >= INTERVAL_NANOS
                        ? first
                        : new Seen(last.loggedAt(), last.skipped() + 1, false));
        if (after.isDue()) {
            log.accept(before.skipped());
        }
    }
}
