package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.GatewayAccess;
import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * What clients may do changes again and again, while others work on the same node, brokers die and the node dies: from the
 * moment when the node has a change, nothing is served that it denies; and whoever is allowed all the time loses nothing.
 */
@ExtendWith(OnStage.class)
class AccessUnderChangeE2E {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String NAME = "access-under-change";
    private static final Map<String, Object> NOTICES_SOON = Map.of("request.timeout.ms", 5_000);

    private final Stage stage;
    private final AtomicInteger refused = new AtomicInteger();
    private Gateway gateway;
    private JsonNode cluster;
    private JsonNode policy;
    private GatewayAccess access;
    private int port;
    private @Nullable NodeProcess node;

    AccessUnderChangeE2E(Stage stage) {
        this.stage = stage;
    }

    @BeforeEach
    void open() throws IOException {
        gateway = stage.anotherGateway(NAME);
        port = FreePorts.anyConsecutive(Stage.BROKERS + 1);
        cluster = gateway.enforcingCluster("orders", gateway.backendCluster("brokers", stage.advertisedServers()));
        gateway.portMapping(gateway.listener("main", port + "-" + (port + Stage.BROKERS)), cluster, Map.of());
        policy = gateway.acls(cluster, "who", rules(true));
        access = stage.access(gateway, NAME);
        node = NodeProcess.start(stage.nodeOptions(NAME), access);
        gateway.awaitApplied();
    }

    @AfterEach
    void close() throws IOException {
        if (node != null) {
            node.close();
        }
        assertThat(Files.readString(stage.logOf(NAME)))
                .doesNotContain("LEAK:", " ERROR ", "malformed_response", "unexpected_response");
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
        Clients clients = new Clients("localhost:" + port);
        Clients direct = new Clients(stage.brokers.internalBootstrapServers());
        String switched = "switched-" + UUID.randomUUID();
        try (Admin admin = direct.admin()) {
            admin.createTopics(List.of(new NewTopic(switched, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        int switches = Repetition.SWITCHES.times();

        try (Load load = Load.on(clients, clients.createTopic(1));
                KafkaProducer<String, String> outside = direct.producer(Map.of());
                KafkaProducer<String, String> producer = clients.producer(NOTICES_SOON);
                Reader reader = new Reader(clients, switched)) {
            for (int i = 0; i < switches; i++) {
                boolean open = i % 2 == 1;
                gateway.replaceAcls(cluster, policy, rules(open));
                gateway.awaitApplied();
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
    private void disturb(int round) {
        int broker = round / 4 % Stage.BROKERS;
        if (round % 4 == 1) {
            stage.brokers.kill(broker);
            stage.brokers.start(broker);
        } else if (round % 4 == 2) {
            requireNonNull(node).kill();
            node = NodeProcess.start(stage.nodeOptions(NAME), access);
            gateway.awaitApplied();
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
