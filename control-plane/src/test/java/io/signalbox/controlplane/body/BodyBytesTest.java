package io.signalbox.controlplane.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyBytesTest {

    private final AtomicLong clock = new AtomicLong();

    @Test
    void whatArrivesIsGivenAsItIs() {
        byte[] body = "{}".repeat(10_000).getBytes(StandardCharsets.US_ASCII);

        assertThat(read(new ByteArrayInputStream(body))).isEqualTo(body);
        assertThat(read(InputStream.nullInputStream())).isEmpty();
    }

    @Test
    void oneMebibyteIsReadAndNotAByteMore() {
        assertThat(read(new ByteArrayInputStream(new byte[BodyBytes.MAX]))).hasSize(BodyBytes.MAX);
        assertThatThrownBy(() -> read(new ByteArrayInputStream(new byte[BodyBytes.MAX + 1])))
                .isInstanceOf(Problem.TooLarge.class);
    }

    @Test
    void aByteNowAndThenIsNotWaitedForForEver() {
        InputStream drips = from(() -> {
            clock.addAndGet(Duration.ofSeconds(1).toNanos());
            return 1;
        });

        assertThatThrownBy(() -> read(drips)).isInstanceOf(Problem.TooSlow.class);
        assertThat(Duration.ofNanos(clock.get())).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(22));
    }

    @Test
    void aClientThatIsSilentOrGoneIsNoMistakeOfOurs() {
        InputStream silent = from(() -> {
            throw new SocketTimeoutException();
        });

        assertThatThrownBy(() -> read(silent)).isInstanceOf(Problem.TooSlow.class);
    }

    private byte[] read(InputStream body) {
        return BodyBytes.read(body, clock::get);
    }

    private static InputStream from(Source source) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return source.next();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                source.next();
                return 1;
            }
        };
    }

    /** Where a body's next byte comes from. */
    private interface Source {
        int next() throws IOException;
    }
}
