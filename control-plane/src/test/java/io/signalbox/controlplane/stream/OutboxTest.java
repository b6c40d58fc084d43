package io.signalbox.controlplane.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.signalbox.controlplane.snapshot.GatewaySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final Outbox outbox = new Outbox();

    @Test
    void ofManyStatesThatCameMeanwhileOnlyTheNewestIsSent() {
        outbox.offer(snapshot(1, 1));
        outbox.offer(snapshot(2, 1));
        outbox.offer(snapshot(3, 1));
        outbox.offer(snapshot(2, 1)); // two threads may offer, and not always in order

        assertThat(drain()).containsExactly("3/0");
    }

    @Test
    void aStateThatWasBegunIsSentToItsEnd() {
        outbox.offer(snapshot(1, 3));
        String first = text(outbox.next());
        outbox.offer(snapshot(2, 2));

        assertThat(first).isEqualTo("1/0");
        assertThat(drain()).containsExactly("1/1", "1/2", "2/0", "2/1");
    }

    @Test
    void aVersionCountsAsSentFromItsFirstChunkOn() {
        outbox.offer(snapshot(7, 2));

        assertThat(outbox.sentVersion()).isZero();
        assertThat(outbox.next()).isPresent();
        assertThat(outbox.sentVersion()).isEqualTo(7);
    }

    @Test
    void aVersionThatWasSentOrHeldIsNotSentAgain() {
        outbox.hold(snapshot(1, 1));
        outbox.offer(snapshot(1, 1));

        assertThat(drain()).isEmpty();
        outbox.offer(snapshot(2, 1));
        assertThat(drain()).containsExactly("2/0");
        outbox.offer(snapshot(2, 1));
        assertThat(drain()).isEmpty();
    }

    @Test
    void aVersionIsResentOnceAndNotAgainUntilSomethingChanges() {
        outbox.offer(snapshot(1, 1));
        drain();

        assertThat(outbox.resend()).isTrue();
        assertThat(drain()).containsExactly("1/0");
        assertThat(outbox.resend()).isFalse();
        outbox.offer(snapshot(2, 1));
        drain();
        assertThat(outbox.resend()).isTrue();
    }

    private List<String> drain() {
        List<String> messages = new ArrayList<>();
        for (Optional<byte[]> next = outbox.next(); next.isPresent(); next = outbox.next()) {
            messages.add(text(next));
        }
        return messages;
    }

    private static String text(Optional<byte[]> message) {
        byte[] bytes = message.orElseThrow();
        return bytes[0] + "/" + bytes[1];
    }

    private static GatewaySnapshot snapshot(int version, int chunks) {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            messages.add(new byte[] {(byte) version, (byte) i});
        }
        return new GatewaySnapshot(new UUID(0, 1), version, "1.2", messages, ByteString.EMPTY, List.of());
    }
}
