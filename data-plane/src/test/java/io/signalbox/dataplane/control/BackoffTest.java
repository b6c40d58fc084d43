package io.signalbox.dataplane.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(new Random(1));

    @Test
    void delaysGrowUpToALimitAndNeverBeyond() {
        List<Long> delays = IntStream.range(0, 1_000)
                .mapToObj(i -> backoff.next().toMillis())
                .toList();

        assertThat(delays.get(0)).isLessThanOrEqualTo(200L);
        assertThat(delays).allMatch(delay -> delay >= 0 && delay <= 10_000);
        assertThat(delays).anyMatch(delay -> delay > 9_000);
    }

    @Test
    void afterASuccessTheFirstDelayIsShortAgain() {
        IntStream.range(0, 20).forEach(i -> backoff.next());

        backoff.reset();

        assertThat(backoff.next().toMillis()).isLessThanOrEqualTo(200);
    }
}
