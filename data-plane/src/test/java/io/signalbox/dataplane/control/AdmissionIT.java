package io.signalbox.dataplane.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.proto.config.v1.Admitted;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.proto.config.v1.Hello;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionIT {

    private X509Bundle ca;
    private FakeControlPlane controlPlane;

    @BeforeEach
    void oneControlPlane() throws Exception {
        ca = new CertificateBuilder()
                .subject("CN=ca")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle server = new CertificateBuilder()
                .subject("CN=control-plane")
                .addSanDnsName("localhost")
                .buildIssuedBy(ca);
        controlPlane = new FakeControlPlane(server, ca);
    }

    @AfterEach
    void close() throws IOException {
        controlPlane.close();
    }

    @Test
    void itIsOnlyAsked() throws Exception {
        CompletableFuture<Optional<StreamFailure>> asked = ask(controlPlane.port(), Patience.LIMIT);

        StreamObserver<ControlPlaneMessage> stream = controlPlane.stream();
        Hello hello = controlPlane.next().getHello();
        stream.onNext(ControlPlaneMessage.newBuilder()
                .setAdmitted(Admitted.getDefaultInstance())
                .build());
        stream.onCompleted();

        assertThat(hello.getCheckOnly()).isTrue();
        assertThat(hello.getGatewayId()).isEqualTo(Snapshots.id(88).toString());
        assertThat(result(asked)).isEmpty();
    }

    @Test
    void anEarlierReleaseThatAdmitsTheNodeAtOnceMeansYes() throws Exception {
        CompletableFuture<Optional<StreamFailure>> asked = ask(controlPlane.port(), Patience.LIMIT);

        StreamObserver<ControlPlaneMessage> stream = controlPlane.stream();
        controlPlane.next();
        stream.onNext(ControlPlaneMessage.newBuilder()
                .setSnapshot(Snapshot.newBuilder().setLast(true))
                .build());

        assertThat(result(asked)).isEmpty();
    }

    @Test
    void aRefusalIsSaid() throws Exception {
        CompletableFuture<Optional<StreamFailure>> asked = ask(controlPlane.port(), Patience.LIMIT);

        StreamObserver<ControlPlaneMessage> stream = controlPlane.stream();
        controlPlane.next();
        stream.onError(Status.PERMISSION_DENIED.withDescription("not here").asRuntimeException());

        assertThat(result(asked)).hasValueSatisfying(failure -> {
            assertThat(failure.reason()).isEqualTo(StreamFailure.Reason.REFUSED);
            assertThat(failure.message()).contains("not here");
        });
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForBeyondTheLimit() throws Exception {
        CompletableFuture<Optional<StreamFailure>> asked = ask(controlPlane.port(), Duration.ofMillis(500));

        assertThat(result(asked)).isPresent();
    }

    @Test
    void aPortWhereNobodyListensIsNotReachable() throws Exception {
        int port = controlPlane.port();
        controlPlane.close();

        assertThat(result(ask(port, Patience.LIMIT)))
                .map(StreamFailure::reason)
                .contains(StreamFailure.Reason.NOT_REACHABLE);
    }

    private CompletableFuture<Optional<StreamFailure>> ask(int port, Duration limit) throws Exception {
        X509Bundle node = new CertificateBuilder().subject("CN=node").buildIssuedBy(ca);
        HostPort address = new HostPort("localhost", port);
        NodeIdentity identity = new NodeIdentity(
                Snapshots.id(77),
                Snapshots.id(99),
                Snapshots.id(88),
                "host",
                "1.3.0",
                List.of(address),
                Optional.of(List.of(ca.getCertificate())),
                List.of(node.getCertificate()),
                node.getKeyPair().getPrivate());
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Admission.ask(identity, address, limit);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Optional<StreamFailure> result(CompletableFuture<Optional<StreamFailure>> asked) throws Exception {
        return asked.get(2 * Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
