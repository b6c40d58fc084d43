package io.signalbox.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.signalbox.routing.HostPort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When an address is asked before it is used. */
class AddressChecksTest {

    private static final HostPort ADDRESS = new HostPort("broker", 9_092);

    private long now;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Promise<HostPort>> asked = new ArrayList<>();
    private final AddressChecks checks = new AddressChecks(channel.eventLoop(), this::ask, new Listener(), () -> now);

    @BeforeEach
    void theFirstConnectionWaitsForTheFirstAnswer() {
        Future<HostPort> first = Objects.requireNonNull(checks.await(ADDRESS, true));
        answer();
        assertThat(first.isSuccess()).isTrue();
    }

    @AfterEach
    void close() {
        channel.close();
    }

    @Test
    void oneThatHasJustAnsweredIsUsed() {
        now += AddressChecks.VALID_NANOS - 1;

        assertThat(checks.await(ADDRESS, true)).isNull();
        channel.runPendingTasks();
        assertThat(asked).isEmpty();
    }

    @Test
    void oneThatMayHaveFallenMuteIsAskedFirstWhereAnotherWillDo() {
        now += AddressChecks.VALID_NANOS;

        Future<HostPort> known = Objects.requireNonNull(checks.await(ADDRESS, true));

        assertThat(known.isDone()).isFalse();
        answer();
        assertThat(checks.await(ADDRESS, true)).isNull();
    }

    @Test
    void theOnlyOneIsUsedOnWhileItIsAsked() {
        now += AddressChecks.VALID_NANOS;

        assertThat(checks.await(ADDRESS, false)).isNull();
        channel.runPendingTasks();
        assertThat(asked).hasSize(1);
    }

    @Test
    void oneThatDidNotAnswerIsNotUsedUntilItDoes() {
        now += AddressChecks.VALID_NANOS;
        checks.await(ADDRESS, true);
        channel.runPendingTasks();
        asked.remove(0).setFailure(new UpstreamException(UpstreamException.Reason.BACKEND_UNREACHABLE, "mute"));
        channel.runPendingTasks();

        assertThat(checks.isFailing(ADDRESS)).isTrue();
        assertThat(checks.await(ADDRESS, false)).isNotNull();
    }

    private Future<HostPort> ask(HostPort address) {
        Promise<HostPort> answer = channel.eventLoop().newPromise();
        asked.add(answer);
        return answer;
    }

    private void answer() {
        channel.runPendingTasks();
        asked.remove(0).setSuccess(ADDRESS);
        channel.runPendingTasks();
    }

    private static final class Listener implements AddressChecks.Listener {
        @Override
        public void good(HostPort address) {
            // told to the board of problems, which is not of this test
        }

        @Override
        public void bad(HostPort address, UpstreamException reason, Instant since) {
            // as above
        }
    }
}
