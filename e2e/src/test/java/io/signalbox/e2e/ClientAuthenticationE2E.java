package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static io.signalbox.e2e.SecureStage.PASSWORD;
import static io.signalbox.e2e.SecureStage.USER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.signalbox.e2e.SecureStage.Backing;
import io.signalbox.testbed.ClientSecurity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gets in, by contract section 4.1: every kind of client before every kind of broker that it may stand before. */
@Order(5)
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientAuthenticationE2E {

    private static final Duration LONG = Duration.ofHours(1);

    /** Of the same name, with another key. */
    private final Stage shared;

    private SecureStage stage;
    private final Map<String, String> addresses = new TreeMap<>();
    private boolean delayed;

    ClientAuthenticationE2E(Stage stage) {
        this.shared = stage;
    }

    /** What a virtual cluster declares, before which brokers that may be, and how kcat is told; empty: it cannot. */
    enum Kind {
        ANONYMOUS(false, "plaintext", ""),
        CERTIFICATE(false, "ssl", ""),
        PLAIN_TERMINATED(false, "sasl_plaintext", "PLAIN"),
        PLAIN_OVER_TLS(false, "sasl_ssl", "PLAIN"),
        TOKENS_TERMINATED(false, "", ""),
        PLAIN_RELAYED(true, "sasl_plaintext", "PLAIN"),
        SCRAM_256(true, "sasl_plaintext", "SCRAM-SHA-256"),
        SCRAM_512(true, "sasl_ssl", "SCRAM-SHA-512"),
        TOKENS_RELAYED(true, "", ""),
        TOKENS_VALIDATED(true, "", "");

        private final boolean needsSasl;
        private final String protocol;
        private final String mechanism;

        Kind(boolean needsSasl, String protocol, String mechanism) {
            this.needsSasl = needsSasl;
            this.protocol = protocol;
            this.mechanism = mechanism;
        }
    }

    @BeforeAll
    void open() throws Exception {
        stage = SecureStage.open(shared, "client-authentication", Map.of());
        combinations().forEach(combination -> {
            Kind kind = (Kind) combination.get()[0];
            Backing backing = (Backing) combination.get()[1];
            addresses.put(key(kind, backing), stage.virtualCluster(name(kind, backing), backing, List.of(entry(kind))));
        });
        stage.startNode();
        assertThat(stage.gateway.problemCodes()).isEmpty();
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    /** All clients here have one address: a good login ends the delays that failures of other tests brought it. */
    @BeforeEach
    void endDelays() throws Exception {
        if (delayed) {
            describe(clients(Kind.PLAIN_TERMINATED, Backing.PLAINTEXT));
            delayed = false;
        }
    }

    static Stream<Arguments> combinations() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Backing.values())
                        .filter(backing -> backing.hasSasl() || !kind.needsSasl)
                        .map(backing -> Arguments.of(kind, backing)));
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("combinations")
    void aJavaClientGetsIn(Kind kind, Backing backing) throws Exception {
        Clients clients = clients(kind, backing);
        String topic = clients.createTopic(2);

        clients.produce(topic, 20, Map.of());

        assertThat(clients.consume(topic, 20, Map.of())).hasSize(20);
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("combinations")
    void librdkafkaGetsInWhereItKnowsHow(Kind kind, Backing backing, @TempDir Path folder) throws Exception {
        assumeThat(Programs.isInstalled("kcat")).as("kcat is installed").isTrue();
        assumeThat(kind.protocol)
                .as("librdkafka can be given a token only by code")
                .isNotEmpty();
        assumeThat(getsInAtTheBroker(kind))
                .as("this kcat gets in at the broker itself")
                .isTrue();
        String topic = clients(kind, backing).createTopic(1);

        Programs.run(Optional.of("one\ntwo\n"), Map.of(), kcat(kind, backing, folder, "-P", "-t", topic));
        String consumed =
                Programs.run(Optional.empty(), Map.of(), kcat(kind, backing, folder, "-C", "-q", "-e", "-t", topic));

        assertThat(consumed.lines()).containsExactly("one", "two");
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("combinations")
    void aClientThatHasNothingToShowDoesNotGetIn(Kind kind, Backing backing) {
        assumeThat(kind).isNotEqualTo(Kind.ANONYMOUS);
        double before = stage.rejected("authentication_required");
        Admin admin = new Clients(address(kind, backing)).admin();
        try {
            KafkaFuture<String> asked = admin.describeCluster().clusterId();

            await().until(() -> stage.rejected("authentication_required") > before);

            assertThat(asked.isDone()).isFalse();
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    static Stream<Arguments> wrongPasswords() {
        return combinations()
                .filter(combination -> ((Kind) combination.get()[0]).name().matches("PLAIN.*|SCRAM.*"));
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("wrongPasswords")
    void aWrongPasswordAndAnUnknownNameAreToldInKafkasWords(Kind kind, Backing backing) {
        Clients nobody = new Clients(address(kind, backing));

        assertRefused(nobody.with(login(kind, USER, "guessed")), SaslAuthenticationException.class);
        assertRefused(nobody.with(login(kind, "mallory", PASSWORD)), SaslAuthenticationException.class);
    }

    static Stream<Arguments> checkedTokens() {
        return Stream.of(
                Arguments.of(Kind.TOKENS_TERMINATED, Backing.PLAINTEXT),
                Arguments.of(Kind.TOKENS_VALIDATED, Backing.SASL_SSL));
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("checkedTokens")
    void aTokenThatIsNotGoodIsToldInKafkasWords(Kind kind, Backing backing) {
        Clients nobody = new Clients(address(kind, backing));
        Instant soon = Instant.now().plusSeconds(600);

        for (String token : List.of(
                stage.tokens.token(USER, SecureStage.AUDIENCE, Instant.now().minusSeconds(60)),
                stage.tokens.token(USER, "others", soon),
                stage.tokens.impostor().token(USER, SecureStage.AUDIENCE, soon),
                "not-a-token")) {
            assertRefused(nobody.with(ClientSecurity.token(token)), SaslAuthenticationException.class);
        }
    }

    @Test
    void aMechanismThatIsNotDeclaredIsToldWithThoseThatAre() {
        Clients nobody = new Clients(address(Kind.PLAIN_TERMINATED, Backing.PLAINTEXT));
        delayed = true;

        assertThatThrownBy(() -> describe(nobody.with(ClientSecurity.scram("SCRAM-SHA-256", USER, PASSWORD))))
                .hasCauseInstanceOf(UnsupportedSaslMechanismException.class)
                .hasMessageContaining("[PLAIN]");
        assertRefused(
                new Clients(address(Kind.ANONYMOUS, Backing.SASL_PLAINTEXT))
                        .with(ClientSecurity.plain(SecureStage.GATEWAY_USER, SecureStage.GATEWAY_PASSWORD)),
                UnsupportedSaslMechanismException.class);
    }

    @Test
    void theFirstEntryThatFitsIsUsed() throws Exception {
        String address = stage.virtualCluster(
                "several",
                Backing.SASL_SSL,
                List.of(
                        SecureStage.plainTerminated(),
                        SecureStage.scram("sha256"),
                        stage.oauth("terminate"),
                        SecureStage.certificate()));
        stage.gateway.awaitApplied();
        Clients nobody = new Clients(address);

        for (Map<String, String> security : List.of(
                ClientSecurity.plain(USER, PASSWORD),
                ClientSecurity.scram("SCRAM-SHA-256", USER, PASSWORD),
                ClientSecurity.token(stage.token(LONG)),
                ClientSecurity.tls(stage.serverAuthority(), SecureStage.CLIENT))) {
            assertThat(describe(nobody.with(security))).isNotEmpty();
        }
        assertRefused(nobody, TimeoutException.class);
    }

    @Test
    void whoCameInHowIsOnTheConnectionsLogLineAndInMetrics() throws Exception {
        describe(clients(Kind.PLAIN_TERMINATED, Backing.SASL_SSL));

        assertThat(NodeMetrics.sum(
                        stage.node(),
                        "kong_keg_kafka_auth_virtual_cluster_processing_duration_seconds_count",
                        "kong_keg_auth_mechanism=\"PLAIN\""))
                .isPositive();
        await().untilAsserted(() -> assertThat(NodeMetrics.sum(
                        stage.node(), "signalbox_client_sessions_total", "software=\"apache-kafka-java\""))
                .isPositive());
        assertThat(stage.log())
                .containsPattern(
                        "connection closed: .* principal=\"alice\" auth=sasl_plain software=apache-kafka-java/");
    }

    @Test
    void whileKeysCannotBeHadNobodyNewGetsInAndTheProblemSaysSo() throws Exception {
        String address = stage.virtualCluster(
                "keys-away",
                Backing.PLAINTEXT,
                List.of(SecureStage.oauth("terminate", Optional.of("http://127.0.0.1:1/keys"))));
        stage.gateway.awaitApplied();

        assertRefused(
                new Clients(address).with(ClientSecurity.token(stage.token(LONG))), SaslAuthenticationException.class);

        await().untilAsserted(() ->
                assertThat(stage.gateway.problemCodes()).contains("virtual_cluster.token_keys_unavailable"));
        assertThat(describe(clients(Kind.TOKENS_TERMINATED, Backing.PLAINTEXT))).isNotEmpty();
    }

    private Map<String, Object> entry(Kind kind) {
        return switch (kind) {
            case ANONYMOUS -> SecureStage.anonymous();
            case CERTIFICATE -> SecureStage.certificate();
            case PLAIN_TERMINATED, PLAIN_OVER_TLS -> SecureStage.plainTerminated();
            case PLAIN_RELAYED -> SecureStage.plainRelayed();
            case SCRAM_256 -> SecureStage.scram("sha256");
            case SCRAM_512 -> SecureStage.scram("sha512");
            case TOKENS_TERMINATED -> stage.oauth("terminate");
            case TOKENS_VALIDATED -> stage.oauth("validate_forward");
            case TOKENS_RELAYED -> SecureStage.oauth("passthrough", Optional.empty());
        };
    }

    private Clients clients(Kind kind, Backing backing) {
        return new Clients(address(kind, backing)).with(security(kind));
    }

    private Map<String, String> security(Kind kind) {
        return switch (kind) {
            case ANONYMOUS -> Map.of();
            case CERTIFICATE -> ClientSecurity.tls(stage.serverAuthority(), SecureStage.CLIENT);
            case PLAIN_TERMINATED, PLAIN_OVER_TLS, PLAIN_RELAYED, SCRAM_256, SCRAM_512 -> login(kind, USER, PASSWORD);
            case TOKENS_TERMINATED, TOKENS_VALIDATED, TOKENS_RELAYED -> ClientSecurity.token(stage.token(LONG));
        };
    }

    private Map<String, String> login(Kind kind, String user, String password) {
        return switch (kind) {
            case PLAIN_TERMINATED, PLAIN_RELAYED -> ClientSecurity.plain(user, password);
            case PLAIN_OVER_TLS ->
                ClientSecurity.over(ClientSecurity.tls(stage.serverAuthority()), ClientSecurity.plain(user, password));
            case SCRAM_256 -> ClientSecurity.scram("SCRAM-SHA-256", user, password);
            case SCRAM_512 ->
                ClientSecurity.over(
                        ClientSecurity.tls(stage.serverAuthority()),
                        ClientSecurity.scram("SCRAM-SHA-512", user, password));
            default -> throw new IllegalArgumentException(kind + " has no password");
        };
    }

    /** Brokers from 4.0 on check the nonce of SCRAM, which librdkafka before 2.6.1 repeats (its pull request 4895). */
    private boolean getsInAtTheBroker(Kind kind) throws Exception {
        if (!kind.name().startsWith("SCRAM")) {
            return true;
        }
        return Programs.succeeds(List.of(
                "kcat",
                "-L",
                "-b",
                stage.address(Backing.SASL_PLAINTEXT),
                "-X",
                "security.protocol=sasl_plaintext",
                "-X",
                "sasl.mechanisms=" + kind.mechanism,
                "-X",
                "sasl.username=" + USER,
                "-X",
                "sasl.password=" + PASSWORD));
    }

    private List<String> kcat(Kind kind, Backing backing, Path folder, String... arguments) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("security.protocol", kind.protocol));
        if (!kind.mechanism.isEmpty()) {
            settings.put("sasl.mechanisms", kind.mechanism);
            settings.put("sasl.username", USER);
            settings.put("sasl.password", PASSWORD);
        }
        if (kind.protocol.endsWith("ssl")) {
            settings.put("ssl.ca.location", file(folder, "ca.pem", stage.serverAuthority()));
        }
        if (kind == Kind.CERTIFICATE) {
            settings.put("ssl.certificate.location", file(folder, "c.pem", SecureStage.CLIENT.certificatePem()));
            settings.put("ssl.key.location", file(folder, "k.pem", SecureStage.CLIENT.keyPem()));
        }
        List<String> command = new ArrayList<>(List.of("kcat", "-b", address(kind, backing)));
        settings.forEach((key, value) -> command.addAll(List.of("-X", key + "=" + value)));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String file(Path folder, String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private void assertRefused(Clients clients, Class<? extends Throwable> why) {
        delayed = true;
        int limitMillis = why == TimeoutException.class ? 1_500 : 15_000;
        assertThatThrownBy(() -> describe(clients, limitMillis))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(why);
    }

    private static String describe(Clients clients) throws Exception {
        return describe(clients, 15_000);
    }

    private static String describe(Clients clients, int limitMillis) throws Exception {
        try (Admin admin = clients.with(
                        Map.of("default.api.timeout.ms", limitMillis, "request.timeout.ms", limitMillis))
                .admin()) {
            return admin.describeCluster(new DescribeClusterOptions().timeoutMs(limitMillis))
                    .clusterId()
                    .get();
        }
    }

    private String address(Kind kind, Backing backing) {
        return requireNonNull(addresses.get(key(kind, backing)));
    }

    private static String key(Kind kind, Backing backing) {
        return kind + "/" + backing;
    }

    private static String name(Kind kind, Backing backing) {
        return (kind + "-" + backing).toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
