package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.BrokerSecurity;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.SecureListener;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same requests to a broker that has Kafka's own authorizer, and to a gateway in front of it that has the same rules:
 * the answers are equal, of every API, in its oldest and its newest version.
 */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AclOracleE2E {

    private static final String MINE = "mine-a";
    private static final String OTHERS = "other-a";
    private static final List<List<String>> NAMES = List.of(List.of(MINE), List.of(OTHERS), List.of(MINE, OTHERS));
    private static final String SECRET = "s3cret";
    private static final Duration DAY = Duration.ofDays(1);

    /** Whom the rules are for: one who may do everything with what is called {@code mine}, and one who may do everything. */
    private static final List<String> USERS = List.of("some", "admin");

    /** Not of clients: what brokers, controllers and share groups say to each other; what changes who may do what. */
    private static final Set<ApiKeys> NOT_OFFERED = EnumSet.of(
            ApiKeys.WRITE_TXN_MARKERS,
            ApiKeys.DESCRIBE_ACLS,
            ApiKeys.CREATE_ACLS,
            ApiKeys.DELETE_ACLS,
            ApiKeys.CREATE_DELEGATION_TOKEN,
            ApiKeys.RENEW_DELEGATION_TOKEN,
            ApiKeys.EXPIRE_DELEGATION_TOKEN,
            ApiKeys.DESCRIBE_DELEGATION_TOKEN);

    /** What two answers to one request differ in anyway. */
    private static final Set<String> VOLATILE = Set.of(
            "throttleTimeMs",
            "brokers",
            "host",
            "port",
            "nodeId",
            "controllerId",
            "baseOffset",
            "logAppendTimeMs",
            "logStartOffset",
            "highWatermark",
            "lastStableOffset",
            "records",
            "producerId",
            "producerEpoch",
            "nodeEndpoints",
            "timestamp",
            "offset",
            "startOffset",
            "activeProducers",
            "totalBytes",
            "usableBytes",
            "logDir",
            "partitionSize",
            "nodes",
            "currentVoters",
            "observers",
            "leaderEpoch",
            "topicId");

    private final Stage stage;
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, Uuid> ids = new HashMap<>();
    private KafkaCluster broker;
    private NodeProcess node;

    AclOracleE2E(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void open() throws Exception {
        Issuer authority = Issuer.create(KeyKind.EC, "CN=brokers CA", DAY);
        KeyedCertificate certificate =
                authority.issue(CertificateRequest.of(KeyKind.EC, "CN=broker", DAY, "localhost"));
        broker = KafkaCluster.start(KafkaOptions.brokers(1)
                .withSecurity(BrokerSecurity.of(
                        certificate,
                        authority.authority().certificatePem(),
                        USERS.stream().collect(Collectors.toMap(user -> user, user -> SECRET))))
                .withProperty("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .withProperty("super.users", "User:ANONYMOUS"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(MINE, 1, (short) 1), new NewTopic(OTHERS, 1, (short) 1)))
                    .all()
                    .get();
            Map<String, TopicDescription> topics =
                    admin.describeTopics(List.of(MINE, OTHERS)).allTopicNames().get();
            topics.forEach((name, topic) -> ids.put(name, topic.topicId()));
            admin.createAcls(acls()).all().get();
            // So that there are coordinators.
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    Map.of(new TopicPartition(MINE, 0), new OffsetAndMetadata(0));
            for (String group : List.of(MINE, OTHERS)) {
                admin.alterConsumerGroupOffsets(group, offsets).all().get();
            }
        }
        Gateway gateway = stage.anotherGateway("oracle");
        var backend = gateway.backendCluster("brokers", List.of("127.0.0.1:" + broker.port(0)));
        for (String user : USERS) {
            int port = FreePorts.anyConsecutive(2);
            var cluster = gateway.enforcingCluster(user, backend);
            gateway.acls(cluster, user, user.equals("some") ? rulesOfSome() : rulesOfAdmin());
            gateway.portMapping(gateway.listener(user, port + "-" + (port + 1)), cluster, Map.of());
            ports.put(user, port);
        }
        node = stage.anotherNode(gateway, "oracle", Map.of());
        node.awaitReady();
        gateway.awaitApplied();
        assertThat(gateway.problems()).isEmpty();
    }

    @AfterAll
    void close() throws IOException {
        node.close();
        broker.close();
        assertThat(Files.readString(stage.logOf("oracle"))).doesNotContain("LEAK:", " ERROR ");
    }

    private static List<AclBinding> acls() {
        List<AclBinding> acls = new ArrayList<>();
        for (ResourceType type : List.of(ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID)) {
            acls.add(allow("some", new ResourcePattern(type, "mine", PatternType.PREFIXED), AclOperation.ALL));
            acls.add(allow("admin", new ResourcePattern(type, "*", PatternType.LITERAL), AclOperation.ALL));
        }
        ResourcePattern cluster = new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL);
        CLUSTER_OPERATIONS.forEach(operation -> acls.add(allow("admin", cluster, AclOperation.fromString(operation))));
        return acls;
    }

    private static final List<String> CLUSTER_OPERATIONS =
            List.of("alter", "alter_configs", "create", "describe", "describe_configs", "idempotent_write");

    private static AclBinding allow(String user, ResourcePattern pattern, AclOperation operation) {
        return new AclBinding(pattern, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    private static List<Map<String, Object>> rulesOfSome() {
        return Stream.of("topic", "group", "transactional_id")
                .map(type -> Gateway.aclRule("allow", type, List.of("all"), "mine*"))
                .toList();
    }

    private static List<Map<String, Object>> rulesOfAdmin() {
        return Stream.concat(
                        Stream.of("topic", "group", "transactional_id")
                                .map(type -> Gateway.aclRule("allow", type, List.of("all"), "*")),
                        Stream.of(Gateway.aclRule("allow", "cluster", CLUSTER_OPERATIONS, "kafka-cluster")))
                .toList();
    }

    @Test
    void everyApiOfABrokerIsOfferedOrKnownNotToBe() throws IOException {
        Set<ApiKeys> missing = EnumSet.noneOf(ApiKeys.class);
        missing.addAll(offered(RawClient.plain(direct(), "admin", SECRET)).keySet());
        missing.removeAll(offered(RawClient.anonymous(port("admin"))).keySet());

        assertThat(missing).containsAll(NOT_OFFERED);
        missing.removeAll(NOT_OFFERED);
        assertThat(missing).as("between brokers").allMatch(api -> api.name().contains("SHARE_GROUP_STATE"));
    }

    static Stream<ApiKeys> apis() {
        return AclRequests.apis().stream();
    }

    @ParameterizedTest
    @MethodSource("apis")
    void theGatewayAnswersAsTheBrokerDoes(ApiKeys api) throws Exception {
        ApiVersion offered =
                requireNonNull(offered(RawClient.anonymous(port("some"))).get(api), () -> "versions of " + api);
        Map<String, List<String>> differences = new TreeMap<>();
        for (short version : versions(api, offered)) {
            for (String user : USERS) {
                try (ReopenedClient broker = new ReopenedClient(() -> RawClient.plain(direct(), user, SECRET));
                        ReopenedClient gateway = new ReopenedClient(() -> RawClient.anonymous(port(user)))) {
                    for (List<String> names : NAMES) {
                        ApiMessage request = new AclRequests(names, ids, version).of(api);
                        String expected = text(broker.ask(api, version, request), version);
                        String answered;
                        try {
                            answered = text(gateway.ask(api, version, request), version);
                        } catch (IOException e) {
                            answered = e.toString();
                        }
                        if (!answered.equals(expected)) {
                            differences.put(
                                    api + " v" + version + " of " + user + " for " + names,
                                    List.of(expected, answered));
                        }
                    }
                }
            }
        }

        assertThat(differences).isEmpty();
    }

    /** The oldest and the newest; of Produce brokers offer some that they have no more. */
    private static Set<Short> versions(ApiKeys api, ApiVersion offered) {
        return new TreeSet<>(
                List.of((short) Math.max(offered.minVersion(), api.oldestVersion()), offered.maxVersion()));
    }

    private int direct() {
        return broker.port(0, SecureListener.SASL_PLAINTEXT);
    }

    private int port(String user) {
        return ports.getOrDefault(user, 0);
    }

    private static Map<ApiKeys, ApiVersion> offered(RawClient client) throws IOException {
        try (client) {
            ApiVersionsResponseData answer = (ApiVersionsResponseData) client.ask(
                    ApiKeys.API_VERSIONS,
                    (short) 3,
                    new ApiVersionsRequestData().setClientSoftwareName("raw").setClientSoftwareVersion("1"));
            return answer.apiKeys().stream()
                    .filter(api -> ApiKeys.hasId(api.apiKey()))
                    .collect(Collectors.toMap(api -> ApiKeys.forId(api.apiKey()), ApiVersion::duplicate));
        }
    }

    /** What is in it and stays the same, in an order of its own. */
    private static String text(ApiMessage message, short version) throws ReflectiveOperationException {
        JsonNode json = (JsonNode) Class.forName(message.getClass().getName() + "JsonConverter")
                .getMethod("write", message.getClass(), short.class)
                .invoke(null, message, version);
        return text(json);
    }

    private static String text(JsonNode json) {
        if (json.isObject()) {
            Map<String, String> fields = new TreeMap<>();
            json.properties().stream()
                    .filter(field -> !VOLATILE.contains(field.getKey()))
                    // Controllers say why by their own innards.
                    .filter(field -> !field.getKey().equals("errorMessage")
                            || json.path("errorCode").intValue() != Errors.CLUSTER_AUTHORIZATION_FAILED.code())
                    .forEach(field -> fields.put(field.getKey(), text(field.getValue())));
            return fields.toString();
        }
        if (json.isArray()) {
            List<String> elements = new ArrayList<>();
            json.forEach(element -> elements.add(text(element)));
            return elements.stream().sorted().toList().toString();
        }
        return json.toString();
    }
}
