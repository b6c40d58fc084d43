package io.signalbox.testbed;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions that cannot be subscribed to, always with a limit. */
public final class Wait {

    /** Whatever takes longer hangs: minutes, since machines may be busy. It is never waited for where all is well. */
    public static final Duration LIMIT = Duration.ofMinutes(4);

    private static final Duration POLL = Duration.ofMillis(100);

    private Wait() {}

    /** Whether the condition came to hold within the limit. */
    public static boolean until(BooleanSupplier condition, Duration limit) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }
}
