package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What real clients meet where a virtual cluster's policies say what they may do: one for each test, on a node for all. */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessControlE2E {

    private static final List<String> ALL = List.of("all");

    private final Stage stage;
    private final String gatewayName = "access-" + UUID.randomUUID();
    private Gateway gateway;
    private JsonNode backend;
    private NodeProcess node;
    private JsonNode cluster;
    private int port;
    private Clients clients;

    AccessControlE2E(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void open() throws IOException {
        gateway = stage.anotherGateway(gatewayName);
        backend = gateway.backendCluster("brokers", stage.advertisedServers());
        node = stage.anotherNode(gateway, gatewayName, Map.of());
        node.awaitReady();
    }

    @BeforeEach
    void declare() {
        String name = "orders-" + UUID.randomUUID();
        port = FreePorts.anyConsecutive(Stage.BROKERS + 1);
        cluster = gateway.enforcingCluster(name, backend);
        gateway.portMapping(gateway.listener(name, port + "-" + (port + Stage.BROKERS)), cluster, Map.of());
        clients = new Clients("localhost:" + port);
        gateway.awaitApplied();
        assertThat(gateway.problems()).isEmpty();
    }

    @AfterEach
    void assertNoFaultOfTheNode() throws IOException {
        assertThat(log()).doesNotContain("LEAK:", " ERROR ", "malformed_response", "unexpected_response");
    }

    @AfterAll
    void close() throws IOException {
        node.close();
        assertNoFaultOfTheNode();
    }

    /** The rules are those of the original's guide "Get started". */
    @Test
    void theFirstGuideWorksStepByStep() throws Exception {
        String open = topic("my-test-topic-" + UUID.randomUUID());
        String blocked = topic("blocked-topic-" + UUID.randomUUID());
        double deniedBefore = attempts("denied", "topic");
        double allowedBefore = attempts("allowed", "topic");
        JsonNode policy = apply(List.of(
                Gateway.aclRule("allow", "topic", List.of("describe", "describe_configs", "read", "write"), "*"),
                Gateway.aclRule("deny", "topic", List.of("write"), blocked)));

        clients.produce(open, 3, Map.of());

        try (KafkaConsumer<String, String> consumer = clients.consumer(Map.of("enable.auto.commit", "false"))) {
            consumer.assign(List.of(new TopicPartition(open, 0)));
            consumer.seekToBeginning(consumer.assignment());
            assertThat(Clients.values(consumer, 3)).containsExactly("0", "1", "2");
        }
        assertThatThrownBy(() -> clients.produce(blocked, 1, Map.of()))
                .hasRootCauseInstanceOf(TopicAuthorizationException.class);
        await().until(() -> log().contains("principal=\"anonymous\" operation=write resource=topic:\"" + blocked
                + "\" by=\"rule 1 of policy [who]\""));
        assertThat(attempts("denied", "topic")).isGreaterThan(deniedBefore);
        assertThat(attempts("allowed", "topic")).isGreaterThan(allowedBefore);
        JsonNode preview = gateway.api()
                .post(
                        gateway.path("/virtual-clusters/" + Gateway.id(cluster) + "/access-preview"),
                        Map.of(
                                "principal", Map.of("type", "anonymous", "name", "anonymous"),
                                "operation", "write",
                                "resource", Map.of("type", "topic", "name", blocked)));
        assertThat(preview.path("decision").asString("")).isEqualTo("denied");
        assertThat(preview.path("rule").path("policy_id").asString("")).isEqualTo(Gateway.id(policy));
        assertThat(preview.path("rule").path("index").asInt(-1)).isOne();
    }

    @Test
    void aClientDoesWhatItMayAndIsToldWhatItMayNot() throws Exception {
        String mine = topic("mine-" + UUID.randomUUID());
        String other = topic("other-" + UUID.randomUUID());
        apply(List.of(
                Gateway.aclRule("allow", "topic", ALL, "mine-*"),
                Gateway.aclRule("allow", "group", ALL, "mine-*"),
                Gateway.aclRule("allow", "transactional_id", ALL, "mine-*")));
        String group = "mine-" + UUID.randomUUID();

        try (Admin admin = clients.admin()) {
            assertThat(admin.listTopics().names().get()).contains(mine).doesNotContain(other);
            var created = admin.createTopics(
                            List.of(new NewTopic(mine + "-2", 1, (short) 1), new NewTopic(other + "-2", 1, (short) 1)))
                    .values();
            requireNonNull(created.get(mine + "-2")).get();
            refused(requireNonNull(created.get(other + "-2")), TopicAuthorizationException.class);
            var described = admin.describeTopics(List.of(mine, other)).topicNameValues();
            assertThat(requireNonNull(described.get(mine)).get().partitions()).hasSize(1);
            refused(requireNonNull(described.get(other)), TopicAuthorizationException.class);
            refused(
                    requireNonNull(admin.describeConsumerGroups(List.of("other-group"))
                            .describedGroups()
                            .get("other-group")),
                    GroupAuthorizationException.class);
            admin.deleteTopics(List.of(mine + "-2")).all().get();
        }
        transact(mine, other, group);
        assertThat(clients.consume(mine, 1, Map.of("group.id", group, "isolation.level", "read_committed")))
                .containsExactly("committed");
        assertThat(clients.consume(mine, 1, Map.of("group.id", group + "-new", "group.protocol", "consumer")))
                .containsExactly("committed");
        try (KafkaConsumer<String, String> consumer = clients.consumer(Map.of("enable.auto.commit", "false"))) {
            consumer.assign(List.of(new TopicPartition(mine, 0), new TopicPartition(other, 0)));
            assertThatThrownBy(() -> Clients.values(consumer, 2))
                    .isInstanceOfSatisfying(
                            TopicAuthorizationException.class,
                            denied -> assertThat(denied.unauthorizedTopics()).containsExactly(other));
        }
        try (KafkaConsumer<String, String> consumer = clients.consumer(Map.of("group.id", "other-group"))) {
            consumer.subscribe(List.of(mine));
            assertThatThrownBy(() -> Clients.values(consumer, 1)).isInstanceOf(GroupAuthorizationException.class);
        }
    }

    private void transact(String mine, String other, String group) throws Exception {
        try (KafkaProducer<String, String> producer =
                clients.producer(Map.of("transactional.id", "mine-" + UUID.randomUUID()))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(mine, "committed")).get();
            try (KafkaConsumer<String, String> consumer = clients.consumer(Map.of("group.id", group))) {
                producer.sendOffsetsToTransaction(
                        Map.of(new TopicPartition(mine, 0), new OffsetAndMetadata(0)), consumer.groupMetadata());
            }
            producer.commitTransaction();
            producer.beginTransaction();
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>(other, "denied")).get())
                    .hasRootCauseInstanceOf(TopicAuthorizationException.class);
            producer.abortTransaction();
        }
        try (KafkaProducer<String, String> producer =
                clients.producer(Map.of("transactional.id", "other-" + UUID.randomUUID()))) {
            assertThatThrownBy(producer::initTransactions).isInstanceOf(TransactionalIdAuthorizationException.class);
        }
    }

    @Test
    void aChangeOfRulesHoldsFromTheNextRequestOnWhateverSessionTheClientHas() throws Exception {
        String topic = topic("orders-" + UUID.randomUUID());
        JsonNode policy = apply(List.of(Gateway.aclRule("allow", "topic", ALL, "*")));
        Uuid id = id(topic);
        int session;

        try (RawClient client = RawClient.anonymous(portOfLeader(topic))) {
            FetchResponseData begun = fetch(client, id, 0, 0);
            session = begun.sessionId();
            assertThat(session).as("a session of the broker's own").isNotZero();
            assertThat(fetch(client, id, session, 1).errorCode()).isEqualTo(Errors.NONE.code());

            replace(policy, List.of(Gateway.aclRule("allow", "topic", ALL, "else-*")));

            assertThat(fetch(client, id, session, 2).errorCode()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
            assertThat(fetch(client, id, 0, 0)
                            .responses()
                            .get(0)
                            .partitions()
                            .get(0)
                            .errorCode())
                    .isEqualTo(Errors.TOPIC_AUTHORIZATION_FAILED.code());

            replace(policy, List.of(Gateway.aclRule("allow", "topic", ALL, "orders-*")));

            FetchResponseData again = fetch(client, id, 0, 0);
            assertThat(again.responses().get(0).partitions().get(0).errorCode()).isEqualTo(Errors.NONE.code());
            assertThat(again.sessionId()).isZero();
            assertThat(fetch(client, Uuid.randomUuid(), 0, 0)
                            .responses()
                            .get(0)
                            .partitions()
                            .get(0)
                            .errorCode())
                    .isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
        }
    }

    @Test
    void underLoadNothingIsServedThatIsDenied() throws Exception {
        String topic = topic("orders-" + UUID.randomUUID());
        Map<String, Object> allowed = Gateway.aclRule("allow", "topic", List.of("read", "write"), "orders-*");
        Map<String, Object> denied = Gateway.aclRule("deny", "topic", List.of("read"), topic);
        JsonNode policy = apply(List.of(allowed));
        int rounds = Repetition.STORMS.times();

        try (KafkaConsumer<String, String> consumer =
                clients.consumer(Map.of("max.poll.records", "10", "enable.auto.commit", "false"))) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
            for (int round = 0; round < rounds; round++) {
                clients.produce(topic, 20, Map.of());
                assertThat(Clients.values(consumer, 20)).as("round %s", round).hasSize(20);

                replace(policy, List.of(allowed, denied));

                awaitDenied(consumer);
                clients.produce(topic, 20, Map.of());
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> consumer.poll(Patience.LIMIT))
                            .isInstanceOf(TopicAuthorizationException.class);
                }

                replace(policy, List.of(allowed));

                List<String> caughtUp = new ArrayList<>();
                await().until(() -> {
                    try {
                        consumer.poll(Duration.ofMillis(100)).forEach(record -> caughtUp.add(record.value()));
                    } catch (TopicAuthorizationException e) {
                        return false; // of the last Fetch that was denied
                    }
                    return caughtUp.size() == 20;
                });
            }
        }
    }

    /** What it had asked for before the change may still be given. */
    private static void awaitDenied(KafkaConsumer<String, String> consumer) {
        await().until(() -> {
            try {
                consumer.poll(Duration.ofMillis(100));
                return false;
            } catch (TopicAuthorizationException e) {
                return true;
            }
        });
    }

    @Test
    void whoAwaitsNoAnswerLosesTheConnection() throws Exception {
        String topic = topic("orders-" + UUID.randomUUID());
        apply(List.of(Gateway.aclRule("allow", "topic", List.of("read"), "*")));
        double before = NodeMetrics.rejected(node, "access_denied");
        ProduceRequestData request = new ProduceRequestData().setAcks((short) 0).setTimeoutMs(1_000);
        request.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                .setRecords(MemoryRecords.withRecords(
                                        Compression.NONE,
                                        new SimpleRecord("x".getBytes(StandardCharsets.US_ASCII)))))));

        try (RawClient client = RawClient.anonymous(portOfLeader(topic))) {
            client.send(ApiKeys.PRODUCE, (short) 9, request);

            assertThat(client.isClosed()).isTrue();
        }
        assertThat(NodeMetrics.rejected(node, "access_denied") - before).isOne();
    }

    @ParameterizedTest
    @ValueSource(shorts = {1, 4, 13})
    void aTopicIsMadeByAskingForItOnlyIfTheClientMayMakeIt(short version) throws Exception {
        apply(List.of(
                Gateway.aclRule("allow", "topic", List.of("describe"), "*"),
                Gateway.aclRule("allow", "topic", List.of("create"), "mine-*")));
        String mine = "mine-" + UUID.randomUUID();
        String other = "other-" + UUID.randomUUID();
        MetadataRequestData request = new MetadataRequestData()
                .setAllowAutoTopicCreation(true)
                .setTopics(Stream.of(mine, other)
                        .map(name -> new MetadataRequestTopic().setName(name))
                        .toList());

        try (RawClient client = RawClient.anonymous(port)) {
            assertThat(errors((MetadataResponseData) client.ask(ApiKeys.METADATA, version, request)))
                    .containsEntry(other, Errors.TOPIC_AUTHORIZATION_FAILED)
                    .hasEntrySatisfying(
                            mine,
                            error -> assertThat(error)
                                    .isIn(Errors.NONE, Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.LEADER_NOT_AVAILABLE));
        }
        try (Admin admin = directly()) {
            await().until(() -> admin.listTopics().names().get().contains(mine));
            assertThat(admin.listTopics().names().get()).doesNotContain(other);
        }
    }

    @Test
    void anIdIsNotHiddenByANameThatIsAllowed() throws Exception {
        String mine = topic("mine-" + UUID.randomUUID());
        String other = topic("other-" + UUID.randomUUID());
        apply(List.of(Gateway.aclRule("allow", "topic", ALL, "mine-*")));
        double before = NodeMetrics.rejected(node, "malformed_request");

        try (RawClient client = RawClient.anonymous(port)) {
            MetadataResponseData answer = (MetadataResponseData) client.ask(
                    ApiKeys.METADATA,
                    (short) 12,
                    new MetadataRequestData()
                            .setTopics(List.of(
                                    new MetadataRequestTopic().setName(mine).setTopicId(id(other)))));

            assertThat(answer.topics()).singleElement().satisfies(topic -> {
                assertThat(topic.errorCode()).isEqualTo(Errors.TOPIC_AUTHORIZATION_FAILED.code());
                assertThat(topic.partitions()).isEmpty();
            });
            client.send(
                    ApiKeys.METADATA,
                    (short) 12,
                    new MetadataRequestData().setTopics(List.of(new MetadataRequestTopic().setName(null))));
            assertThat(client.isClosed()).isTrue();
        }
        assertThat(NodeMetrics.rejected(node, "malformed_request") - before).isOne();
    }

    private static Map<String, Errors> errors(MetadataResponseData answer) {
        return answer.topics().stream()
                .collect(Collectors.toMap(MetadataResponseTopic::name, topic -> Errors.forCode(topic.errorCode())));
    }

    private static FetchResponseData fetch(RawClient client, Uuid topic, int session, int epoch) throws IOException {
        List<FetchRequestData.FetchTopic> topics = session != 0
                ? List.of()
                : List.of(new FetchRequestData.FetchTopic()
                        .setTopicId(topic)
                        .setPartitions(List.of(new FetchRequestData.FetchPartition().setPartitionMaxBytes(1_000))));
        return (FetchResponseData) client.ask(
                ApiKeys.FETCH,
                (short) 16,
                new FetchRequestData()
                        .setMaxWaitMs(0)
                        .setSessionId(session)
                        .setSessionEpoch(epoch)
                        .setTopics(topics));
    }

    private JsonNode apply(List<Map<String, Object>> rules) {
        JsonNode policy = gateway.acls(cluster, "who", rules);
        gateway.awaitApplied();
        return policy;
    }

    private void replace(JsonNode policy, List<Map<String, Object>> rules) {
        gateway.replaceAcls(cluster, policy, rules);
        gateway.awaitApplied();
    }

    private static void refused(KafkaFuture<?> answer, Class<? extends Exception> expected) {
        assertThatThrownBy(answer::get).hasCauseInstanceOf(expected);
    }

    private Admin directly() {
        return Admin.create(Map.of("bootstrap.servers", stage.brokers.internalBootstrapServers()));
    }

    /** A topic that is made at the brokers. */
    private String topic(String name) throws Exception {
        try (Admin admin = directly()) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
        return name;
    }

    private Uuid id(String topic) throws Exception {
        try (Admin admin = directly()) {
            return description(admin, topic).topicId();
        }
    }

    /** Of the gateway. */
    private int portOfLeader(String topic) throws Exception {
        try (Admin admin = directly()) {
            return port
                    + 1
                    + description(admin, topic).partitions().get(0).leader().id();
        }
    }

    private static TopicDescription description(Admin admin, String topic) throws Exception {
        return requireNonNull(
                admin.describeTopics(Set.of(topic)).allTopicNames().get().get(topic));
    }

    private double attempts(String result, String type) {
        return NodeMetrics.page(node, "/metrics")
                .lines()
                .filter(line -> line.startsWith("kong_keg_kafka_acl_attempts_total{")
                        && line.contains("kong_keg_result=\"" + result + "\"")
                        && line.contains("kong_keg_acl_resource_type=\"" + type + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private String log() throws IOException {
        return Files.readString(stage.logOf(gatewayName));
    }
}
