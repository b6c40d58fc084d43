package io.signalbox.dataplane.control;

import static io.signalbox.dataplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.ConfigApplier;
import io.signalbox.dataplane.config.ConfigThread;
import io.signalbox.dataplane.config.ImagePublisher;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.control.StreamFailure.Reason;
import io.signalbox.proto.config.v1.Admitted;
import io.signalbox.proto.config.v1.ControlPlaneMessage;
import io.signalbox.routing.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node says that has no control plane. */
class StreamFailureIT {

    private static final char[] PASSWORD = "of a test".toCharArray();

    private final ProblemBoard problems = new ProblemBoard();
    private final ConfigApplier applier = new ConfigApplier(new ImagePublisher(List.of()), problems, Snapshots.NODE);
    private final ConfigThread configThread = new ConfigThread();
    private final Queue<StreamFailure> counted = new ConcurrentLinkedQueue<>();
    private Optional<ControlPlaneClient> client = Optional.empty();
    private X509Bundle ca;
    private X509Bundle server;

    @BeforeEach
    void certificates() throws Exception {
        ca = authority("CN=ca");
        server = new CertificateBuilder()
                .subject("CN=control-plane")
                .addSanDnsName("localhost")
                .buildIssuedBy(ca);
    }

    @AfterEach
    void close() {
        client.ifPresent(ControlPlaneClient::close);
        configThread.close();
    }

    @Test
    void withoutACaItSaysThatNoneIsSet() throws Exception {
        try (FakeControlPlane controlPlane = new FakeControlPlane(server, ca)) {
            start("localhost", controlPlane.port(), Optional.empty());

            assertThat(failure(Reason.CA_NOT_SET)).contains("SIGNALBOX_CONTROL_PLANE_CA is not set");
        }
    }

    @Test
    void withAnotherCaItSaysThatItIsAnother() throws Exception {
        try (FakeControlPlane controlPlane = new FakeControlPlane(server, ca)) {
            start("localhost", controlPlane.port(), Optional.of(authority("CN=other")));

            assertThat(failure(Reason.CA_DIFFERS)).contains("not signed by the CA in SIGNALBOX_CONTROL_PLANE_CA");
        }
    }

    @Test
    void aNameThatTheCertificateDoesNotHaveIsNamed() throws Exception {
        try (FakeControlPlane controlPlane = new FakeControlPlane(server, ca)) {
            start("127.0.0.1", controlPlane.port(), Optional.of(ca));

            assertThat(failure(Reason.NAME_DIFFERS)).contains("SIGNALBOX_CONTROL_PLANE", "127.0.0.1");
        }
    }

    @Test
    void aCertificateThatHasExpiredIsCalledThat() throws Exception {
        X509Bundle expired = new CertificateBuilder()
                .subject("CN=control-plane")
                .addSanDnsName("localhost")
                .notBefore(Instant.now().minus(Duration.ofDays(2)))
                .notAfter(Instant.now().minus(Duration.ofDays(1)))
                .buildIssuedBy(ca);
        try (FakeControlPlane controlPlane = new FakeControlPlane(expired, ca)) {
            start("localhost", controlPlane.port(), Optional.of(ca));

            assertThat(failure(Reason.SERVER_CERTIFICATE_NOT_VALID)).contains("not valid now");
        }
    }

    @Test
    void theHttpPortIsCalledThat() throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.start();
        try {
            start("localhost", http.getAddress().getPort(), Optional.of(ca));

            assertThat(failure(Reason.NO_TLS)).contains("HTTP port", "SIGNALBOX_GRPC_PORT");
        } finally {
            http.stop(0);
        }
    }

    @Test
    void anHttpsPortIsNoConfigStreamEither() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, PASSWORD);
        keys.setKeyEntry("server", server.getKeyPair().getPrivate(), PASSWORD, server.getCertificatePath());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        https.start();
        try {
            start("localhost", https.getAddress().getPort(), Optional.of(ca));

            assertThat(failure(Reason.NO_CONFIG_STREAM)).contains("no gRPC");
        } finally {
            https.stop(0);
        }
    }

    @Test
    void aPortOnWhichNobodyListensIsNotReachable() throws Exception {
        start("localhost", TestPorts.free(), Optional.of(ca));

        assertThat(failure(Reason.NOT_REACHABLE)).contains("nobody listens there");
    }

    @Test
    void aNameThatCannotBeResolvedIsCalledThat() throws Exception {
        start("no-such-host.invalid", 1, Optional.of(ca));

        assertThat(failure(Reason.NAME_NOT_RESOLVED)).contains("cannot be resolved");
    }

    @Test
    void whatTheControlPlaneSaysIsTakenFromItAndEndsWithTheNextAnswer() throws Exception {
        try (FakeControlPlane controlPlane = new FakeControlPlane(server, ca)) {
            start("localhost", controlPlane.port(), Optional.of(ca));
            ControlPlaneLink link = client.orElseThrow().link();
            StreamObserver<ControlPlaneMessage> stream = controlPlane.stream();
            stream.onNext(admitted());
            await().until(link::isConnected);
            assertThat(link.failure()).isEmpty();

            Metadata trailers = new Metadata();
            trailers.put(Metadata.Key.of("signalbox-reason", Metadata.ASCII_STRING_MARSHALLER), "gateway_deleted");
            stream.onError(
                    Status.PERMISSION_DENIED.withDescription("it is\ndeleted").asRuntimeException(trailers));

            assertThat(failure(Reason.GATEWAY_DELETED)).isEqualTo("it is deleted");
            assertThat(link.isConnected()).isFalse();
            controlPlane.stream().onNext(admitted());
            await().until(link::isConnected);
            assertThat(link.failure()).isEmpty();
        }
    }

    private void start(String host, int port, Optional<X509Bundle> trusted) throws Exception {
        X509Bundle node = new CertificateBuilder().subject("CN=node").buildIssuedBy(ca);
        ControlPlaneClient started = new ControlPlaneClient(
                new NodeIdentity(
                        Snapshots.id(77),
                        Snapshots.id(99),
                        Snapshots.id(88),
                        "host",
                        "1.3.0",
                        List.of(new HostPort(host, port)),
                        trusted.map(ca -> List.of(ca.getCertificate())),
                        List.of(node.getCertificate()),
                        node.getKeyPair().getPrivate()),
                configThread,
                applier,
                problems,
                NodeReports.NOTHING,
                counted::add);
        client = Optional.of(started);
        started.start();
    }

    /** The message of the failure, once it is for this reason. */
    private String failure(Reason reason) {
        await().untilAsserted(
                        () -> assertThat(counted).map(StreamFailure::reason).contains(reason));
        return counted.stream()
                .filter(failure -> failure.reason() == reason)
                .findFirst()
                .orElseThrow()
                .message();
    }

    private static ControlPlaneMessage admitted() {
        return ControlPlaneMessage.newBuilder()
                .setAdmitted(Admitted.getDefaultInstance())
                .build();
    }

    private static X509Bundle authority(String subject) throws Exception {
        return new CertificateBuilder()
                .subject(subject)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }
}
