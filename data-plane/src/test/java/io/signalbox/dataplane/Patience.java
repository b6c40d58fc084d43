package io.signalbox.dataplane;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait for what must happen: on a busy machine everything may be slow, and that is no mistake. */
public final class Patience {

    /** Whatever takes longer hangs. It is never waited for where all is well. */
    public static final Duration LIMIT = Duration.ofMinutes(4);

    private Patience() {}

    /** As Awaitility's own, which gives up after seconds. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }
}
