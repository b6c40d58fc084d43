package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Two virtual clusters on the same brokers, told apart by prefixes: each lives as if it were alone. */
@ExtendWith(OnStage.class)
@ResourceLock("topics of the guides")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamespaceE2E {

    private static final String SHARED = "user_actions";

    private final Stage stage;
    private NamespacedGateway gateway;
    private Clients backend;

    NamespaceE2E(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void open() throws Exception {
        gateway = new NamespacedGateway(stage, "namespaces");
        Map<String, Object> shared = Map.of(
                "topics",
                List.of(Map.of("type", "exact_list", "exact_list", List.of(Map.of("backend", SHARED)))),
                "consumer_groups",
                List.of(Map.of("type", "glob", "glob", "shared-*")));
        gateway.virtualCluster("analytics", "passthrough", namespace("hide_prefix", "analytics_", shared));
        gateway.virtualCluster("payments", "passthrough", namespace("hide_prefix", "payments_", shared));
        gateway.virtualCluster("lone", "passthrough", namespace("hide_prefix", "lone_", Map.of()));
        gateway.virtualCluster("stock", "passthrough", namespace("enforce_prefix", "stock_", shared));
        JsonNode guarded =
                gateway.virtualCluster("guarded", "enforce_on_gateway", namespace("hide_prefix", "guarded_", shared));
        gateway.gateway.acls(
                guarded,
                "open",
                List.of(
                        Gateway.aclRule("allow", "topic", List.of("all"), "open*"),
                        Gateway.aclRule("allow", "topic", List.of("describe"), "shut*"),
                        Gateway.aclRule("allow", "cluster", List.of("create"), "kafka-cluster"),
                        Gateway.aclRule("allow", "group", List.of("all"), "readers*")));
        gateway.wholeCluster("everything");
        gateway.serve();
        backend = gateway.clients("everything");
        create(backend, SHARED);
    }

    @AfterAll
    void close() throws IOException {
        gateway.close();
    }

    private static Map<String, Object> namespace(String mode, String prefix, Map<String, Object> additional) {
        return Map.of("mode", mode, "prefix", prefix, "additional", additional);
    }

    @Test
    void eachListsItsOwnTopicsAndTheSharedOne() throws Exception {
        create(gateway.clients("analytics"), "clicks");
        create(gateway.clients("payments"), "refunds");
        create(gateway.clients("stock"), "stock_items");

        assertThat(topics(gateway.clients("analytics")))
                .contains("clicks", SHARED)
                .doesNotContain("refunds");
        assertThat(topics(gateway.clients("payments")))
                .contains("refunds", SHARED)
                .doesNotContain("clicks");
        assertThat(topics(gateway.clients("stock")))
                .contains("stock_items", SHARED)
                .allMatch(name -> name.startsWith("stock_") || name.equals(SHARED));
        assertThat(Stream.of("analytics", "payments", "lone").flatMap(label -> topics(gateway.clients(label)).stream()))
                .noneMatch(name -> name.contains("_") && !name.equals(SHARED));
        assertThat(topics(backend)).contains("analytics_clicks", "payments_refunds", "stock_items");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void oneNameIsTwoTopicsAndOneGroupIsTwo(String protocol) throws Exception {
        String topic = "orders-" + protocol;
        Map<String, Object> group = Map.of("group.id", "readers-" + protocol, "group.protocol", protocol);
        for (String label : List.of("analytics", "payments", "lone")) {
            create(gateway.clients(label), topic);
            gateway.clients(label).produce(topic, label.length() * 10, Map.of());
        }

        for (String label : List.of("analytics", "payments", "lone")) {
            assertThat(gateway.clients(label).consume(topic, label.length() * 10, group))
                    .hasSize(label.length() * 10)
                    .doesNotHaveDuplicates();
        }

        try (Admin admin = gateway.clients("payments").admin()) {
            assertThat(groups(admin)).contains("readers-" + protocol).noneMatch(name -> name.contains("payments"));
            assertThat(admin.listConsumerGroupOffsets("readers-" + protocol)
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .containsOnlyKeys(new TopicPartition(topic, 0), new TopicPartition(topic, 1))
                    .satisfies(offsets -> assertThat(offsets.values().stream()
                                    .mapToLong(offset -> offset.offset())
                                    .sum())
                            .isEqualTo(80));
        }
        try (Admin admin = backend.admin()) {
            assertThat(groups(admin)).contains("analytics_readers-" + protocol, "payments_readers-" + protocol);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupIsDescribedWithItsTopicsAndDeleted(String protocol) throws Exception {
        Clients clients = gateway.clients("analytics");
        String topic = "described-" + protocol;
        String group = "described-by-" + protocol;
        create(clients, topic);
        try (Admin admin = clients.admin();
                KafkaConsumer<String, String> consumer =
                        clients.consumer(Map.of("group.id", group, "group.protocol", protocol))) {
            consumer.subscribe(List.of(topic));
            await().until(() -> {
                consumer.poll(Duration.ofMillis(100));
                return consumer.assignment().size() == 2;
            });

            ConsumerGroupDescription description = requireNonNull(
                    admin.describeConsumerGroups(List.of(group)).all().get().get(group));

            assertThat(description.members())
                    .singleElement()
                    .extracting(MemberDescription::assignment)
                    .satisfies(assignment -> assertThat(assignment.topicPartitions())
                            .containsExactlyInAnyOrder(new TopicPartition(topic, 0), new TopicPartition(topic, 1)));
        }
        try (Admin admin = clients.admin();
                Admin behind = backend.admin()) {
            admin.deleteConsumerGroups(List.of(group)).all().get();

            assertThat(groups(behind)).doesNotContain("analytics_" + group);
        }
    }

    @Test
    void brokersKnowWhatTheMembersOfAClassicGroupRead() throws Exception {
        Clients clients = gateway.clients("analytics");
        create(clients, "read");
        try (KafkaConsumer<String, String> consumer =
                        clients.consumer(Map.of("group.id", "embedded", "group.protocol", "classic"));
                Admin behind = backend.admin()) {
            consumer.subscribe(List.of("read"));
            await().until(() -> {
                consumer.poll(Duration.ofMillis(100));
                return !consumer.assignment().isEmpty();
            });

            ConsumerGroupDescription description =
                    requireNonNull(behind.describeConsumerGroups(List.of("analytics_embedded"))
                            .all()
                            .get()
                            .get("analytics_embedded"));

            assertThat(description.members())
                    .singleElement()
                    .satisfies(member -> assertThat(member.assignment().topicPartitions())
                            .contains(new TopicPartition("analytics_read", 0)));
        }
    }

    @Test
    void transactionsHaveNamesOfTheirOwn() throws Exception {
        Clients clients = gateway.clients("payments");
        create(clients, "booked");
        try (KafkaProducer<String, String> producer = clients.producer(Map.of("transactional.id", "clerk"));
                KafkaConsumer<String, String> consumer = clients.consumer(Map.of("group.id", "booking"));
                Admin admin = clients.admin();
                Admin behind = backend.admin()) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("booked", "1", "1")).get();
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition("booked", 0), new OffsetAndMetadata(0)), consumer.groupMetadata());
            assertThat(admin.describeTransactions(List.of("clerk"))
                            .description("clerk")
                            .get()
                            .topicPartitions())
                    .isNotEmpty()
                    .allMatch(partition -> partition.topic().equals("booked")
                            || partition.topic().equals("__consumer_offsets"));
            producer.commitTransaction();

            assertThat(transactions(admin)).containsExactly("clerk");
            assertThat(transactions(behind)).contains("payments_clerk");
            assertThat(transactions(admin, "cl.*k")).containsExactly("clerk");
            assertThat(transactions(admin, "payments_.*|lerk")).isEmpty();
            assertThat(clients.consume("booked", 1, Map.of("isolation.level", "read_committed")))
                    .containsExactly("1");
        }
        try (Admin other = gateway.clients("analytics").admin()) {
            assertThat(transactions(other)).isEmpty();
        }
    }

    @Test
    void aShareGroupTakesWhatIsInTheNamespace() throws Exception {
        Clients clients = gateway.clients("lone");
        create(clients, "shared-work");
        try (Admin admin = clients.admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, "workers"),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        clients.produce("shared-work", 20, Map.of());
        Set<String> values = new HashSet<>();
        try (KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(
                clients.settings(Map.of("group.id", "workers")), new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("shared-work"));
            await().until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                return values.size() == 20;
            });
        }
        assertThat(values).hasSize(20);
    }

    @Test
    void adminsDoWhatTheyLikeToTheirOwn() throws Exception {
        Clients clients = gateway.clients("analytics");
        create(clients, "managed");
        clients.produce("managed", 5, Map.of());
        try (Admin admin = clients.admin();
                Admin behind = backend.admin()) {
            assertThat(requireNonNull(admin.describeTopics(List.of("managed"))
                                    .allTopicNames()
                                    .get()
                                    .get("managed"))
                            .name())
                    .isEqualTo("managed");
            assertThat(admin.describeConfigs(List.of(new ConfigResource(ConfigResource.Type.TOPIC, "managed")))
                            .all()
                            .get())
                    .containsOnlyKeys(new ConfigResource(ConfigResource.Type.TOPIC, "managed"));
            assertThat(admin.listOffsets(Map.of(new TopicPartition("managed", 0), OffsetSpec.latest()))
                            .all()
                            .get())
                    .containsOnlyKeys(new TopicPartition("managed", 0));
            assertThat(admin
                            .describeLogDirs(admin.describeCluster().nodes().get().stream()
                                    .map(Node::id)
                                    .toList())
                            .allDescriptions()
                            .get()
                            .values()
                            .stream()
                            .flatMap(folders -> folders.values().stream())
                            .flatMap(folder -> folder.replicaInfos().keySet().stream())
                            .map(TopicPartition::topic))
                    .contains("managed")
                    .noneMatch(topic -> topic.contains("_") && !topic.equals(SHARED));
            assertThatThrownBy(() -> create(clients, "managed"))
                    .hasCauseInstanceOf(TopicExistsException.class)
                    .hasMessageContaining("managed")
                    .hasMessageNotContaining("analytics");
            assertThatThrownBy(() -> create(clients, SHARED)).hasCauseInstanceOf(InvalidTopicException.class);

            admin.deleteTopics(List.of("managed")).all().get();

            await().until(() -> !behind.listTopics().names().get().contains("analytics_managed"));
        }
    }

    @Test
    void aForeignTopicIsNoTopic() throws Exception {
        create(gateway.clients("payments"), "secret");
        try (Admin admin = gateway.clients("analytics").admin();
                Admin enforced = gateway.clients("stock").admin()) {
            for (Admin each : List.of(admin, enforced)) {
                for (String name : List.of("secret", "payments_secret", "__consumer_offsets")) {
                    assertThatThrownBy(() -> each.describeTopics(List.of(name))
                                    .allTopicNames()
                                    .get())
                            .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
                }
            }
        }
    }

    @Test
    void aForeignTopicIsNotFoundByItsIdEither() throws Exception {
        create(gateway.clients("payments"), "hidden");
        try (Admin behind = backend.admin();
                Admin admin = gateway.clients("analytics").admin();
                Admin own = gateway.clients("payments").admin()) {
            Uuid id = requireNonNull(behind.describeTopics(List.of("payments_hidden"))
                            .allTopicNames()
                            .get()
                            .get("payments_hidden"))
                    .topicId();
            TopicCollection byId = TopicCollection.ofTopicIds(List.of(id));

            assertThat(requireNonNull(
                                    own.describeTopics(byId).allTopicIds().get().get(id))
                            .name())
                    .isEqualTo("hidden");
            assertThatThrownBy(() -> admin.describeTopics(byId).allTopicIds().get())
                    .hasCauseInstanceOf(UnknownTopicIdException.class);
            assertThatThrownBy(() -> admin.deleteTopics(byId).all().get())
                    .hasCauseInstanceOf(UnknownTopicIdException.class);
            assertThat(topics(backend)).contains("payments_hidden");
        }
    }

    @Test
    void whatDoesNotHaveTheEnforcedPrefixIsRefused() throws Exception {
        Clients clients = gateway.clients("stock");
        create(clients, "stock_kept");
        clients.produce("stock_kept", 10, Map.of());

        assertThat(clients.consume("stock_kept", 10, Map.of("group.id", "stock_keepers")))
                .hasSize(10);
        assertThat(clients.consume("stock_kept", 10, Map.of("group.id", "shared-keepers")))
                .hasSize(10);
        assertThatThrownBy(() -> create(clients, "other")).hasCauseInstanceOf(InvalidTopicException.class);
        assertThatThrownBy(() -> clients.consume("stock_kept", 1, Map.of("group.id", "keepers")))
                .isInstanceOf(GroupAuthorizationException.class);
        try (KafkaProducer<String, String> producer = clients.producer(Map.of("transactional.id", "clerk"))) {
            assertThatThrownBy(producer::initTransactions).isInstanceOf(TransactionalIdAuthorizationException.class);
        }
        try (KafkaProducer<String, String> producer = clients.producer(Map.of("transactional.id", "stock_clerk"))) {
            producer.initTransactions();
        }
    }

    @Test
    void accessIsControlledByTheNamesThatClientsUse() throws Exception {
        Clients clients = gateway.clients("guarded");
        create(clients, "open-orders");
        create(clients, "shut-orders");
        clients.produce("open-orders", 5, Map.of());

        assertThat(topics(clients)).containsExactlyInAnyOrder("open-orders", "shut-orders");
        assertThat(clients.consume("open-orders", 5, Map.of("group.id", "readers")))
                .hasSize(5);
        assertThatThrownBy(() -> clients.produce("shut-orders", 1, Map.of()))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> clients.consume("shut-orders", 1, Map.of("group.id", "readers")))
                .isInstanceOf(TopicAuthorizationException.class)
                .hasMessageNotContaining("guarded_");
        assertThatThrownBy(() -> clients.consume("open-orders", 1, Map.of("group.id", "others")))
                .isInstanceOf(GroupAuthorizationException.class);
        assertThat(topics(backend)).contains("guarded_open-orders", "guarded_shut-orders");
    }

    @Test
    void theSharedTopicIsOneForAll() throws Exception {
        gateway.clients("analytics").produce(SHARED, 3, Map.of());
        gateway.clients("stock").produce(SHARED, 4, Map.of());

        assertThat(gateway.clients("payments").consume(SHARED, 7, Map.of())).hasSize(7);
    }

    private static void create(Clients clients, String topic) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(2), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private static Set<String> topics(Clients clients) {
        try (Admin admin = clients.admin()) {
            return admin.listTopics(new ListTopicsOptions().listInternal(true)).listings().get().stream()
                    .map(TopicListing::name)
                    .collect(Collectors.toSet());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> groups(Admin admin) throws Exception {
        return admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .collect(Collectors.toSet());
    }

    private static Set<String> transactions(Admin admin) throws Exception {
        return transactions(admin, "");
    }

    private static Set<String> transactions(Admin admin, String pattern) throws Exception {
        return admin
                .listTransactions(new ListTransactionsOptions().filterOnTransactionalIdPattern(pattern))
                .all()
                .get()
                .stream()
                .map(TransactionListing::transactionalId)
                .collect(Collectors.toSet());
    }
}
