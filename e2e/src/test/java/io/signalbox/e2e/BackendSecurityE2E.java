package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.SecureListener;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Anonymous clients in front of brokers that want TLS or a login of the gateway, in each way that brokers have. */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackendSecurityE2E {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=brokers CA", DAY);
    private static final Issuer STRANGER = Issuer.create(KeyKind.EC, "CN=a stranger's CA", DAY);
    private static final KeyedCertificate GATEWAY =
            AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=gateway", DAY));
    private static final String USER = "gateway";
    private static final String SECRET = "gateway-s3cret";
    private static final List<String> ENGINES = List.of("boringssl", "jdk");

    private final Stage stage;
    private final Map<String, SecuredBackend> byEngine = new HashMap<>();
    private SecuredBackend.Brokers brokers;

    BackendSecurityE2E(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void open() throws IOException {
        brokers = SecuredBackend.Brokers.start(AUTHORITY, Map.of(USER, SECRET));
        for (String engine : ENGINES) {
            byEngine.put(engine, SecuredBackend.open(stage, "secured-" + engine, engine));
        }
    }

    @AfterAll
    void close() throws IOException {
        for (SecuredBackend backend : byEngine.values()) {
            backend.close();
        }
        brokers.close();
    }

    Stream<Arguments> ways() {
        return ENGINES.stream()
                .flatMap(engine -> Stream.of(
                        way(engine, "TLS", SecureListener.SSL, trusting(AUTHORITY), anonymous()),
                        way(engine, "mutual TLS", SecureListener.MUTUAL_TLS, showing(GATEWAY), anonymous()),
                        way(engine, "PLAIN", SecureListener.SASL_PLAINTEXT, off(), plain(USER, SECRET)),
                        way(engine, "SCRAM-256", SecureListener.SASL_PLAINTEXT, off(), scram("sha256", USER, SECRET)),
                        way(engine, "TLS, PLAIN", SecureListener.SASL_SSL, trusting(AUTHORITY), plain(USER, SECRET)),
                        way(
                                engine,
                                "TLS, SCRAM-256",
                                SecureListener.SASL_SSL,
                                trusting(AUTHORITY),
                                scram("sha256", USER, SECRET)),
                        way(
                                engine,
                                "TLS, SCRAM-512",
                                SecureListener.SASL_SSL,
                                skippingVerification(),
                                scram("sha512", USER, SECRET))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("ways")
    void clientsWorkThatKnowNothingOfIt(
            String engine,
            String name,
            SecureListener listener,
            Map<String, Object> tls,
            Map<String, Object> authentication)
            throws Exception {
        SecuredBackend gateway = requireNonNull(byEngine.get(engine));
        SecuredBackend.Front front = gateway.declare(brokers.at(listener), tls, authentication);
        Clients clients = new Clients(front.bootstrap());

        String topic = clients.createTopic(1);
        clients.produce(topic, 50, Map.of());

        assertThat(Set.copyOf(clients.consume(topic, 50, Map.of()))).hasSize(50);
        assertThat(gateway.problemsOf(front)).isEmpty();
        if (Programs.isInstalled("kcat")) {
            assertThat(Programs.kcat("-b", front.bootstrap(), "-C", "-q", "-e", "-o", "beginning", "-t", topic)
                            .lines())
                    .hasSize(50);
        }
    }

    Stream<Arguments> mistakes() {
        return Stream.concat(badLogins(ENGINES.get(0)), ENGINES.stream().flatMap(this::badTls));
    }

    private Stream<Arguments> badLogins(String engine) {
        String failure = "authentication_failed";
        return Stream.of(
                wrong(engine, SecureListener.SASL_PLAINTEXT, off(), plain(USER, "x1"), failure, "PLAIN: Auth"),
                wrong(engine, SecureListener.SASL_SSL, trusting(AUTHORITY), plain("me", "x1"), failure, "PLAIN"),
                wrong(engine, SecureListener.SASL_PLAINTEXT, off(), scram("sha256", USER, "x1"), failure, "256"),
                wrong(engine, SecureListener.SASL_PLAINTEXT, off(), scram("sha512", "me", "x1"), failure, "512"),
                Arguments.of(engine, brokers.plaintext(), off(), plain(USER, SECRET), failure, "another listener"));
    }

    private Stream<Arguments> badTls(String engine) {
        String failure = "tls_failed";
        Map<String, Object> good = trusting(AUTHORITY);
        return Stream.of(
                wrong(engine, SecureListener.SSL, trusting(STRANGER), anonymous(), failure, "in tls.ca_bundle"),
                wrong(engine, SecureListener.SSL, systemTrust(), anonymous(), failure, "name its own in"),
                wrong(engine, SecureListener.MUTUAL_TLS, good, anonymous(), failure, "is not set"),
                wrong(engine, SecureListener.SSL, off(), anonymous(), failure, "tls.enabled is false"),
                Arguments.of(engine, brokers.byOtherName(), good, anonymous(), failure, "other names"),
                Arguments.of(engine, brokers.plaintext(), good, anonymous(), failure, "plaintext listener"));
    }

    @ParameterizedTest(name = "{0}: {4}: {5}")
    @MethodSource("mistakes")
    void whatIsWrongIsSaidByTheNodeAndByTheReasonForWhichConnectionsEnd(
            String engine,
            String server,
            Map<String, Object> tls,
            Map<String, Object> authentication,
            String failure,
            String words)
            throws Exception {
        SecuredBackend gateway = requireNonNull(byEngine.get(engine));
        double before = gateway.ended("backend_" + failure);
        SecuredBackend.Front front = gateway.declare(server, tls, authentication);

        Admin admin = new Clients(front.bootstrap()).admin();
        try {
            KafkaFuture<?> asked = admin.describeCluster().nodes();
            await().untilAsserted(() ->
                    assertThat(gateway.ended("backend_" + failure)).isGreaterThan(before));
            assertThat(asked.isDone()).isFalse();
        } finally {
            admin.close(Duration.ZERO);
        }

        await().untilAsserted(() -> assertThat(gateway.problemsOf(front))
                .singleElement()
                .asString()
                .contains("backend_cluster." + failure, words));
        assertThat(gateway.log()).doesNotContain(SECRET, "x1");
    }

    @Test
    void aPasswordThatIsMendedLetsClientsInAndIsNoProblemAnyMore() throws Exception {
        SecuredBackend gateway = requireNonNull(byEngine.get(ENGINES.get(0)));
        String server = brokers.at(SecureListener.SASL_SSL);
        SecuredBackend.Front front = gateway.declare(server, trusting(AUTHORITY), scram("sha512", USER, "x1"));
        await().untilAsserted(() -> assertThat(gateway.problemsOf(front)).hasSize(1));

        gateway.replace(front, server, trusting(AUTHORITY), scram("sha512", USER, SECRET));

        assertThat(new Clients(front.bootstrap()).createTopic(1)).isNotEmpty();
        await().untilAsserted(() -> assertThat(gateway.problemsOf(front)).isEmpty());
    }

    private Arguments way(
            String engine,
            String name,
            SecureListener listener,
            Map<String, Object> tls,
            Map<String, Object> authentication) {
        return Arguments.of(engine, name, listener, tls, authentication);
    }

    private Arguments wrong(
            String engine,
            SecureListener listener,
            Map<String, Object> tls,
            Map<String, Object> authentication,
            String failure,
            String words) {
        return Arguments.of(engine, brokers.at(listener), tls, authentication, failure, words);
    }

    private static Map<String, Object> anonymous() {
        return Map.of("type", "anonymous");
    }

    private static Map<String, Object> plain(String username, String password) {
        return Map.of("type", "sasl_plain", "username", username, "password", password);
    }

    private static Map<String, Object> scram(String algorithm, String username, String password) {
        return Map.of("type", "sasl_scram", "algorithm", algorithm, "username", username, "password", password);
    }

    private static Map<String, Object> off() {
        return Map.of("enabled", false);
    }

    private static Map<String, Object> systemTrust() {
        return Map.of("enabled", true);
    }

    private static Map<String, Object> skippingVerification() {
        return Map.of("enabled", true, "insecure_skip_verify", true, "tls_versions", List.of("tls12"));
    }

    private static Map<String, Object> trusting(Issuer authority) {
        return Map.of("enabled", true, "ca_bundle", authority.authority().certificatePem());
    }

    private static Map<String, Object> showing(KeyedCertificate own) {
        Map<String, Object> tls = new HashMap<>(trusting(AUTHORITY));
        tls.put("client_identity", Map.of("certificate", own.certificatePem(), "key", own.keyPem()));
        return tls;
    }
}
