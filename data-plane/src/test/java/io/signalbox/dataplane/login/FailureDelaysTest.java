package io.signalbox.dataplane.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailureDelaysTest {

    private final AtomicLong nanos = new AtomicLong();
    private final FailureDelays delays = new FailureDelays(Logins.Delays.STANDARD, nanos::get);

    @Test
    void growsFromATenthOfASecondToFive() throws UnknownHostException {
        InetAddress address = address(1);

        assertThat(IntStream.range(0, 20)
                        .mapToObj(i -> delays.onFailure(address).toMillis()))
                .startsWith(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L)
                .endsWith(5_000L);
    }

    @Test
    void beginsAnewAMinuteAfterTheLastFailure() throws UnknownHostException {
        delays.onFailure(address(1));
        delays.onFailure(address(1));
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());

        assertThat(delays.onFailure(address(1))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void isEachAddressesOwn() throws UnknownHostException {
        delays.onFailure(address(1));

        assertThat(delays.onFailure(address(2))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void remembersSoManyAddressesAndNoMore() throws UnknownHostException {
        delays.onFailure(address(0));
        for (int i = 1; i <= 10_000; i++) {
            delays.onFailure(address(i));
        }

        assertThat(delays.onFailure(address(10_000))).isEqualTo(Duration.ofMillis(200));
        assertThat(delays.onFailure(address(0))).isEqualTo(Duration.ofMillis(100));
    }

    private static InetAddress address(int number) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
    }
}
