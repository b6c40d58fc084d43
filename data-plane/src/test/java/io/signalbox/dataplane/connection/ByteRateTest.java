package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRateTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong now = new AtomicLong();

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 5, Long.MIN_VALUE}) // the clock may begin anywhere, and run over
    void theBytesOfASecondPassAtOnceAndThenAsManyInEachSecond(long begin) {
        now.set(begin);
        ByteRate rate = new ByteRate(1_000, now::get);

        assertThat(rate.note(1_000)).isZero();
        assertThat(rate.note(500)).isEqualTo(SECOND / 2);
        assertThat(rate.note(500)).as("whoever comes next is behind").isEqualTo(SECOND);
        now.addAndGet(SECOND);
        assertThat(rate.note(100)).isEqualTo(SECOND / 10);
    }

    @Test
    void aRestIsGoodForOneSecondAndNoMore() {
        ByteRate rate = new ByteRate(1_000, now::get);
        now.addAndGet(3_600 * SECOND);

        assertThat(rate.note(1_000)).isZero();
        assertThat(rate.note(1)).isEqualTo(SECOND / 1_000);
    }

    @Test
    void aLongReadIsPaidWhole() {
        ByteRate rate = new ByteRate(1_024, now::get);

        assertThat(rate.note(Integer.MAX_VALUE)).isGreaterThan(2_097_150 * SECOND);
    }

    @Test
    void pausesAreAddedUp() {
        ByteRate rate = new ByteRate(1, now::get);

        rate.paused(SECOND);
        rate.paused(SECOND / 2);

        assertThat(rate.pausedSeconds()).isEqualTo(1.5);
    }
}
