package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionRatesTest {

    private static final InetAddress ALICE = address(1);

    private final AtomicLong nanos = new AtomicLong(-5); // as a clock that is about to pass zero
    private final ConnectionRates rates = new ConnectionRates(10, nanos::get);

    @Test
    void asManyAsInASecondComeAtOnce() {
        assertThat(taken(ALICE, 25)).isEqualTo(10);
    }

    @Test
    void thenOneForEachPartOfTheSecond() {
        taken(ALICE, 25);

        nanos.addAndGet(Duration.ofMillis(300).toNanos());

        assertThat(taken(ALICE, 25)).isEqualTo(3);
    }

    @Test
    void anAddressThatRestedHasNoMoreThanASecondsWorth() {
        taken(ALICE, 25);

        nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(taken(ALICE, 25)).isEqualTo(10);
    }

    @Test
    void anotherAddressIsNotHeldUp() {
        taken(ALICE, 25);

        assertThat(taken(address(2), 5)).isEqualTo(5);
    }

    private int taken(InetAddress address, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += rates.take(address) ? 1 : 0;
        }
        return taken;
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
