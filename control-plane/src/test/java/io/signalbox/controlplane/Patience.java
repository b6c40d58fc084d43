package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait for what must happen: on a busy machine everything may be slow, and that is no mistake. */
public final class Patience {

    /** Whatever takes longer hangs. It is never waited for where all is well. */
    public static final Duration LIMIT = Duration.ofMinutes(4);

    private static final Duration POLL = Duration.ofMillis(200);

    private Patience() {}

    /** As Awaitility's own, which gives up after seconds. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }

    /** Holds that the condition is never found not to hold while this time passes. */
    public static void throughout(Duration time, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        do {
            assertThat(condition.call())
                    .as("after %s", Duration.ofNanos(System.nanoTime() - start))
                    .isTrue();
            LockSupport.parkNanos(POLL.toNanos());
        } while (System.nanoTime() - start < time.toNanos());
    }
}
