package io.signalbox.dataplane.control;

import static io.signalbox.dataplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.dataplane.config.ConfigApplier;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ConfigThread;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.ImagePublisher;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.proto.config.v1.Applied;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Hello;
import io.signalbox.proto.config.v1.NodeMessage;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlPlaneClientIT {

    private final ProblemBoard problems = new ProblemBoard();
    private final ImagePublisher images = new ImagePublisher(List.of());
    private final ConfigApplier applier = new ConfigApplier(images, problems, Snapshots.NODE);
    private final ConfigThread configThread = new ConfigThread();
    private final Snapshots snapshots =
            new Snapshots().backend(1).virtual(2, 1).listener(3, "9092-9095").policy(4, 3, 2, true);
    private X509Bundle ca;
    private FakeControlPlane controlPlane;
    private Optional<ControlPlaneClient> client = Optional.empty();

    @BeforeEach
    void oneControlPlane() throws Exception {
        ca = new CertificateBuilder()
                .subject("CN=ca")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        controlPlane = new FakeControlPlane(server("CN=control-plane"), ca);
    }

    @AfterEach
    void close() throws IOException {
        client.ifPresent(ControlPlaneClient::close);
        configThread.close();
        controlPlane.close();
    }

    @Test
    void aNodeSaysWhoItIsAndAppliesWhatItIsSent() throws Exception {
        start(controlPlane.port());
        StreamObserver<ControlPlaneMessage> stream = controlPlane.stream();

        Hello hello = controlPlane.next().getHello();
        FakeControlPlane.send(stream, snapshots.resources());
        Applied applied = nextApplied();

        assertThat(hello.getNodeId()).isEqualTo(Snapshots.id(77).toString());
        assertThat(hello.getGatewayId()).isEqualTo(Snapshots.id(88).toString());
        assertThat(hello.getVersion()).isEqualTo("1.3.0");
        assertThat(hello.getBaseVersion()).isZero();
        assertThat(applied.getVersion()).isEqualTo(4);
        assertThat(applied.getProblemsList()).isEmpty();
        assertThat(images.current().sockets()).hasSize(4);
    }

    @Test
    void whatItHasCountedIsSentAsSoonAsTheControlPlaneHasAnswered() throws Exception {
        start(controlPlane.port());

        FakeControlPlane.send(controlPlane.stream(), snapshots.resources());

        NodeMessage message = controlPlane.next();
        while (!message.hasTraffic()) {
            message = controlPlane.next();
        }
        assertThat(message.getTraffic()).isEqualTo(Traffic.getDefaultInstance());
    }

    @Test
    void whatCannotBeAppliedIsNamed() throws Exception {
        start(controlPlane.port());
        snapshots.listener(3, "nonsense");
        FakeControlPlane.send(controlPlane.stream(), snapshots.resources());

        Applied applied = nextApplied();

        assertThat(applied.getProblemsList()).singleElement().satisfies(problem -> {
            assertThat(problem.getCode()).isEqualTo("listener.invalid");
            assertThat(problem.getResource().getId()).isEqualTo(Snapshots.id(3).toString());
        });
    }

    @Test
    void aProblemThatComesLaterIsReportedForTheSameVersionAndSoIsItsEnd() throws Exception {
        start(controlPlane.port());
        FakeControlPlane.send(controlPlane.stream(), snapshots.resources());
        nextApplied();
        EntityRef entity = new EntityRef(EntityRef.Kind.BACKEND_CLUSTER, Snapshots.id(1), "b");

        problems.replace("test", List.of(ConfigProblem.warning(entity, "backend_cluster.unreachable", "It is away.")));
        assertThat(nextApplied())
                .extracting(Applied::getVersion, Applied::getProblemsCount)
                .containsExactly(4L, 1);

        problems.replace("test", List.of());
        assertThat(nextApplied().getProblemsCount()).isZero();
    }

    @Test
    void aSnapshotWhoseDigestDiffersIsNotAppliedButAskedForAgain() throws Exception {
        start(controlPlane.port());
        StreamObserver<ControlPlaneMessage> stream = controlPlane.stream();
        stream.onNext(ControlPlaneMessage.newBuilder()
                .setSnapshot(
                        Snapshot.newBuilder().setVersion(9).setLast(true).setDigest(ByteString.copyFromUtf8("wrong")))
                .build());

        await().until(() -> controlPlane.received.stream().anyMatch(NodeMessage::hasResync));

        assertThat(applier.applied().version()).isZero();
        FakeControlPlane.send(stream, snapshots.resources());
        assertThat(nextApplied().getVersion()).isEqualTo(4);
    }

    @Test
    void whenTheStreamBreaksTheNodeComesBackAndSaysWhatItHolds() throws Exception {
        start(controlPlane.port());
        StreamObserver<ControlPlaneMessage> stream = controlPlane.stream();
        FakeControlPlane.send(stream, snapshots.resources());
        nextApplied();

        stream.onError(Status.UNAVAILABLE.asRuntimeException());
        controlPlane.stream();

        Hello again = nextHello();
        assertThat(again.getBaseVersion()).isEqualTo(4);
        assertThat(again.getDigest()).isEqualTo(snapshots.resources().digest());
        assertThat(nextApplied().getVersion()).isEqualTo(4);
    }

    @Test
    void theNextControlPlaneIsAskedWhenOneIsAway() throws Exception {
        int gone;
        try (FakeControlPlane other = new FakeControlPlane(server("CN=other"), ca)) {
            gone = other.port();
        }

        start(gone, controlPlane.port());

        assertThat(nextHello().getNodeId()).isEqualTo(Snapshots.id(77).toString());
    }

    @Test
    void aControlPlaneThatTheTrustedCaHasNotSignedIsToldNothing() throws Exception {
        X509Bundle stranger = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        try (FakeControlPlane impostor = new FakeControlPlane(stranger, ca)) {
            start(impostor.port(), controlPlane.port());

            nextHello();

            assertThat(impostor.received).isEmpty();
        }
    }

    private void start(int... ports) throws Exception {
        X509Bundle node = new CertificateBuilder().subject("CN=node").buildIssuedBy(ca);
        ControlPlaneClient started = new ControlPlaneClient(
                identity(node, ports), configThread, applier, problems, NodeReports.NOTHING, failure -> {});
        client = Optional.of(started);
        started.start();
    }

    private NodeIdentity identity(X509Bundle node, int... ports) throws Exception {
        return new NodeIdentity(
                Snapshots.id(77),
                Snapshots.id(99),
                Snapshots.id(88),
                "host",
                "1.3.0",
                Arrays.stream(ports)
                        .mapToObj(port -> new HostPort("localhost", port))
                        .toList(),
                Optional.of(List.of(ca.getCertificate())),
                List.of(node.getCertificate()),
                node.getKeyPair().getPrivate());
    }

    private X509Bundle server(String subject) throws Exception {
        return new CertificateBuilder()
                .subject(subject)
                .addSanDnsName("localhost")
                .buildIssuedBy(ca);
    }

    private Applied nextApplied() throws InterruptedException {
        NodeMessage message = controlPlane.next();
        while (!message.hasApplied()) {
            message = controlPlane.next();
        }
        return message.getApplied();
    }

    private Hello nextHello() throws InterruptedException {
        NodeMessage message = controlPlane.next();
        while (!message.hasHello()) {
            message = controlPlane.next();
        }
        return message.getHello();
    }
}
