package io.signalbox.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.BackendLogin;
import io.signalbox.dataplane.config.BackendTls;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.connection.FakeBroker;
import io.signalbox.dataplane.kafka.rewrite.SeenBrokers;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS towards brokers that do it as real ones do, with either engine on our side. */
class BackendTlsIT {

    private static final Duration VALIDITY = Duration.ofDays(1);
    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=brokers CA", VALIDITY);
    private static final Issuer FOREIGN = Issuer.create(KeyKind.EC, "CN=somebody else's CA", VALIDITY);
    private static final KeyedCertificate BROKER =
            AUTHORITY.issue(CertificateRequest.of(KeyKind.RSA, "CN=broker", VALIDITY, "127.0.0.1", "localhost"));
    private static final Transport TRANSPORT = Transport.open(1);
    private static final List<String> BOTH = List.of("TLSv1.2", "TLSv1.3");

    private final ProblemBoard board = new ProblemBoard();
    private final UpstreamProblems problems = new UpstreamProblems(
            new BackendCluster(
                    new UUID(0, 1),
                    "orders",
                    List.of(new HostPort("127.0.0.1", 1)),
                    Duration.ofSeconds(60),
                    Optional.empty(),
                    new BackendLogin.Anonymous(),
                    false),
            board);

    @AfterAll
    static void stop() {
        TRANSPORT.close();
    }

    static Stream<Arguments> enginesAndVersions() {
        return engines().flatMap(engine -> BOTH.stream().map(version -> Arguments.of(engine, version)));
    }

    static Stream<TlsEngine> engines() {
        return Stream.of(TlsEngine.JDK, TlsEngine.BORINGSSL);
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void aSecondConnectionToABrokerResumesTheSessionOfTheFirst(TlsEngine engine, String version) throws Exception {
        TlsBroker tls = TlsBroker.with(BROKER, version);
        try (FakeBroker broker = knowing(tls.start())) {
            BackendContexts contexts = new BackendContexts(engine);

            for (int i = 0; i < 4; i++) {
                ask(contexts, trusting(AUTHORITY), broker.address()).get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }

            assertThat(broker.accepted()).isEqualTo(4);
            assertThat(tls.fullHandshakes()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void aBrokerThatAsksForACertificateIsShownOurs(TlsEngine engine, String version) throws Exception {
        TlsBroker tls = TlsBroker.asking(BROKER, AUTHORITY.authority().certificate(), version);
        try (FakeBroker broker = knowing(tls.start())) {
            BackendTls own = new BackendTls(false, trusted(AUTHORITY), BOTH, Optional.of(identity(AUTHORITY)));

            assertThat(ask(new BackendContexts(engine), own, broker.address())
                            .get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void withoutACertificateThatIsAskedForTheFailureSaysSo(TlsEngine engine, String version) throws Exception {
        TlsBroker tls = TlsBroker.asking(BROKER, AUTHORITY.authority().certificate(), version);
        try (FakeBroker broker = tls.start()) {
            assertThat(failure(new BackendContexts(engine), trusting(AUTHORITY), broker.address()))
                    .contains("it may ask for a certificate, and tls.client_identity is not set");
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void aCertificateThatTheBrokerDoesNotTrustIsAFailureThatSaysSo(TlsEngine engine, String version) throws Exception {
        TlsBroker tls = TlsBroker.asking(BROKER, AUTHORITY.authority().certificate(), version);
        try (FakeBroker broker = tls.start()) {
            BackendTls foreign = new BackendTls(false, trusted(AUTHORITY), BOTH, Optional.of(identity(FOREIGN)));

            assertThat(failure(new BackendContexts(engine), foreign, broker.address()))
                    .contains("tls.client_identity")
                    .doesNotContain("is not set");
        }
    }

    static Stream<Arguments> failures() {
        Instant now = Instant.now();
        KeyedCertificate expired = AUTHORITY.issue(new CertificateRequest(
                KeyKind.EC, "CN=old", List.of("127.0.0.1"), now.minus(Duration.ofDays(2)), now.minus(VALIDITY)));
        KeyedCertificate other =
                AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=other", VALIDITY, "kafka.example"));
        BackendTls good = trusting(AUTHORITY);
        BackendTls newest = new BackendTls(false, trusted(AUTHORITY), List.of("TLSv1.3"), Optional.empty());
        BackendTls system = new BackendTls(false, Optional.empty(), BOTH, Optional.empty());
        return engines()
                .flatMap(engine -> Stream.of(
                        Arguments.of(engine, BROKER, trusting(FOREIGN), "none of the authorities in tls.ca_bundle"),
                        Arguments.of(
                                engine, BROKER, system, "this node's system trusts; name its own in tls.ca_bundle"),
                        Arguments.of(engine, expired, good, "has a certificate that is not valid now: "),
                        Arguments.of(engine, other, good, "has a certificate that is for other names: "),
                        Arguments.of(
                                engine, BROKER, newest, "none of the TLS versions in tls.tls_versions, [TLSv1.3]")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureSaysWhatToMend(TlsEngine engine, KeyedCertificate certificate, BackendTls tls, String words)
            throws Exception {
        try (FakeBroker broker = TlsBroker.with(certificate, "TLSv1.2").start()) {
            String failure = failure(new BackendContexts(engine), tls, broker.address());

            assertThat(failure).startsWith(broker.address() + " ").contains(words);
            assertThat(board.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("backend_cluster.tls_failed");
                assertThat(problem.message()).contains("backend cluster [orders]", words);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "BORINGSSL"})
    void whoeverDoesNotVerifyIsNotKeptAwayByNameOrAuthority(TlsEngine engine) throws Exception {
        KeyedCertificate other =
                FOREIGN.issue(CertificateRequest.of(KeyKind.EC, "CN=other", VALIDITY, "kafka.example"));
        try (FakeBroker broker = knowing(TlsBroker.with(other).start())) {
            BackendTls careless = new BackendTls(true, Optional.empty(), BOTH, Optional.empty());

            assertThat(ask(new BackendContexts(engine), careless, broker.address())
                            .get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "BORINGSSL"})
    void aBrokerWithABadCertificateIsPassedOverAndIsAProblemUntilItIsMended(TlsEngine engine) throws Exception {
        BackendContexts contexts = new BackendContexts(engine);
        FakeBroker bad = TlsBroker.with(FOREIGN.issue(CertificateRequest.of(KeyKind.EC, "CN=b", VALIDITY, "127.0.0.1")))
                .start();
        try (bad;
                FakeBroker good = knowing(TlsBroker.with(BROKER).start())) {
            ask(contexts, trusting(AUTHORITY), bad.address(), good.address())
                    .get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(board.problems()).extracting(ConfigProblem::code).containsExactly("backend_cluster.tls_failed");

            ask(contexts, new BackendTls(true, Optional.empty(), BOTH, Optional.empty()), bad.address())
                    .await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            bad.knows(Map.of());

            assertThat(board.problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "BORINGSSL"})
    void aPlaintextPortIsToldFromABrokerThatRefuses(TlsEngine engine) throws Exception {
        try (Deaf closing = new Deaf(new byte[0]);
                Deaf talking = new Deaf("no TLS here".getBytes(StandardCharsets.US_ASCII))) {
            assertThat(failure(new BackendContexts(engine), trusting(AUTHORITY), closing.address()))
                    .contains("it may be the port of a plaintext listener");
            assertThat(failure(new BackendContexts(engine), trusting(AUTHORITY), talking.address()))
                    .contains("does not speak TLS here");
        }
    }

    @Test
    void aTlsPortThatIsMetInPlaintextIsToldByItsAlert() throws Exception {
        try (FakeBroker broker = TlsBroker.with(BROKER).start()) {
            Throwable cause = causeOf(call(new BackendContexts(TlsEngine.JDK), Optional.empty(), broker.address()));

            assertThat(cause)
                    .isInstanceOfSatisfying(
                            UpstreamException.class,
                            failure -> assertThat(failure.reason())
                                    .isEqualTo(UpstreamException.Reason.BACKEND_TLS_FAILED));
            assertThat(cause).hasMessageContaining("tls.enabled is false");
        }
    }

    @Test
    void aHandshakeThatDoesNotGoOnEndsInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            HostPort address = new HostPort("127.0.0.1", silent.getLocalPort());

            assertThat(failure(new BackendContexts(TlsEngine.AUTO), trusting(AUTHORITY), address))
                    .contains("did not finish the TLS handshake within 5 s");
        }
    }

    private String failure(BackendContexts contexts, BackendTls tls, HostPort address) throws Exception {
        Throwable cause = causeOf(ask(contexts, tls, address));
        assertThat(cause)
                .isInstanceOfSatisfying(
                        UpstreamException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(UpstreamException.Reason.BACKEND_TLS_FAILED));
        return String.valueOf(cause.getMessage());
    }

    private Future<SeenBrokers> ask(BackendContexts contexts, BackendTls tls, HostPort... candidates) {
        return call(contexts, Optional.of(tls), candidates);
    }

    /** One whole connection: dialled, asked for metadata, closed with the answer. */
    private Future<SeenBrokers> call(BackendContexts contexts, Optional<BackendTls> tls, HostPort... candidates) {
        EventLoop eventLoop = TRANSPORT.eventLoops().next();
        Promise<SeenBrokers> answer = eventLoop.newPromise();
        new Dialer(TRANSPORT, contexts)
                .dial(eventLoop, Dialer.Call.unchecked(List.of(candidates), tls, problems), new MetadataQuery(answer))
                .addListener((Future<Channel> dialled) -> {
                    if (!dialled.isSuccess()) {
                        answer.tryFailure(dialled.cause());
                        return;
                    }
                    Channel channel = dialled.getNow();
                    channel.config().setAutoRead(true);
                    channel.writeAndFlush(MetadataQuery.request(channel.alloc()));
                });
        return answer;
    }

    private static Throwable causeOf(Future<?> failing) throws InterruptedException {
        assertThat(failing.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return failing.cause();
    }

    private static FakeBroker knowing(FakeBroker broker) {
        return broker.knows(Map.of(1, broker.address()));
    }

    private static BackendTls trusting(Issuer authority) {
        return new BackendTls(false, trusted(authority), BOTH, Optional.empty());
    }

    private static Optional<Set<X509Certificate>> trusted(Issuer authority) {
        return Optional.of(Set.of(authority.authority().certificate()));
    }

    private static BackendTls.Identity identity(Issuer authority) {
        KeyedCertificate own = authority.issue(CertificateRequest.of(KeyKind.EC, "CN=gateway", VALIDITY));
        return new BackendTls.Identity(CertificateChain.parse(own.certificatePem()), own.key());
    }

    /** Reads once, says something or nothing, and closes. */
    private static final class Deaf implements AutoCloseable {
        private final ServerSocket server;

        Deaf(byte[] answer) throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(new byte[4_096]);
                    socket.getOutputStream().write(answer);
                } catch (IOException e) {
                    // the test is over
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        HostPort address() {
            return new HostPort("127.0.0.1", server.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
