package io.signalbox.dataplane.connection;

import static io.signalbox.dataplane.Patience.await;
import static io.signalbox.dataplane.connection.RelayNode.request;
import static io.signalbox.dataplane.connection.RelayNode.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.tls.HandshakeFailure;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.dataplane.upstream.UpstreamException;
import io.signalbox.proto.config.v1.TlsVersion;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import io.signalbox.proto.config.v1.WireClientAuthentication;
import io.signalbox.proto.config.v1.WireTlsServer;
import io.signalbox.routing.CloseReason;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.Rejection;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Every reason for which a connection is turned away: what its client sees, what is counted, and what the log says. */
@Isolated
class RejectionIT {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=ca.example", DAY);
    private static final Issuer STRANGER = Issuer.create(KeyKind.EC, "CN=stranger.example", DAY);
    private static final KeyedCertificate SERVER =
            AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=gw.example.com", DAY, "*.example.com"));
    private static final KeyedCertificate EXPIRED = AUTHORITY.issue(new CertificateRequest(
            KeyKind.EC,
            "CN=old",
            List.of(),
            Instant.parse("2020-01-01T00:00:00Z"),
            Instant.parse("2021-01-01T00:00:00Z")));
    private static final String BOOTSTRAP = "bootstrap-virtual-2.example.com";
    private static final int UNRECOGNIZED_NAME = 112;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger closeLog = (Logger) LoggerFactory.getLogger(CloseLog.class);
    private FakeBroker broker;
    private Snapshots snapshots;
    private int port;

    @BeforeEach
    void open() throws IOException {
        broker = new FakeBroker();
        broker.on(ApiKeys.HEARTBEAT, FakeBroker.with((byte) 0, (byte) 1)).knows(Map.of(1, broker.address()));
        port = TestPorts.free(2);
        snapshots = new Snapshots()
                .backend(1, List.of(broker.address().toString()))
                .virtual(2, 1)
                .listener(3, Integer.toString(port))
                .trustBundle(9, AUTHORITY.authority().certificatePem())
                .sni(5, 3, ".example.com", WireBrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX)
                .tlsServer(4, 3, SERVER);
        log.start();
        closeLog.addAppender(log);
        closeLog.setLevel(Level.WARN);
    }

    @AfterEach
    void close() throws IOException {
        closeLog.setLevel(null); // as its parent
        closeLog.detachAppender(log);
        broker.close();
    }

    @Test
    void tlsWithoutAServerName() {
        try (RelayNode node = new RelayNode().apply(snapshots)) {
            Throwable seen = catchThrowable(() -> client().connect(port, Optional.empty()));

            assertThat(seen).hasMessageContaining("unrecognized_name");
            assertRejected(node, Rejection.Reason.NO_SNI, "TLS without a server name");
        }
    }

    @Test
    void aServerNameThatLeadsNowhere() {
        try (RelayNode node = new RelayNode().apply(snapshots)) {
            Throwable seen =
                    catchThrowable(() -> client().connect(port, Optional.of("Bootstrap-virtual-3.example.com")));

            assertThat(seen).hasMessageContaining("unrecognized_name");
            assertRejected(
                    node,
                    Rejection.Reason.UNKNOWN_SNI,
                    "server name [bootstrap-virtual-3.example.com], accepted names like it: [" + BOOTSTRAP + "]");
            RejectedConnection rejected =
                    node.connections.rejected(RelayNode.ANY).connections().get(0);
            assertThat(rejected.serverName()).contains("bootstrap-virtual-3.example.com");
            assertThat(rejected.similarNames()).containsExactly(BOOTSTRAP);
        }
    }

    @Test
    void aServerNameTooLongToBeAdvertised() throws IOException {
        snapshots.virtual(2, 1, "v".repeat(63));
        try (RelayNode node = new RelayNode().apply(snapshots);
                Socket client = RelayNode.connect(port)) {
            client.getOutputStream().write(helloTo("broker-1-" + "v".repeat(63) + ".example.com"));

            assertThat(client.getInputStream().readNBytes(7)).startsWith(21).endsWith(2, UNRECOGNIZED_NAME);
            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
            assertRejected(node, Rejection.Reason.BROKER_NOT_EXPOSED, "], no accepted name is like it");
        }
    }

    static Stream<Arguments> oddNames() {
        return Stream.of(TlsEngine.BORINGSSL, TlsEngine.JDK)
                .flatMap(engine -> Stream.of(
                        Arguments.of(engine, BOOTSTRAP + ".", true),
                        Arguments.of(engine, BOOTSTRAP.toUpperCase(Locale.ROOT) + ".", true),
                        Arguments.of(engine, BOOTSTRAP + "..", false),
                        Arguments.of(engine, "." + BOOTSTRAP, false),
                        Arguments.of(engine, "boot_strap-virtual-2.example.com", false),
                        Arguments.of(engine, "xn--bcher-kva.example.com", false),
                        Arguments.of(engine, "192.0.2.17", false),
                        Arguments.of(engine, "2001:db8::17", false),
                        Arguments.of(engine, "*.example.com", false),
                        Arguments.of(engine, BOOTSTRAP + "\0.evil", false)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("oddNames")
    void anOddServerNameIsTheSameForBothEngines(TlsEngine engine, String name, boolean accepted) throws IOException {
        try (RelayNode node = new RelayNode(engine).apply(snapshots);
                Socket client = RelayNode.connect(port)) {
            client.getOutputStream().write(helloTo(name));

            byte[] answer = client.getInputStream().readNBytes(7);

            if (accepted) {
                assertThat(answer).startsWith(22);
            } else {
                assertThat(answer).startsWith(21).endsWith(2, UNRECOGNIZED_NAME);
            }
            assertThat(node.problemCodes()).isEmpty();
        }
    }

    @Test
    void plaintextWhereOnlyTlsIsSpoken() throws IOException {
        try (RelayNode node = new RelayNode().apply(snapshots);
                Socket client = RelayNode.connect(port)) {
            client.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1));

            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
            assertRejected(node, Rejection.Reason.PLAINTEXT_NOT_ALLOWED, "plaintext");
        }
    }

    @Test
    void tlsWhereOnlyPlaintextIsSpoken() {
        snapshots.remove(4).remove(5).policy(6, 3, 2, true);
        try (RelayNode node = new RelayNode().apply(snapshots)) {
            Throwable seen = catchThrowable(() -> client().connect(port, Optional.of(BOOTSTRAP)));

            assertThat(seen).hasMessageContaining("handshake_failure");
            assertRejected(node, Rejection.Reason.TLS_ON_PLAINTEXT_LISTENER, "TLS");
        }
    }

    @Test
    void anArrivalThatNoPolicyMatches() throws IOException {
        snapshots.tlsServer(4, 3, SERVER, tls -> tls.setAllowPlaintext(true));
        try (RelayNode node = new RelayNode().apply(snapshots);
                Socket client = RelayNode.connect(port)) {
            client.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1));

            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
            assertRejected(node, Rejection.Reason.NO_MATCHING_POLICY, "plaintext");
        }
    }

    @Test
    void aBrokerThatTheBackendClusterDoesNotHave() throws IOException {
        try (RelayNode node = new RelayNode().apply(snapshots);
                SSLSocket client = client().connect(port, Optional.of("broker-77-virtual-2.example.com"))) {
            client.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1));

            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
            assertRejected(node, UpstreamException.Reason.BROKER_UNKNOWN, "77");
        }
    }

    @Test
    void aBackendClusterThatCannotBeReached() throws IOException {
        HostPort gone = broker.address();
        broker.close();
        snapshots.backend(1, List.of(gone.toString()));
        try (RelayNode node = new RelayNode().apply(snapshots);
                SSLSocket client = client().connect(port, Optional.of(BOOTSTRAP))) {
            client.getOutputStream().write(request(ApiKeys.HEARTBEAT, 0, 1));

            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
            assertRejected(node, UpstreamException.Reason.BACKEND_UNREACHABLE, gone.toString());
        }
    }

    /** What fails during the handshake: reason, policy, client, and what the client sees. */
    record Handshake(
            CloseReason reason, Consumer<WireTlsServer.Builder> policy, TlsClient client, List<String> alerts) {

        @Override
        public String toString() {
            return reason.code() + " with " + client.protocols();
        }
    }

    static Stream<Arguments> handshakes() {
        List<Handshake> handshakes = List.of(
                new Handshake(
                        HandshakeFailure.TLS_VERSION_NOT_SUPPORTED,
                        tls -> tls.setMinVersion(TlsVersion.TLS_VERSION_1_3),
                        client().speaking("TLSv1.2"),
                        List.of("protocol_version")),
                new Handshake(
                        HandshakeFailure.TLS_VERSION_NOT_SUPPORTED,
                        tls -> tls.setMaxVersion(TlsVersion.TLS_VERSION_1_2),
                        client(),
                        List.of("protocol_version")),
                new Handshake(
                        HandshakeFailure.TLS_NO_SHARED_CIPHER,
                        tls -> {},
                        client().speaking("TLSv1.2").knowing("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
                        List.of("handshake_failure")),
                new Handshake(
                        HandshakeFailure.CLIENT_CERTIFICATE_REQUIRED,
                        asking(true),
                        client(),
                        List.of("certificate_required", "bad_certificate")),
                new Handshake(
                        HandshakeFailure.CLIENT_CERTIFICATE_REQUIRED,
                        asking(true),
                        client().speaking("TLSv1.2"),
                        List.of("bad_certificate", "handshake_failure")),
                new Handshake(
                        HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED,
                        asking(true),
                        client().with(STRANGER.issue(CertificateRequest.of(KeyKind.EC, "CN=x", DAY))),
                        List.of("certificate_unknown", "unknown_ca")),
                new Handshake(
                        HandshakeFailure.CLIENT_CERTIFICATE_UNTRUSTED,
                        asking(false),
                        client().with(STRANGER.issue(CertificateRequest.of(KeyKind.EC, "CN=x", DAY))),
                        List.of("certificate_unknown", "unknown_ca")),
                new Handshake(
                        HandshakeFailure.CLIENT_CERTIFICATE_EXPIRED,
                        asking(true),
                        client().with(EXPIRED),
                        List.of("certificate_unknown", "certificate_expired")),
                new Handshake(
                        HandshakeFailure.CLIENT_CERTIFICATE_INVALID,
                        asking(true),
                        client().with(AUTHORITY.authority()),
                        List.of("illegal_parameter")),
                new Handshake(
                        HandshakeFailure.TLS_REFUSED_BY_CLIENT,
                        tls -> {},
                        TlsClient.trusting(STRANGER.authority().certificate()),
                        List.of("unable to find valid certification path")));
        return handshakes.stream()
                .flatMap(handshake -> Stream.of(TlsEngine.BORINGSSL, TlsEngine.JDK)
                        // The JDK does not look at the key usage of a certificate that is trusted by itself.
                        .filter(engine -> engine != TlsEngine.JDK
                                || handshake.reason != HandshakeFailure.CLIENT_CERTIFICATE_INVALID)
                        .map(engine -> Arguments.of(handshake, engine)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("handshakes")
    void aHandshakeThatFails(Handshake handshake, TlsEngine engine) {
        snapshots.tlsServer(4, 3, SERVER, handshake.policy);
        try (RelayNode node = new RelayNode(engine).apply(snapshots)) {
            Throwable seen = catchThrowable(() -> {
                try (SSLSocket client = handshake.client.connect(port, Optional.of(BOOTSTRAP))) {
                    send(client, request(ApiKeys.HEARTBEAT, 0, 1)); // in TLS 1.3 a client hears of it only now
                }
            });

            assertThat(seen).isNotNull();
            assertThat(handshake.alerts)
                    .as(seen.toString())
                    .anyMatch(alert -> String.valueOf(seen.getMessage()).contains(alert));
            assertRejected(node, handshake.reason, "");
        }
    }

    @Test
    void aClientThatGoesAwayDuringTheHandshake() throws IOException {
        try (RelayNode node = new RelayNode().apply(snapshots)) {
            try (Socket client = RelayNode.connect(port)) {
                client.getOutputStream().write(helloTo(BOOTSTRAP), 0, 20);
                await().until(() -> node.connections.openConnections() == 1);
            }

            assertRejected(node, HandshakeFailure.TLS_HANDSHAKE_ABORTED, "");
        }
    }

    @Test
    void whatOnlyBeginsLikeTls() throws IOException {
        try (RelayNode node = new RelayNode().apply(snapshots);
                Socket client = RelayNode.connect(port)) {
            client.getOutputStream().write(new byte[] {0x16, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77});

            client.getInputStream().readAllBytes();
            assertRejected(node, HandshakeFailure.TLS_MALFORMED, "");
        }
    }

    @Test
    void aCertificateThatThePrincipalMappingMakesNobodyOf() throws IOException {
        snapshots.tlsServer(
                4,
                3,
                SERVER,
                asking(true)
                        .andThen(tls -> tls.getClientAuthenticationBuilder()
                                .setPrincipalMapping("context.certificate.subject['UID']")));
        KeyedCertificate own = AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=orders-service", DAY));
        try (RelayNode node = new RelayNode().apply(snapshots);
                SSLSocket client = client().with(own).connect(port, Optional.of(BOOTSTRAP))) {
            assertThat(RelayNode.isClosed(client, Patience.LIMIT)).isTrue();
            assertRejected(node, ConnectionEnd.PRINCIPAL_NOT_MAPPED, "CN=orders-service");
        }
    }

    @Test
    void theSameReasonIsLoggedOnceInAnIntervalAndCountedEachTime() {
        try (RelayNode node = new RelayNode().apply(snapshots)) {
            for (int i = 0; i < 5; i++) {
                assertThat(catchThrowable(() -> client().connect(port, Optional.empty())))
                        .isNotNull();
            }

            await().until(() -> node.ended(Rejection.Reason.NO_SNI) == 5);
            assertThat(log.list).hasSize(1);
        }
    }

    private void assertRejected(RelayNode node, CloseReason reason, String said) {
        await().untilAsserted(() -> assertThat(node.endings()).isEqualTo(Map.of(reason.code(), 1.0)));
        assertThat(log.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .contains("reason=" + reason.code())
                        .contains("listener=listener [listener-3]")
                        .contains(said));
        assertThat(node.connections.openConnections()).isZero();
        if (reason.kind() == CloseReason.Kind.REJECTION) {
            assertThat(node.connections.rejected(RelayNode.ANY).connections())
                    .singleElement()
                    .satisfies(rejected -> {
                        assertThat(rejected.reason()).isEqualTo(reason);
                        assertThat(rejected.listener().name()).isEqualTo("listener-3");
                        assertThat(String.valueOf(rejected.client())).contains("127.0.0.1");
                    });
        }
    }

    /** A ClientHello for any name, however wrong: the JDK would refuse to ask for some. */
    private static byte[] helloTo(String serverName) throws IOException {
        String placeholder = "a.".repeat(serverName.length() / 2) + (serverName.length() % 2 == 0 ? "" : "a");
        String name =
                placeholder.endsWith(".") ? placeholder.substring(0, placeholder.length() - 1) + "a" : placeholder;
        SSLEngine engine = client().context().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        String hello = new String(out.array(), 0, out.position(), StandardCharsets.ISO_8859_1);
        return hello.replace(name, serverName).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Consumer<WireTlsServer.Builder> asking(boolean required) {
        return tls -> tls.setClientAuthentication(WireClientAuthentication.newBuilder()
                .setRequired(required)
                .addTlsTrustBundleIds(Snapshots.id(9).toString()));
    }

    private static TlsClient client() {
        return TlsClient.trusting(AUTHORITY.authority().certificate());
    }
}
