package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Topics have second names: whatever is done by one of them is done to the topic. */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicAliasesE2E {

    private final Stage stage;
    private NamespacedGateway gateway;
    private JsonNode changing;
    private Clients backend;

    TopicAliasesE2E(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void open() throws Exception {
        gateway = new NamespacedGateway(stage, "aliases");
        gateway.virtualCluster(
                "aliased",
                aliases(alias("orders", "team-alpha-orders-v2", ""), alias("clicks", "analytics-raw-clicks", "")));
        gateway.virtualCluster(
                "named",
                Map.of(
                        "namespace",
                        Map.of("mode", "hide_prefix", "prefix", "alias_"),
                        "topic_aliases",
                        List.of(
                                alias("orders", "orders-v2", ""),
                                alias("taken", "orders-v2", ""),
                                alias("outside", "alias_orders-v2", ""))));
        gateway.virtualCluster(
                "personal",
                Map.of(
                        "authentication",
                        List.of(Map.of(
                                "type",
                                "sasl_plain",
                                "mediation",
                                "terminate",
                                "principals",
                                Stream.of("alice", "bob", "carol")
                                        .map(name -> Map.of("username", name, "password", name + "-secret"))
                                        .toList())),
                        "topic_aliases",
                        List.of(
                                alias("mine", "of-alice", "context.auth.principal.name == 'alice'"),
                                alias("mine", "of-bob", "context.auth.principal.name == 'bob'"))));
        JsonNode guarded = gateway.virtualCluster(
                "guarded",
                Map.of(
                        "acl_mode",
                        "enforce_on_gateway",
                        "topic_aliases",
                        List.of(alias("open", "guarded-v2", ""), alias("shut", "guarded-v2", ""))));
        gateway.gateway.acls(
                guarded,
                "by-alias",
                List.of(
                        Gateway.aclRule("allow", "topic", List.of("all"), "open"),
                        Gateway.aclRule("allow", "group", List.of("all"), "*")));
        changing = gateway.virtualCluster("changing", aliases(alias("now", "changing-v1", "")));
        gateway.wholeCluster("everything");
        gateway.serve();
        backend = gateway.clients("everything");
        create(
                backend,
                "team-alpha-orders-v2",
                "analytics-raw-clicks",
                "alias_orders-v2",
                "alias_taken",
                "of-alice",
                "of-bob",
                "guarded-v2",
                "changing-v1",
                "changing-v2");
    }

    @AfterAll
    void close() throws IOException {
        gateway.close();
    }

    private static Map<String, Object> aliases(Object... aliases) {
        return Map.of("topic_aliases", List.of(aliases));
    }

    private static Map<String, Object> alias(String alias, String topic, String condition) {
        return Map.of("alias", alias, "topic", topic, "condition", condition);
    }

    private static void create(Clients clients, String... topics) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(Stream.of(topics)
                            .map(name -> new NewTopic(name, Optional.of(2), Optional.empty()))
                            .toList())
                    .all()
                    .get();
        }
    }

    private static Set<String> topics(Clients clients) throws Exception {
        try (Admin admin = clients.admin()) {
            return admin.listTopics().names().get();
        }
    }

    private Clients as(String user) {
        return gateway.clients("personal")
                .with(Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user
                                + "\" password=\"" + user + "-secret\";"));
    }

    @Test
    void theGuideOnTopicAliases() throws Exception {
        String value = "{\"id\": 123, \"item\": \"widget\"}";

        assertThat(topics(gateway.clients("aliased")))
                .contains("orders", "clicks", "team-alpha-orders-v2", "analytics-raw-clicks");
        try (KafkaProducer<String, String> producer = gateway.clients("aliased").producer(Map.of())) {
            producer.send(new ProducerRecord<>("orders", value)).get();
        }

        try (KafkaConsumer<String, String> direct = backend.consumer(Map.of())) {
            direct.subscribe(List.of("team-alpha-orders-v2"));
            await().atMost(Clients.LIMIT).until(() -> Clients.values(direct, 1).contains(value));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupReadsByTheAliasFromWhereItCameToByTheTopicsName(String protocol) throws Exception {
        Clients clients = gateway.clients("aliased");
        Map<String, Object> group = Map.of("group.id", "readers-" + protocol, "group.protocol", protocol);
        clients.produce("clicks", 10, Map.of());
        long had = end("analytics-raw-clicks");

        assertThat(clients.consume("clicks", (int) had, group)).hasSize((int) had);

        try (Admin admin = clients.admin()) {
            assertThat(committed(admin, "readers-" + protocol)).isEqualTo(had);
        }
        clients.produce("analytics-raw-clicks", 5, Map.of());
        assertThat(clients.consume("analytics-raw-clicks", 5, group)).hasSize(5).doesNotHaveDuplicates();
    }

    private long end(String topic) throws Exception {
        try (Admin admin = backend.admin()) {
            return admin
                    .listOffsets(Map.of(
                            new TopicPartition(topic, 0), OffsetSpec.latest(),
                            new TopicPartition(topic, 1), OffsetSpec.latest()))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(offset -> offset.offset())
                    .sum();
        }
    }

    private static long committed(Admin admin, String group) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        assertThat(offsets.keySet()).extracting(TopicPartition::topic).containsOnly("analytics-raw-clicks");
        return offsets.values().stream().mapToLong(OffsetAndMetadata::offset).sum();
    }

    @Test
    void bothNamesAreReadAtOnceAndEachHasAllRecords() throws Exception {
        create(backend, "changing-both");
        gateway.replace(changing, aliases(alias("now", "changing-v1", ""), alias("second", "changing-both", "")));
        Clients clients = gateway.clients("changing");
        clients.produce("second", 10, Map.of());
        List<TopicPartition> partitions = Stream.of("second", "changing-both")
                .flatMap(topic -> Stream.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1)))
                .toList();
        Set<String> read = new TreeSet<>();
        try (KafkaConsumer<String, String> consumer = clients.consumer(Map.of())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(Clients.LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> read.add(record.topic() + " " + record.value()));
                return read.size() == 20;
            });
            assertThat(consumer.endOffsets(partitions).values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(20);
        }
    }

    @Test
    void transactionsWriteByAliases() throws Exception {
        create(backend, "booked-v2");
        gateway.replace(changing, aliases(alias("booked", "booked-v2", "")));
        Clients clients = gateway.clients("changing");
        try (KafkaProducer<String, String> producer = clients.producer(Map.of("transactional.id", "alias-clerk"));
                KafkaConsumer<String, String> consumer = clients.consumer(Map.of("group.id", "alias-booking"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("booked", "1", "1")).get();
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition("booked", 0), new OffsetAndMetadata(7)), consumer.groupMetadata());
            producer.commitTransaction();

            assertThat(consumer.committed(Set.of(new TopicPartition("booked", 0)))
                            .values())
                    .extracting(OffsetAndMetadata::offset)
                    .containsExactly(7L);
        }
        assertThat(backend.consume("booked-v2", 1, Map.of("isolation.level", "read_committed")))
                .containsExactly("1");
    }

    private static void readFromTheStart(Clients clients, String group) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, group),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    @Test
    void aShareGroupTakesRecordsByAnAlias() throws Exception {
        create(backend, "work-v2");
        gateway.replace(changing, aliases(alias("work", "work-v2", "")));
        Clients clients = gateway.clients("changing");
        readFromTheStart(clients, "alias-workers");
        clients.produce("work", 20, Map.of());
        Set<String> values = new HashSet<>();
        try (KafkaShareConsumer<String, String> consumer = shareConsumer(clients, "alias-workers")) {
            consumer.subscribe(List.of("work"));
            await().atMost(Clients.LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    assertThat(record.topic()).isEqualTo("work");
                    values.add(record.value());
                });
                return values.size() == 20;
            });
        }
    }

    @Test
    void anAliasIsDescribedAndNotChanged() throws Exception {
        ConfigResource config = new ConfigResource(ConfigResource.Type.TOPIC, "orders");
        TopicPartition partition = new TopicPartition("orders", 0);
        try (Admin admin = gateway.clients("aliased").admin()) {
            Map<String, TopicDescription> described = admin.describeTopics(List.of("orders", "team-alpha-orders-v2"))
                    .allTopicNames()
                    .get();
            assertThat(described).containsOnlyKeys("orders", "team-alpha-orders-v2");
            assertThat(requireNonNull(described.get("orders")).topicId())
                    .isNotEqualTo(requireNonNull(described.get("team-alpha-orders-v2"))
                            .topicId());
            assertThat(admin.describeConfigs(List.of(config)).all().get()).containsOnlyKeys(config);

            List<KafkaFuture<?>> refused = List.of(
                    admin.createTopics(List.of(new NewTopic("orders", Optional.of(1), Optional.empty())))
                            .all(),
                    admin.createPartitions(Map.of("orders", NewPartitions.increaseTo(5)))
                            .all(),
                    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(0)))
                            .all(),
                    admin.deleteTopics(List.of("orders")).all(),
                    admin.alterPartitionReassignments(Map.of(partition, Optional.empty()))
                            .all(),
                    admin.electLeaders(ElectionType.PREFERRED, Set.of(partition))
                            .all(),
                    admin.incrementalAlterConfigs(Map.of(
                                    config,
                                    List.of(new AlterConfigOp(
                                            new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET))))
                            .all());
            for (KafkaFuture<?> each : refused) {
                assertThatThrownBy(each::get).hasCauseInstanceOf(InvalidTopicException.class);
            }
        }
        assertThat(topics(backend)).contains("team-alpha-orders-v2").doesNotContain("orders");
    }

    @Test
    void eachPrincipalHasTheAliasesWhoseConditionHolds() throws Exception {
        as("alice").produce("mine", 3, Map.of());
        as("bob").produce("mine", 4, Map.of());

        assertThat(end("of-alice")).isEqualTo(3);
        assertThat(end("of-bob")).isEqualTo(4);
        assertThat(topics(as("alice"))).contains("mine");
        assertThat(topics(as("carol"))).contains("of-alice").doesNotContain("mine");
    }

    @Test
    void accessIsDecidedByTheNameThatIsUsed() throws Exception {
        Clients clients = gateway.clients("guarded");
        clients.produce("open", 3, Map.of());

        assertThat(clients.consume("open", 3, Map.of("group.protocol", "consumer")))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(topics(clients)).containsExactly("open");
        for (String denied : List.of("shut", "guarded-v2")) {
            assertThatThrownBy(() -> clients.produce(denied, 1, Map.of()))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void aShareGroupTakesWhatItMayReadByTheNameThatItMay() throws Exception {
        Clients clients = gateway.clients("guarded");
        readFromTheStart(clients, "guarded-workers");
        clients.produce("open", 20, Map.of());
        Set<String> values = new HashSet<>();
        try (KafkaShareConsumer<String, String> consumer = shareConsumer(clients, "guarded-workers")) {
            consumer.subscribe(List.of("open"));
            await().atMost(Clients.LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                return values.size() == 20;
            });
            consumer.subscribe(List.of("shut"));
            await().atMost(Clients.LIMIT)
                    .untilAsserted(() -> assertThatThrownBy(() -> consumer.poll(Duration.ofMillis(200)))
                            .isInstanceOf(TopicAuthorizationException.class));
        }
    }

    private static KafkaShareConsumer<String, String> shareConsumer(Clients clients, String group) {
        return new KafkaShareConsumer<>(
                clients.settings(Map.of("group.id", group)), new StringDeserializer(), new StringDeserializer());
    }

    @Test
    void anAliasIsChangedUnderConnectedClients() throws Exception {
        gateway.replace(changing, aliases(alias("now", "changing-v1", "")));
        long first = end("changing-v1");
        try (KafkaProducer<String, String> producer =
                gateway.clients("changing").producer(Map.of("metadata.max.age.ms", "1000"))) {
            producer.send(new ProducerRecord<>("now", "1")).get();

            gateway.replace(changing, aliases(alias("now", "changing-v2", "")));
            await().atMost(Clients.LIMIT).until(() -> {
                producer.send(new ProducerRecord<>("now", "2")).get();
                return end("changing-v2") > 0;
            });
            long before = end("changing-v1");
            producer.send(new ProducerRecord<>("now", "3")).get();
            assertThat(end("changing-v1")).isEqualTo(before).isGreaterThan(first);
        }
        // Without the producer: it would ask for the name, and have the brokers make a topic of it.
        try (Admin admin = gateway.clients("changing").admin()) {
            admin.describeCluster().nodes().get();
            gateway.replace(changing, Map.of());
            assertThat(admin.listTopics().names().get()).doesNotContain("now");
            assertThatThrownBy(() ->
                            admin.describeTopics(List.of("now")).allTopicNames().get())
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void anAliasStandsForWhatTheNamespaceShowsAndShadowsItsTopics() throws Exception {
        Clients clients = gateway.clients("named");
        clients.produce("orders", 3, Map.of());
        clients.produce("taken", 4, Map.of());

        assertThat(end("alias_orders-v2")).isEqualTo(7);
        assertThat(end("alias_taken")).isZero();
        assertThat(topics(clients)).containsExactlyInAnyOrder("orders", "taken", "orders-v2");
        assertThat(gateway.log()).contains("a topic has the name of an alias").contains("topic=\"taken\"");
        assertThat(NodeMetrics.sum(
                        gateway.node(),
                        "kong_keg_kafka_topic_alias_conflict",
                        "kong_keg_kafka_topic_alias_name=\"taken\""))
                .isOne();
        try (Admin admin = clients.admin()) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("outside"))
                            .allTopicNames()
                            .get())
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }
}
