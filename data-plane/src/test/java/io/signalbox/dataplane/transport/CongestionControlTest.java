package io.signalbox.dataplane.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which algorithms can be chosen, and where. */
class CongestionControlTest {

    @ParameterizedTest
    @ValueSource(strings = {"reno", "cubic", "bbr", "x_2-y", "fifteen-letters"})
    void aNameIsTaken(String name) {
        assertThat(CongestionControl.named(name).name()).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BBR", "cubic reno", "reno\0", "renö", "sixteen-letters-"})
    void whatCannotBeANameIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CongestionControl.named(text))
                .withMessageContaining("1 to 15 of a-z, 0-9, _ and -");
    }

    @Test
    void theKernelsChoiceIsNoOptionOfABootstrapAndGoesWithEveryTransport() {
        Bootstrap bootstrap = CongestionControl.OF_THE_KERNEL.applyTo(new Bootstrap());

        assertThat(bootstrap.config().options()).isEmpty();
        assertThatCode(() -> CongestionControl.OF_THE_KERNEL.checkUsable(false)).doesNotThrowAnyException();
    }

    @Test
    void withoutEpollNothingCanBeChosen() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CongestionControl.named("reno").checkUsable(false))
                .withMessageContaining("[reno] can be chosen with epoll alone");
    }

    @Test
    void whatTheKernelHasOpensATransport() {
        assumeTrue(Epoll.isAvailable());

        try (Transport transport = Transport.open(1, CongestionControl.named("reno"))) {
            assertThat(transport.name()).isEqualTo("epoll");
        }
    }

    @Test
    void whatTheKernelDoesNotHaveIsRefusedWithWhereToLook() {
        assumeTrue(Epoll.isAvailable());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transport.open(1, CongestionControl.named("no-such-thing")))
                .withMessageContainingAll(
                        "[no-such-thing]",
                        "/proc/sys/net/ipv4/tcp_available_congestion_control",
                        "/proc/sys/net/ipv4/tcp_allowed_congestion_control");
    }
}
