package io.signalbox.dataplane.control;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Delays between attempts: doubling up to a limit, with full jitter, so that a fleet does not come back at once. */
final class Backoff {

    private static final long FIRST_MILLIS = 200;
    private static final long LAST_MILLIS = 10_000;

    private final RandomGenerator random;
    private long ceiling = FIRST_MILLIS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Anything up to the ceiling, which then doubles. */
    Duration next() {
        long delay = random.nextLong(ceiling + 1);
        ceiling = Math.min(ceiling * 2, LAST_MILLIS);
        return Duration.ofMillis(delay);
    }

    /** To be called when an attempt succeeded. */
    void reset() {
        ceiling = FIRST_MILLIS;
    }
}
