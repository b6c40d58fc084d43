package io.signalbox.controlplane.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.signalbox.controlplane.gateway.GatewayService.GatewayState;
import io.signalbox.controlplane.snapshot.GatewaySnapshot;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.WireListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {

    /** So many that a chunk has room for one and not for two. */
    private static final String LONG_NAME = "n".repeat(300 * 1024);

    private final Outbox outbox = new Outbox();
    private final GatewaySnapshot first = new GatewaySnapshot(gateway(0), List.of(), List.of(), List.of());

    @Test
    void ofManyStatesThatCameMeanwhileOnlyTheNewestIsSent() {
        outbox.offer(snapshot(1, 1));
        outbox.offer(snapshot(2, 1));
        outbox.offer(snapshot(3, 1));
        outbox.offer(snapshot(2, 1));

        assertThat(drain()).containsExactly("snapshot 3");
    }

    @Test
    void aStateThatWasBegunIsSentToItsEndAndTheNextLeadsOnFromIt() {
        outbox.offer(snapshot(1, 3));
        String first = text(outbox.next());
        outbox.offer(snapshot(2, 3));
        outbox.offer(snapshot(5, 3));

        assertThat(first).isEqualTo("snapshot 1");
        assertThat(drain()).containsExactly("snapshot 1", "snapshot 1", "delta 1 to 5", "delta 1 to 5", "delta 1 to 5");
    }

    @Test
    void aVersionCountsAsSentFromItsFirstChunkOn() {
        outbox.offer(snapshot(7, 2));

        assertThat(outbox.highestVersion()).isZero();
        assertThat(outbox.next()).isPresent();
        assertThat(outbox.highestVersion()).isEqualTo(7);
    }

    @Test
    void aVersionThatWasSentOrHeldIsNotSentAgain() {
        outbox.hold(snapshot(1, 1));
        outbox.offer(snapshot(1, 1));

        assertThat(drain()).isEmpty();
        outbox.offer(snapshot(2, 1));
        assertThat(drain()).containsExactly("delta 1 to 2");
        outbox.offer(snapshot(2, 1));
        assertThat(drain()).isEmpty();
    }

    @Test
    void aNodeThatComesWithAnOlderVersionIsLedOnFromThere() {
        outbox.leadOnFrom(3);
        outbox.offer(snapshot(8, 1));

        assertThat(drain()).containsExactly("delta 3 to 8");
    }

    @Test
    void aVersionIsSentWholeOnceWhenTheNodeAsksAndNotAgainUntilSomethingChanges() {
        outbox.leadOnFrom(1);
        outbox.offer(snapshot(2, 1));
        drain();

        assertThat(outbox.resend(2)).isTrue();
        assertThat(drain()).containsExactly("snapshot 2");
        assertThat(outbox.resend(2)).isFalse();
        outbox.offer(snapshot(3, 1));
        assertThat(drain()).containsExactly("delta 2 to 3");
        assertThat(outbox.resend(3)).isTrue();
        assertThat(drain()).containsExactly("snapshot 3");
    }

    @Test
    void whatIsSentWholeAnswersAllThatWasAskedBefore() {
        outbox.leadOnFrom(1);
        outbox.offer(snapshot(2, 1));
        drain();
        outbox.offer(snapshot(3, 1));
        drain(); // the node can use neither, and asks for both
        outbox.resend(2);
        outbox.offer(snapshot(4, 1));

        assertThat(drain()).containsExactly("snapshot 4");
        assertThat(outbox.resend(3)).isFalse();
        assertThat(drain()).isEmpty();
    }

    @Test
    void whatARestoredDatabaseHasIsSentWholeWhateverItsVersionIs() {
        outbox.hold(snapshot(7, 1));

        outbox.offer(restored(5));
        assertThat(drain()).containsExactly("snapshot 5");
        outbox.offer(restored(5));
        assertThat(drain()).containsExactly("snapshot 5");
        outbox.offer(restored(9));
        assertThat(drain()).containsExactly("snapshot 9");
        assertThat(outbox.highestVersion()).isEqualTo(9);
    }

    @Test
    void aNodeMayAskForEverythingAgainOnceTheDatabaseWasRestored() {
        outbox.offer(snapshot(7, 1));
        drain();
        assertThat(outbox.resend(7)).isTrue();
        drain();

        outbox.offer(restored(5));
        drain();

        assertThat(outbox.resend(5)).isTrue();
        assertThat(drain()).containsExactly("snapshot 5");
        assertThat(outbox.resend(5)).isFalse();
    }

    private List<String> drain() {
        List<String> messages = new ArrayList<>();
        for (Optional<byte[]> next = outbox.next(); next.isPresent(); next = outbox.next()) {
            messages.add(text(next));
        }
        return messages;
    }

    private static String text(Optional<byte[]> message) {
        try {
            ControlPlaneMessage read = ControlPlaneMessage.parseFrom(message.orElseThrow());
            return read.hasDelta()
                    ? "delta " + read.getDelta().getFromVersion() + " to "
                            + read.getDelta().getToVersion()
                    : "snapshot " + read.getSnapshot().getVersion();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** All its resources are new; what comes of the others is what changes made of the first. */
    private GatewaySnapshot snapshot(long version, int chunks) {
        return first.next(gateway(version), resources(version, chunks), List.of(), List.of());
    }

    /** As it is read from a database that was restored. */
    private static GatewaySnapshot restored(long version) {
        return new GatewaySnapshot(gateway(version), resources(version, 1), List.of(), List.of());
    }

    private static GatewayState gateway(long version) {
        return new GatewayState(new UUID(0, 1), version, UUID.randomUUID(), "1.2");
    }

    private static List<Resource> resources(long version, int chunks) {
        return IntStream.range(0, chunks)
                .mapToObj(number -> Resource.newBuilder()
                        .setKey(ResourceKey.newBuilder()
                                .setKind(ResourceKind.RESOURCE_KIND_LISTENER)
                                .setId(new UUID(0, number).toString()))
                        .setVersion(version)
                        .setListener(WireListener.newBuilder().setName(LONG_NAME))
                        .build())
                .toList();
    }
}
