package io.signalbox.dataplane.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * So many bytes in a second, of all sessions of a virtual cluster in one direction; after a rest, those of a second at once. What
 * was read is noted afterwards, and its reader pauses until all that was read before it and with it is paid. For any thread.
 */
final class ByteRate {

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    /** When what was read so far would be over, had it been read evenly. */
    private final AtomicLong due;

    private final LongAdder pausedNanos = new LongAdder();

    /** @param nanoTime such as {@link System#nanoTime} */
    ByteRate(long bytesPerSecond, LongSupplier nanoTime) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        due = new AtomicLong(nanoTime.getAsLong() - SECOND_NANOS);
    }

    /** Notes what was read; returns for how many nanoseconds its reader is to pause: none, as long as there is room. */
    long note(long bytes) {
        long now = nanoTime.getAsLong();
        long cost = (long) (bytes * (double) SECOND_NANOS / bytesPerSecond);
        long until = due.updateAndGet(former -> Math.max(former - now, -SECOND_NANOS) + now + cost);
        return Math.max(0, until - now);
    }

    void paused(long nanos) {
        pausedNanos.add(nanos);
    }

    /** For how long readers have paused, all together. */
    double pausedSeconds() {
        return pausedNanos.sum() / (double) SECOND_NANOS;
    }
}
