package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One broker, every listener, every way in: without a gateway, so that a failure with one is the gateway's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecureListenersIT {

    private static final Duration VALIDITY = Duration.ofDays(1);

    private final Issuer authority = Issuer.create(KeyKind.EC, "CN=brokers CA", VALIDITY);
    private final KeyedCertificate client = authority.issue(CertificateRequest.of(KeyKind.EC, "CN=orders", VALIDITY));
    private final TokenIssuer tokens = TokenIssuer.create("https://issuer.test", "one");
    private KafkaCluster cluster;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path jwks = Files.writeString(folder.resolve("jwks.json"), TokenIssuer.jwks(tokens));
        KeyedCertificate brokers =
                authority.issue(CertificateRequest.of(KeyKind.RSA, "CN=brokers", VALIDITY, "127.0.0.1", "localhost"));
        BrokerSecurity security = BrokerSecurity.of(brokers, pem(), Map.of("alice", "alice\"s secret"))
                .withTokens(jwks, "https://issuer.test", "kafka")
                .withAdvertisedHost(SecureListener.SASL_SSL, "localhost");
        cluster = KafkaCluster.start(KafkaOptions.brokers(1).withSecurity(security));
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    Stream<Arguments> waysIn() {
        Map<String, String> tls = ClientSecurity.tls(pem());
        return Stream.of(
                Arguments.of(SecureListener.SSL, "tls", tls),
                Arguments.of(SecureListener.MUTUAL_TLS, "certificate", ClientSecurity.tls(pem(), client)),
                Arguments.of(SecureListener.SASL_PLAINTEXT, "plain", plain()),
                Arguments.of(SecureListener.SASL_PLAINTEXT, "scram 256", scram("SCRAM-SHA-256")),
                Arguments.of(SecureListener.SASL_PLAINTEXT, "scram 512", scram("SCRAM-SHA-512")),
                Arguments.of(SecureListener.SASL_PLAINTEXT, "token", ClientSecurity.token(token())),
                Arguments.of(SecureListener.SASL_SSL, "plain", ClientSecurity.over(tls, plain())),
                Arguments.of(SecureListener.SASL_SSL, "scram 512", ClientSecurity.over(tls, scram("SCRAM-SHA-512"))),
                Arguments.of(
                        SecureListener.SASL_SSL, "token", ClientSecurity.over(tls, ClientSecurity.token(token()))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("waysIn")
    void aClientThatKnowsHowGetsIn(SecureListener listener, String how, Map<String, String> security) throws Exception {
        try (KafkaProducer<String, String> producer = producer(listener, security)) {
            assertThat(producer.send(new ProducerRecord<>("words", how))
                            .get(Wait.LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .hasOffset())
                    .isTrue();
        }
    }

    @Test
    void aClientWithAnotherPasswordDoesNot() {
        try (KafkaProducer<String, String> producer =
                producer(SecureListener.SASL_PLAINTEXT, ClientSecurity.plain("alice", "guessed"))) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("words", "no"))
                            .get(Wait.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(AuthenticationException.class);
        }
    }

    private KafkaProducer<String, String> producer(SecureListener listener, Map<String, String> security) {
        Map<String, Object> settings = new HashMap<>(security);
        settings.put("bootstrap.servers", cluster.bootstrapServers(listener));
        settings.put("max.block.ms", 20_000);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private String pem() {
        return authority.authority().certificatePem();
    }

    private static Map<String, String> plain() {
        return ClientSecurity.plain("alice", "alice\"s secret");
    }

    private static Map<String, String> scram(String mechanism) {
        return ClientSecurity.scram(mechanism, "alice", "alice\"s secret");
    }

    private String token() {
        return tokens.token("alice", "kafka", Instant.now().plusSeconds(600));
    }
}
