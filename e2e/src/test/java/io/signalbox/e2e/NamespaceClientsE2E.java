package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients of many makes behind a hidden prefix, beside a tenant whose topics and groups have the same names: each writes in
 * a transaction, reads in a group, and looks after the group as an admin until it deletes it.
 */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamespaceClientsE2E {

    private final Stage stage;
    private NamespacedGateway gateway;

    NamespaceClientsE2E(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void open() throws IOException {
        gateway = new NamespacedGateway(stage, "namespace-clients");
        gateway.virtualCluster("mine", "passthrough", Map.of("mode", "hide_prefix", "prefix", "mine_"));
        gateway.virtualCluster("theirs", "passthrough", Map.of("mode", "hide_prefix", "prefix", "theirs_"));
        gateway.gateway.acls(
                gateway.virtualCluster(
                        "guarded", "enforce_on_gateway", Map.of("mode", "hide_prefix", "prefix", "guarded_")),
                "all",
                Stream.of("topic", "group")
                        .map(type -> Gateway.aclRule("allow", type, List.of("all"), "*"))
                        .toList());
        gateway.wholeCluster("everything");
        gateway.serve();
    }

    @AfterAll
    void close() throws IOException {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void theJavaClient(String protocol) throws Exception {
        String name = "java-" + protocol;
        fillTheirs(name);

        String told = GroupLife.told(
                Map.of("bootstrap.servers", gateway.bootstrap("mine"), "group.protocol", protocol), name);

        assertLivedAlone(name, told);
    }

    @ParameterizedTest(name = "kafka-clients {0}")
    @ValueSource(strings = {"2.8", "3.9"})
    void anOlderJavaClient(String version) throws Exception {
        String name = "java-" + version;
        fillTheirs(name);
        String told = Programs.olderJava(version, GroupLife.class, List.of(gateway.bootstrap("mine"), name));

        assertThat(told).contains("version " + version);
        assertLivedAlone(name, told);
    }

    @ParameterizedTest(name = "sarama as for Kafka {0}")
    @ValueSource(strings = {"2.5.0", "4.1.0"})
    void sarama(String version) throws Exception {
        String name = "sarama-" + version;
        fillTheirs(name);

        assertLivedAlone(name, OtherClients.go("sarama", List.of(version, gateway.bootstrap("mine"), name)));
    }

    @Test
    void franzGo() throws Exception {
        fillTheirs("franz-go");

        assertLivedAlone("franz-go", OtherClients.go("franz", List.of(gateway.bootstrap("mine"), "franz-go")));
    }

    @Test
    void kafkaPython() throws Exception {
        fillTheirs("kafka-python");

        assertLivedAlone(
                "kafka-python",
                OtherClients.python("kafka_python.py", List.of(gateway.bootstrap("mine"), "kafka-python")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void confluentPython(String protocol) throws Exception {
        String name = "confluent-" + protocol;
        fillTheirs(name);

        assertLivedAlone(name, OtherClients.python("confluent.py", List.of(gateway.bootstrap("mine"), name, protocol)));
    }

    @Test
    void kafkaJs() throws Exception {
        fillTheirs("kafkajs");

        assertLivedAlone(
                "kafkajs", OtherClients.javaScript("kafkajs.js", List.of(gateway.bootstrap("mine"), "kafkajs")));
    }

    @Test
    void kcat() throws Exception {
        assumeThat(Programs.isInstalled("kcat")).as("kcat is installed").isTrue();
        String topic = gateway.clients("mine").createTopic(2);
        fillTheirs(topic);
        String lines = IntStream.range(0, 100).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        String servers = gateway.bootstrap("mine");

        Programs.run(Optional.of(lines), Map.of(), List.of("kcat", "-b", servers, "-P", "-t", topic));
        String read = Programs.kcat(
                "-b", servers, "-q", "-X", "auto.offset.reset=earliest", "-c", "100", "-G", "kcat-readers", topic);
        String listed = Programs.kcat("-b", servers, "-L");

        assertThat(read.lines().sorted().toList())
                .containsExactlyElementsOf(lines.lines().sorted().toList());
        assertThat(listed)
                .contains("topic \"" + topic + "\"")
                .doesNotContain("mine_", "theirs_", "__consumer_offsets", Stage.BACKEND_DOMAIN);
        try (Admin behind = gateway.clients("everything").admin()) {
            assertThat(groups(behind)).contains("mine_kcat-readers").doesNotContain("kcat-readers");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mine", "guarded"})
    void aPatternIsEvaluatedByTheClientAndNeverByTheBroker(String label) {
        try (KafkaConsumer<String, String> consumer =
                gateway.clients(label).consumer(Map.of("group.protocol", "consumer"))) {
            consumer.subscribe(new SubscriptionPattern(".*"));

            assertThatThrownBy(() -> Clients.values(consumer, 1))
                    .isInstanceOf(InvalidRegularExpression.class)
                    .hasMessageContaining("Patterns that the broker evaluates are not offered here.");
        }
    }

    /** In three steps: a topic to repartition by, a changelog, and a transaction for each commit. */
    @ParameterizedTest
    @ValueSource(strings = {"classic", "streams"})
    void aStreamProcessorCountsExactlyOnce(String protocol) throws Exception {
        Clients clients = gateway.clients("mine");
        String name = "counter-" + protocol;
        fillTheirs(name);
        String words = clients.createTopic(2);
        String counts = clients.createTopic(1);
        clients.produce(words, 100, Map.of());
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(words, Consumed.with(Serdes.String(), Serdes.String()))
                .groupBy(
                        (key, value) -> Integer.toString(Integer.parseInt(value) % 4),
                        Grouped.with(Serdes.String(), Serdes.String()))
                .count(Materialized.<String, Long>as(Stores.inMemoryKeyValueStore("counts"))
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Serdes.Long()))
                .toStream()
                .mapValues((key, count) -> key + " " + count)
                .to(counts, Produced.with(Serdes.String(), Serdes.String()));
        Properties settings = new Properties();
        settings.putAll(clients.settings(Map.of(
                "application.id",
                name,
                "processing.guarantee",
                "exactly_once_v2",
                "group.protocol",
                protocol,
                "auto.offset.reset",
                "earliest",
                "commit.interval.ms",
                "100",
                "state.dir",
                Files.createTempDirectory("streams").toString())));

        try (KafkaStreams streams = new KafkaStreams(builder.build(), settings);
                KafkaConsumer<String, String> consumer =
                        clients.consumer(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false"))) {
            streams.start();
            consumer.assign(List.of(new TopicPartition(counts, 0)));
            consumer.seekToBeginning(consumer.assignment());
            Set<String> told = new TreeSet<>();
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> told.add(record.value()));
                return told.containsAll(List.of("0 25", "1 25", "2 25", "3 25"));
            });
            assertThat(told).noneMatch(line -> Integer.parseInt(line.substring(2)) > 25);
        }
        try (Admin behind = gateway.clients("everything").admin()) {
            assertThat(behind.listTopics().names().get())
                    .contains("mine_" + name + "-counts-changelog", "mine_" + name + "-counts-repartition")
                    .noneMatch(topic -> topic.startsWith(name));
            assertThat(groups(behind)).contains("mine_" + name, "theirs_" + name);
            assertThat(behind.listTransactions().all().get().stream().map(TransactionListing::transactionalId))
                    .anyMatch(id -> id.startsWith("mine_" + name))
                    .noneMatch(id -> id.startsWith(name));
        }
    }

    /** The other tenant has topics and a group of the same names. */
    private void fillTheirs(String name) throws Exception {
        try (Admin admin = gateway.clients("theirs").admin()) {
            admin.createTopics(Stream.of(name, name + "-other")
                            .map(topic -> new NewTopic(topic, Optional.of(2), Optional.empty()))
                            .toList())
                    .all()
                    .get();
            gateway.clients("theirs").produce(name, 7, Map.of());
            admin.alterConsumerGroupOffsets(name, Map.of(new TopicPartition(name, 0), new OffsetAndMetadata(3)))
                    .all()
                    .get();
        }
    }

    private void assertLivedAlone(String name, String told) throws Exception {
        assertThat(told.lines()
                        .map(line -> line.strip().replaceFirst("committed 10[0-9]", "committed all")) // with markers
                        .filter(line -> line.matches("(read|member|topics|groups|committed)\\b.*"))
                        .toList())
                .as(told)
                .containsExactly(
                        "read 100",
                        "member of " + name + " has " + name + " " + name + "-other",
                        "topics " + name + " " + name + "-other",
                        "groups " + name,
                        "committed all",
                        "committed 0",
                        "groups");
        assertThat(told).doesNotContain("mine_", "theirs_", Stage.BACKEND_DOMAIN);
        try (Admin behind = gateway.clients("everything").admin();
                Admin theirs = gateway.clients("theirs").admin()) {
            assertThat(behind.listTopics().names().get())
                    .contains("mine_" + name, "theirs_" + name, "theirs_" + name + "-other")
                    .doesNotContain(name);
            assertThat(groups(behind)).contains("theirs_" + name).doesNotContain(name, "mine_" + name);
            assertThat(behind.listTransactions().all().get().stream().map(TransactionListing::transactionalId))
                    .contains("mine_" + name)
                    .doesNotContain(name);
            assertThat(theirs.listConsumerGroupOffsets(name)
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .containsExactly(Map.entry(new TopicPartition(name, 0), new OffsetAndMetadata(3)));
        }
    }

    private static List<String> groups(Admin admin) throws Exception {
        return admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .toList();
    }
}
