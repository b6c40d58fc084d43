package io.signalbox.routing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How often each key may do something: so often at once, and then evenly (the generic cell rate algorithm of ITU-T I.371).
 * For any thread.
 *
 * @param <K> who is limited; the 10,000 seen last are remembered
 */
public final class RateLimit<K> {

    private static final int MAX_KEYS = 10_000;
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final long intervalNanos;
    private final long burstNanos;
    private final LongSupplier nanoTime;
    /** When what a key did so far would be over, had it been done evenly. */
    private final Map<K, Long> byKey = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
            return size() > MAX_KEYS;
        }
    };

    /**
     * Lets each key do {@code burst} things at once.
     *
     * @param perSecond how many a key may do in a second for ever; 1 to 1,000,000
     * @param burst how many at once after a rest; 1 or more
     * @param nanoTime such as {@link System#nanoTime}
     */
    public RateLimit(int perSecond, int burst, LongSupplier nanoTime) {
        this.intervalNanos = SECOND_NANOS / perSecond;
        this.burstNanos = intervalNanos * burst;
        this.nanoTime = nanoTime;
    }

    /** Notes one thing that a key wants to do; returns how long it has to wait before it may: zero if it may now. */
    public synchronized Duration take(K key) {
        long now = nanoTime.getAsLong();
        @Nullable Long former = byKey.get(key);
        long due = former == null || former - now < 0 ? now : former;
        long wait = due + intervalNanos - now - burstNanos;
        if (wait > 0) {
            return Duration.ofNanos(wait);
        }
        byKey.put(key, due + intervalNanos);
        return Duration.ZERO;
    }
}
