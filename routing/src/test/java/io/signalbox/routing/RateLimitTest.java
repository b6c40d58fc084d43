package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final String ALICE = "alice";

    private final AtomicLong nanos = new AtomicLong(-5); // as a clock that is about to pass zero
    private final RateLimit<String> rates = new RateLimit<>(10, 20, nanos::get);

    @Test
    void asManyAsTheBurstComeAtOnce() {
        assertThat(taken(ALICE, 25)).isEqualTo(20);
    }

    @Test
    void thenOneForEachPartOfTheSecond() {
        taken(ALICE, 25);

        nanos.addAndGet(Duration.ofMillis(300).toNanos());

        assertThat(taken(ALICE, 25)).isEqualTo(3);
    }

    @Test
    void whoRestedHasNoMoreThanTheBurst() {
        taken(ALICE, 25);

        nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(taken(ALICE, 25)).isEqualTo(20);
    }

    @Test
    void whoIsTooFastIsToldHowLongToWait() {
        taken(ALICE, 20);

        Duration wait = rates.take(ALICE);
        assertThat(wait).isEqualTo(Duration.ofMillis(100));
        nanos.addAndGet(wait.toNanos());

        assertThat(rates.take(ALICE)).isZero();
    }

    @Test
    void anotherIsNotHeldUp() {
        taken(ALICE, 25);

        assertThat(taken("bob", 5)).isEqualTo(5);
    }

    private int taken(String key, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += rates.take(key).isZero() ? 1 : 0;
        }
        return taken;
    }
}
