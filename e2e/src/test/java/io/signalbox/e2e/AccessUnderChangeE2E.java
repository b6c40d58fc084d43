package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * What clients may do, and what names stand for, changes again and again, while others work on the same node, brokers die and
 * the node dies: from the moment when the node has a change, nothing is served that it denies or that has no such name; and
 * whoever is allowed all the time loses nothing.
 */
@Order(3)
@Disruptive
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessUnderChangeE2E {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Map<String, Object> NOTICES_SOON = Map.of("request.timeout.ms", 5_000);
    private static final String FIRST = "switched-first";
    private static final String SECOND = "switched-second";
    private static final String NONE = "switched-away"; // there is no such topic, nor alias

    private final Stage stage;
    private final AtomicInteger refused = new AtomicInteger();
    private NamespacedGateway gateway;
    private JsonNode judged;
    private JsonNode policy;
    private JsonNode aliased;
    private JsonNode tenant;

    AccessUnderChangeE2E(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void open() throws Exception {
        gateway = new NamespacedGateway(stage, "access-under-change");
        judged = gateway.virtualCluster("orders", Map.of("acl_mode", "enforce_on_gateway"));
        policy = gateway.gateway.acls(judged, "who", rules(true));
        aliased = gateway.virtualCluster("aliased", aliases(FIRST));
        tenant = gateway.virtualCluster("tenant", namespace(FIRST));
        gateway.serve();
    }

    @AfterAll
    void close() throws IOException {
        gateway.close();
    }

    private Clients direct() {
        return new Clients(stage.brokers.internalBootstrapServers());
    }

    private void create(String... topics) throws Exception {
        try (Admin admin = direct().admin()) {
            admin.createTopics(Stream.of(topics)
                            .map(name -> new NewTopic(name, Optional.of(1), Optional.empty()))
                            .toList())
                    .all()
                    .get();
        }
    }

    /** All that there is, but for one topic now and then. */
    private static List<Map<String, Object>> rules(boolean open) {
        Map<String, Object> everything = Gateway.aclRule("allow", "topic", List.of("all"), "*");
        Map<String, Object> groups = Gateway.aclRule("allow", "group", List.of("all"), "*");
        Map<String, Object> cluster = Gateway.aclRule("allow", "cluster", List.of("all"), "*");
        return open
                ? List.of(everything, groups, cluster)
                : List.of(
                        everything,
                        groups,
                        cluster,
                        Gateway.aclRule("deny", "topic", List.of("read", "write"), "switched-*"));
    }

    @Test
    void nothingIsServedThatIsDeniedAndNothingIsLost() throws Exception {
        Clients clients = gateway.clients("orders");
        Clients direct = direct();
        String switched = "switched-" + UUID.randomUUID();
        create(switched);
        int switches = Repetition.SWITCHES.times();

        try (Load load = Load.on(clients, clients.createTopic(1));
                KafkaProducer<String, String> outside = direct.producer(Map.of());
                KafkaProducer<String, String> producer = clients.producer(NOTICES_SOON);
                Reader reader = new Reader(clients, switched)) {
            for (int i = 0; i < switches; i++) {
                boolean open = i % 2 == 1;
                gateway.gateway.replaceAcls(judged, policy, rules(open));
                gateway.gateway.awaitApplied();
                if (open) {
                    await().atMost(LIMIT).until(() -> writes(producer, switched));
                    reader.awaitAll(direct);
                } else {
                    reader.awaitDenied(); // what it had asked for before the change may still be given
                    outside.send(new ProducerRecord<>(switched, "out of reach")).get();
                    assertDenied(producer, reader, switched);
                }
                disturb(i);
                load.awaitProgress(100);
                if (!open) {
                    assertDenied(producer, reader, switched);
                }
            }

            load.assertNothingLostRepeatedOrReordered();
            System.out.println("[access under change] " + switches + " changes, " + refused + " refusals");
        }
    }

    /** Both have asked anew, and were refused; whatever else they met, they were not served. */
    private void assertDenied(KafkaProducer<String, String> producer, Reader reader, String topic) {
        int read = reader.values.size();
        int before = refused.get();
        await().atMost(LIMIT).until(() -> {
            assertThat(writes(producer, topic)).isFalse();
            return refused.get() > before;
        });
        for (int i = 0; i < 3; i++) {
            reader.awaitDenied();
        }
        assertThat(reader.values).hasSize(read);
    }

    private boolean writes(KafkaProducer<String, String> producer, String topic) throws InterruptedException {
        try {
            producer.send(new ProducerRecord<>(topic, "within reach")).get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicAuthorizationException) {
                refused.incrementAndGet();
            }
            return false;
        }
    }

    /** A broker dies and comes back, or the node. */
    private void disturb(int round) throws IOException {
        int broker = round / 4 % Stage.BROKERS;
        if (round % 4 == 1) {
            stage.brokers.kill(broker);
            stage.brokers.start(broker);
        } else if (round % 4 == 2) {
            gateway.killAndStart();
        }
    }

    /** One that stays, and one that is there now and then. */
    private static Map<String, Object> aliases(String topic) {
        Map<String, Object> steady = Map.of("alias", "steady", "topic", "always-there");
        Map<String, Object> now = Map.of("alias", "now", "topic", topic + "-now");
        return Map.of("topic_aliases", topic.equals(NONE) ? List.of(steady) : List.of(steady, now));
    }

    /** Shows a topic whose name goes on so. */
    private static Map<String, Object> namespace(String prefix) {
        return Map.of("namespace", Map.of("mode", "hide_prefix", "prefix", prefix + "-"));
    }

    @Test
    void namesStandForWhatTheyStandForAtThatMomentAndNothingIsLost() throws Exception {
        create("always-there", FIRST + "-now", SECOND + "-now");
        int switches = Repetition.SWITCHES.times();
        List<String> states = List.of(FIRST, SECOND, NONE);

        try (Load load = Load.on(gateway.clients("aliased"), "steady");
                SwitchedName alias = new SwitchedName(gateway.port("aliased"));
                SwitchedName name = new SwitchedName(gateway.port("tenant"))) {
            alias.assertStandsFor(FIRST);
            name.assertStandsFor(FIRST);
            for (int i = 1; i <= switches; i++) {
                String state = states.get(i % states.size());
                gateway.replace(aliased, aliases(state));
                gateway.replace(tenant, namespace(state));
                alias.assertStandsFor(state);
                name.assertStandsFor(state);
                disturb(i);
                load.awaitProgress(100);
                alias.assertStandsFor(state);
                name.assertStandsFor(state);
            }

            load.assertNothingLostRepeatedOrReordered();
            for (String topic : List.of(FIRST, SECOND)) {
                Set<String> written = all(topic + "-now");
                assertThat(written).containsAll(alias.acknowledged(topic)).containsAll(name.acknowledged(topic));
                assertThat(written).allMatch(value -> value.startsWith(topic));
            }
        }
    }

    private Set<String> all(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        Set<String> values = new HashSet<>();
        try (KafkaConsumer<String, String> consumer = direct().consumer(Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
            await().atMost(LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return consumer.position(partition) >= end;
            });
        }
        return values;
    }

    /** What is called {@code now}; whatever is written to it begins with what it was to stand for then. */
    private static final class SwitchedName implements AutoCloseable {

        private final RawTopic topic;
        private final Map<String, Set<String>> acknowledged = new TreeMap<>();
        private @Nullable Uuid former; // by which it was known before it stood for something else
        private @Nullable Uuid current;
        private String stoodFor = "";
        private String tried = "";

        SwitchedName(int port) {
            topic = new RawTopic(port, "now");
        }

        Set<String> acknowledged(String state) {
            return acknowledged.getOrDefault(state, Set.of());
        }

        private String value() {
            tried = stoodFor + " " + UUID.randomUUID();
            return tried;
        }

        /** Right now, for whoever asks by the name, by the id, or by the id of what it stood for. */
        void assertStandsFor(String state) throws IOException {
            if (!state.equals(stoodFor)) {
                stoodFor = state;
                former = current;
            }
            assertByName(); // on the connection on which it stood for something else
            Optional<Uuid> id = topic.id();
            assertThat(id.isPresent()).isEqualTo(!state.equals(NONE));
            current = id.orElse(null);
            if (current != null) {
                assertWritten(topic.writeById(current, this::value));
                assertRead(topic.readById(current));
            }
            if (former != null) {
                assertThat(topic.writeById(former, this::value)).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
                assertThat(topic.readById(former).error()).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
            }
        }

        private void assertByName() {
            if (stoodFor.equals(NONE)) {
                assertThat(topic.writeByName(this::value)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
                assertThat(topic.readByName().error()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
            } else {
                assertWritten(topic.writeByName(this::value));
                assertRead(topic.readByName());
            }
        }

        private void assertWritten(Errors error) {
            assertThat(error).isEqualTo(Errors.NONE);
            acknowledged.computeIfAbsent(stoodFor, unseen -> new HashSet<>()).add(tried);
        }

        private void assertRead(RawTopic.Fetched fetched) {
            assertThat(fetched.error()).isEqualTo(Errors.NONE);
            assertThat(fetched.values()).isNotEmpty().allMatch(value -> value.startsWith(stoodFor));
        }

        @Override
        public void close() throws IOException {
            topic.close();
        }
    }

    /** Reads one topic from its beginning, as far as it may. */
    private static final class Reader implements AutoCloseable {

        private final List<String> values = new ArrayList<>();
        private final KafkaConsumer<String, String> consumer;
        private final TopicPartition partition;

        Reader(Clients clients, String topic) {
            Map<String, Object> settings = new TreeMap<>(NOTICES_SOON);
            settings.put("enable.auto.commit", "false");
            consumer = clients.consumer(settings);
            partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
        }

        /** Whether it was refused. */
        private boolean isDenied() {
            try {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return false;
            } catch (TopicAuthorizationException e) {
                return true;
            }
        }

        void awaitDenied() {
            await().atMost(LIMIT).until(this::isDenied);
        }

        /** Until it has all that was ever written, and each once. */
        void awaitAll(Clients direct) throws Exception {
            long written;
            try (Admin admin = direct.admin()) {
                written = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get()
                        .offset();
            }
            await().atMost(LIMIT).until(() -> !isDenied() && values.size() >= written);
            assertThat(values).hasSize(Math.toIntExact(written));
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
