package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.e2e.SecureStage.Backing;
import io.signalbox.testbed.ClientSecurity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Sessions that end unless they are authenticated again (KIP-368): clients to the broker through the gateway, clients
 * to the gateway, the node to the broker, or all of these.
 */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReauthenticationE2E {

    private static final Duration BROKERS_LIMIT = Duration.ofSeconds(8);
    private static final Duration TOKENS_LIFETIME = Duration.ofSeconds(12);
    /** Long enough for every session to end at least once, and brokers' twice. */
    private static final Duration WATCHED = Duration.ofSeconds(18);

    private final Stage shared;
    private final Map<Kind, String> addresses = new TreeMap<>();
    private SecureStage stage;

    ReauthenticationE2E(Stage stage) {
        this.shared = stage;
    }

    enum Kind {
        ANONYMOUS(Backing.SASL_SSL, false),
        PLAIN_TERMINATED(Backing.SASL_SSL, false),
        TOKENS_TERMINATED(Backing.SASL_PLAINTEXT, true),
        TOKENS_TERMINATED_BEFORE_NOBODY(Backing.PLAINTEXT, true),
        TOKENS_VALIDATED(Backing.SASL_SSL, true),
        TOKENS_RELAYED(Backing.SASL_PLAINTEXT, true),
        PLAIN_RELAYED(Backing.SASL_PLAINTEXT, true),
        SCRAM_RELAYED(Backing.SASL_SSL, true);

        private final Backing backing;
        private final boolean byTheClient;

        Kind(Backing backing, boolean byTheClient) {
            this.backing = backing;
            this.byTheClient = byTheClient;
        }
    }

    @BeforeAll
    void open() throws Exception {
        stage = SecureStage.open(
                shared,
                "reauthentication",
                Map.of("connections.max.reauth.ms", Long.toString(BROKERS_LIMIT.toMillis())));
        for (Kind kind : Kind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            addresses.put(kind, stage.virtualCluster(name, kind.backing, List.of(entry(kind))));
        }
        stage.startNode();
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    /** All kinds are watched at the same time. */
    @TestFactory
    Stream<DynamicTest> aConnectionOutlivesItsSessions() {
        ExecutorService watchers = Executors.newFixedThreadPool(Kind.values().length);
        Map<Kind, Future<?>> watched = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            watched.put(kind, watchers.submit(() -> {
                watch(kind);
                return kind;
            }));
        }
        watchers.shutdown();
        return watched.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.getKey().name(), () -> one.getValue().get()));
    }

    private void watch(Kind kind) throws Exception {
        Clients clients = new Clients(requireNonNull(addresses.get(kind))).with(security(kind));
        String topic = clients.createTopic(1);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<String, String> producer = clients.producer(Map.of("linger.ms", 50))) {
            long end = System.nanoTime() + WATCHED.toNanos();
            while (System.nanoTime() < end) {
                Future<RecordMetadata> record = producer.send(new ProducerRecord<>(topic, "word"));
                sent.add(record);
                record.get();
            }

            assertThat(metric(producer, "connection-close-total")).isZero();
            assertThat(metric(producer, "failed-reauthentication-total")).isZero();
            assertThat(metric(producer, "successful-reauthentication-total") > 0)
                    .isEqualTo(kind.byTheClient);
        }

        assertThat(clients.consume(topic, sent.size(), Map.of())).hasSize(sent.size());
    }

    @Test
    void aClientWhoseTokenExpiredAndThatBringsNoOtherIsClosed() {
        Clients clients = new Clients(requireNonNull(addresses.get(Kind.TOKENS_TERMINATED_BEFORE_NOBODY)))
                .with(ClientSecurity.token(stage.token(TOKENS_LIFETIME.dividedBy(2))));

        try (KafkaProducer<String, String> producer = clients.producer(
                Map.of("delivery.timeout.ms", 15_000, "request.timeout.ms", 10_000, "max.block.ms", 15_000))) {
            assertThatThrownBy(() -> {
                        while (true) {
                            producer.send(new ProducerRecord<>("words", "word")).get();
                        }
                    })
                    .isInstanceOf(Exception.class);
        }

        assertThat(stage.rejected("session_expired") + stage.rejected("authentication_failed"))
                .isPositive();
    }

    private static double metric(KafkaProducer<?, ?> producer, String name) {
        return producer.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name)
                        && entry.getKey().group().equals("producer-metrics"))
                .mapToDouble(entry -> (double) entry.getValue().metricValue())
                .sum();
    }

    private Map<String, Object> entry(Kind kind) {
        return switch (kind) {
            case ANONYMOUS -> SecureStage.anonymous();
            case PLAIN_TERMINATED -> SecureStage.plainTerminated();
            case TOKENS_TERMINATED, TOKENS_TERMINATED_BEFORE_NOBODY -> stage.oauth("terminate");
            case TOKENS_VALIDATED -> stage.oauth("validate_forward");
            case TOKENS_RELAYED -> SecureStage.oauth("passthrough", java.util.Optional.empty());
            case PLAIN_RELAYED -> SecureStage.plainRelayed();
            case SCRAM_RELAYED -> SecureStage.scram("sha512");
        };
    }

    private Map<String, String> security(Kind kind) {
        return switch (kind) {
            case ANONYMOUS -> Map.of();
            case PLAIN_TERMINATED, PLAIN_RELAYED -> ClientSecurity.plain(SecureStage.USER, SecureStage.PASSWORD);
            case SCRAM_RELAYED -> ClientSecurity.scram("SCRAM-SHA-512", SecureStage.USER, SecureStage.PASSWORD);
            case TOKENS_TERMINATED, TOKENS_TERMINATED_BEFORE_NOBODY, TOKENS_VALIDATED, TOKENS_RELAYED ->
                FreshTokens.of("reauthentication", stage.tokens, TOKENS_LIFETIME);
        };
    }
}
