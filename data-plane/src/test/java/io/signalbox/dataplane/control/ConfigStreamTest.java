package io.signalbox.dataplane.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.config.ConfigApplier;
import io.signalbox.dataplane.config.ImagePublisher;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.Resources;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Delta;
import io.signalbox.proto.config.v1.Inquiry;
import io.signalbox.proto.config.v1.NodeMessage;
import io.signalbox.proto.config.v1.Notice;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.routing.HostPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigStreamTest {

    private static final KeyedCertificate NODE =
            Issuer.create(Issuer.KeyKind.EC, "CN=node", Duration.ofDays(1)).authority();

    private final ProblemBoard problems = new ProblemBoard();
    private final ConfigApplier applier = new ConfigApplier(new ImagePublisher(List.of()), problems, Snapshots.NODE);
    private final Said said = new Said();
    private final ConfigStream stream = new ConfigStream(applier, problems, new NoEvents());
    private final Resources held =
            new Snapshots().backend(1).virtual(2, 1).backend(4).resources();
    private final Resources newer = new Snapshots()
            .backend(1)
            .virtual(2, 1)
            .backend(5)
            .listener(3, "9092")
            .resources();

    @BeforeEach
    void begin() {
        applier.apply(held);
        stream.begin(
                said,
                new NodeIdentity(
                        Snapshots.id(77),
                        Snapshots.id(99),
                        Snapshots.id(88),
                        "host",
                        "1.3.0",
                        List.of(new HostPort("localhost", 1)),
                        Optional.empty(),
                        List.of(NODE.certificate()),
                        NODE.key()));
        said.messages.clear();
    }

    @Test
    void aDeltaInChunksIsAppliedWithItsLastOne() {
        List<Resource> changed = changed();
        List<ResourceKey> gone = gone();

        stream.onNext(delta(held.version(), changed.subList(0, 1), List.of(), true, ByteString.EMPTY));
        stream.onNext(delta(held.version(), changed.subList(1, changed.size()), List.of(), true, ByteString.EMPTY));
        assertThat(applier.applied()).isEqualTo(held);
        stream.onNext(delta(held.version(), List.of(), gone, false, newer.digest()));

        assertThat(applier.applied()).isEqualTo(newer);
        assertThat(said.messages)
                .singleElement()
                .satisfies(
                        message -> assertThat(message.getApplied().getVersion()).isEqualTo(newer.version()));
    }

    @Test
    void aDeltaThatDoesNotLeadToItsDigestIsNotAppliedAndEverythingIsAskedFor() {
        stream.onNext(delta(held.version(), changed(), gone(), false, ByteString.copyFromUtf8("other")));

        assertThat(applier.applied()).isEqualTo(held);
        assertThat(said.messages)
                .singleElement()
                .satisfies(
                        message -> assertThat(message.getResync().getVersion()).isEqualTo(newer.version()));
    }

    /** It goes by the sum where there is one. */
    @Test
    void aDeltaIsAppliedForItsSumAndNotForItsDigestAlone() {
        stream.onNext(withSum(newer.digest(), held.sumDigest()));
        assertThat(applier.applied()).isEqualTo(held);
        assertThat(said.messages).singleElement().matches(NodeMessage::hasResync);

        stream.onNext(withSum(ByteString.EMPTY, newer.sumDigest()));
        assertThat(applier.applied()).isEqualTo(newer);
    }

    private ControlPlaneMessage withSum(ByteString digest, ByteString sum) {
        ControlPlaneMessage.Builder message = delta(held.version(), changed(), gone(), false, digest).toBuilder();
        message.getDeltaBuilder().setSumDigest(sum);
        return message.build();
    }

    @Test
    void aDeltaFromAVersionThatIsNotHeldIsNotApplied() {
        stream.onNext(delta(held.version() + 1, changed(), gone(), false, newer.digest()));

        assertThat(applier.applied()).isEqualTo(held);
        assertThat(said.messages).singleElement().matches(NodeMessage::hasResync);
    }

    private List<Resource> changed() {
        return newer.all().stream()
                .filter(resource -> !held.all().contains(resource))
                .toList();
    }

    private List<ResourceKey> gone() {
        return held.all().stream()
                .map(Resource::getKey)
                .filter(key -> newer.all().stream()
                        .noneMatch(resource -> resource.getKey().equals(key)))
                .toList();
    }

    private ControlPlaneMessage delta(
            long from, List<Resource> changed, List<ResourceKey> removed, boolean more, ByteString digest) {
        return ControlPlaneMessage.newBuilder()
                .setDelta(Delta.newBuilder()
                        .setFromVersion(from)
                        .setToVersion(newer.version())
                        .addAllChanged(changed)
                        .addAllRemoved(removed)
                        .setMore(more)
                        .setDigest(digest))
                .build();
    }

    private static final class NoEvents implements ConfigStream.Events {
        @Override
        public void onAnswer() {}

        @Override
        public void onNotice(Notice notice) {}

        @Override
        public void onInquiry(Inquiry inquiry) {}

        @Override
        public void onEnd(Status status, Optional<Metadata> trailers) {}
    }

    private static final class Said implements StreamObserver<NodeMessage> {

        private final List<NodeMessage> messages = new ArrayList<>();

        @Override
        public void onNext(NodeMessage message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void onCompleted() {}
    }
}
