package io.signalbox.rehearsal;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A process that has become quiet: it has started, and is not used much. */
final class Quiet {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int BUSY_PERCENT = 10;

    private Quiet() {}

    /** Returns when it is quiet or has ended; or after ten minutes, so that one that is always busy has its cache, too. */
    static void await(ProcessHandle process) {
        long begin = System.nanoTime();
        Duration before = used(process);
        while (process.isAlive() && System.nanoTime() - begin < LIMIT.toNanos()) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            Duration now = used(process);
            if (isQuiet(now.minus(before), LOOK_EVERY)) {
                return;
            }
            before = now;
        }
    }

    static boolean isQuiet(Duration used, Duration passed) {
        return used.toMillis() * 100 < passed.toMillis() * BUSY_PERCENT;
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
