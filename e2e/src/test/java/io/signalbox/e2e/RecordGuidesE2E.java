package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.testbed.ClientSecurity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The original's guides on policies for records, step by step, each with a gateway and a node of its own. */
@ExtendWith(OnStage.class)
@ResourceLock("topics of the guides")
class RecordGuidesE2E {

    private static final String BACKEND_CLUSTER = """
            {"name": "default_backend_cluster", "bootstrap_servers": ["kafka1:9092", "kafka2:9092", "kafka3:9092"], \
            "authentication": {"type": "anonymous"}, "insecure_allow_anonymous_virtual_cluster_auth": true, \
            "tls": {"enabled": false}}""";

    private static final String RECORD = "{\"personal\":{\"ssn\":\"100-00-00001\"}}";
    private static final String ANONYMOUS = "{\"type\": \"anonymous\"}";

    private final Stage stage;

    RecordGuidesE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void getStarted() throws Exception {
        try (Guide guide = new Guide(stage, "guide-start")) {
            int port = guide.portsFor(19092, 4);
            guide.deleteTopics("my-test-topic|blocked-topic");
            guide.post("/backend-clusters", BACKEND_CLUSTER, "BC");
            guide.post("/virtual-clusters", """
                    {"name": "example_virtual_cluster", "destination": {"id": "$BC"}, "dns_label": "vcluster-1", \
                    "authentication": [{"type": "anonymous"}], "acl_mode": "enforce_on_gateway"}""", "VC");
            guide.post("/virtual-clusters/$VC/cluster-policies", """
                    {"type": "acls", "name": "example_acl_policy", "config": {"rules": [\
                    {"resource_type": "topic", "action": "allow", "operations": [{"name": "describe"}, \
                    {"name": "describe_configs"}, {"name": "read"}, {"name": "write"}], "resource_names": [{"match": "*"}]}, \
                    {"resource_type": "topic", "action": "deny", "operations": [{"name": "write"}], \
                    "resource_names": [{"match": "blocked-topic"}]}]}}""");
            guide.post("/listeners", """
                    {"name": "example_listener", "addresses": ["0.0.0.0"], "ports": ["19092-19095"]}""", "L");
            guide.post("/listeners/$L/policies", """
                    {"type": "forward_to_virtual_cluster", "name": "forward", "config": {"type": "port_mapping", \
                    "advertised_host": "localhost", "destination": {"id": "$VC"}}}""");
            guide.post("/virtual-clusters/$VC/consume-policies", """
                    {"type": "modify_headers", "name": "new-header", "config": {"actions": [\
                    {"op": "set", "key": "My-New-Header", "value": "header_value"}]}}""");
            guide.serve();
            Kafkactl direct = new Kafkactl(guide.direct());
            Kafkactl vc = new Kafkactl(new Clients("localhost:" + port));

            direct.createTopics("my-test-topic");
            assertThat(direct.produce("my-test-topic", "Hello World")).isEqualTo("partition=0 offset=0");
            assertThat(vc.produce("my-test-topic", "test message")).isEqualTo("partition=0 offset=1");
            assertThat(vc.consumeWithHeaders("my-test-topic"))
                    .containsExactly(
                            "My-New-Header:header_value#Hello World", "My-New-Header:header_value#test message");
            direct.createTopics("blocked-topic");
            assertThatThrownBy(() -> vc.produce("blocked-topic", "test message"))
                    .hasRootCauseInstanceOf(TopicAuthorizationException.class);

            // beyond the guide
            assertThat(direct.consumeWithHeaders("my-test-topic")).containsExactly("#Hello World", "#test message");
            guide.deleteTopics("my-test-topic|blocked-topic");
        }
    }

    @Test
    void filterRecordsByClassification() throws Exception {
        try (Guide guide = new Guide(stage, "guide-filter")) {
            int port = guide.portsFor(19092, 4);
            guide.deleteTopics("app_logs");
            new Kafkactl(guide.direct()).createTopics("app_logs");
            guide.post("/backend-clusters", BACKEND_CLUSTER, "BACKEND_CLUSTER_ID");
            guide.post("/virtual-clusters", """
                    {"name": "logs_vc", "destination": {"id": "$BACKEND_CLUSTER_ID"}, "dns_label": "logs", \
                    "authentication": [{"type": "sasl_plain", "mediation": "terminate", "principals": [\
                    {"username": "sre_user", "password": "sre_password"}, \
                    {"username": "dev_user", "password": "dev_password"}]}], "acl_mode": "passthrough"}""", "VIRTUAL_CLUSTER_ID");
            guide.post("/listeners", """
                    {"name": "logs_listener", "addresses": ["0.0.0.0"], "ports": ["19092-19095"]}""", "LISTENER_ID");
            guide.post("/listeners/$LISTENER_ID/policies", """
                    {"type": "forward_to_virtual_cluster", "name": "forward_to_logs_vc", "config": {\
                    "type": "port_mapping", "advertised_host": "localhost", "destination": {"id": "$VIRTUAL_CLUSTER_ID"}}}""");
            guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/produce-policies", """
                    {"type": "schema_validation", "name": "parse_json_logs", "config": {"type": "json", \
                    "value_validation_action": "reject"}}""", "SCHEMA_VALIDATION_POLICY_ID");
            guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/produce-policies", """
                    {"type": "modify_headers", "name": "classify_internal_logs", \
                    "parent_policy_id": "$SCHEMA_VALIDATION_POLICY_ID", \
                    "condition": "record.value.content[\\"level\\"] == \\"debug\\" || record.value.content[\\"level\\"] == \\"trace\\"", \
                    "config": {"actions": [{"op": "set", "key": "x-internal", "value": "true"}]}}""");
            guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/consume-policies", """
                    {"type": "skip_record", "name": "filter_internal_logs", \
                    "condition": "record.headers[\\"x-internal\\"] == \\"true\\" && context.auth.principal.name != \\"sre_user\\""}""");
            guide.serve();
            Clients clients = new Clients("localhost:" + port);
            Kafkactl sre = new Kafkactl(clients.with(ClientSecurity.plain("sre_user", "sre_password")));
            Kafkactl dev = new Kafkactl(clients.with(ClientSecurity.plain("dev_user", "dev_password")));
            List<String> logs = List.of(
                    "{\"level\": \"info\", \"message\": \"Application started\"}",
                    "{\"level\": \"debug\", \"message\": \"Loading configuration from /etc/app/config.yaml\"}",
                    "{\"level\": \"error\", \"message\": \"Failed to connect to database\"}",
                    "{\"level\": \"trace\", \"message\": \"Entering function processRequest()\"}",
                    "{\"level\": \"warn\", \"message\": \"High memory usage detected\"}");

            for (String line : logs) {
                sre.produce("app_logs", line);
            }

            assertThat(sre.consumeWithHeaders("app_logs"))
                    .containsExactly(
                            "#" + logs.get(0),
                            "x-internal:true#" + logs.get(1),
                            "#" + logs.get(2),
                            "x-internal:true#" + logs.get(3),
                            "#" + logs.get(4));
            assertThat(dev.consumeWithHeaders("app_logs"))
                    .containsExactly("#" + logs.get(0), "#" + logs.get(2), "#" + logs.get(4));

            // beyond the guide
            assertThatThrownBy(() -> sre.produce("app_logs", "no json"))
                    .hasMessageContaining("policy [parse_json_logs]: the value is not valid JSON");
            guide.deleteTopics("app_logs");
        }
    }

    @Test
    void validateAvroMessages() throws Exception {
        try (SchemaRegistryService registry = new SchemaRegistryService();
                Guide guide = new Guide(stage, "guide-avro")) {
            int port = guide.portsFor(19092, 4);
            guide.inPlaceOf("http://schema-registry:8081", registry.url());
            guide.deleteTopics("app_logs");
            guide.post("/backend-clusters", BACKEND_CLUSTER, "BACKEND_CLUSTER_ID");
            guide.post("/virtual-clusters", """
                    {"name": "logs_vc", "destination": {"id": "$BACKEND_CLUSTER_ID"}, "dns_label": "logs", \
                    "authentication": [{"type": "anonymous"}], "acl_mode": "passthrough"}""", "VIRTUAL_CLUSTER_ID");
            guide.post("/listeners", """
                    {"name": "logs_listener", "addresses": ["0.0.0.0"], "ports": ["19092-19095"]}""", "LISTENER_ID");
            guide.post("/listeners/$LISTENER_ID/policies", """
                    {"type": "forward_to_virtual_cluster", "name": "forward_to_logs_vc", "config": {\
                    "type": "port_mapping", "advertised_host": "localhost", "destination": {"id": "$VIRTUAL_CLUSTER_ID"}}}""");
            guide.post("/schema-registries", """
                    {"name": "local-schema-registry", "type": "confluent", "config": {"schema_type": "avro", \
                    "endpoint": "http://schema-registry:8081", "timeout_seconds": 10}}""", "SCHEMA_REGISTRY_ID");
            guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/produce-policies", """
                    {"type": "schema_validation", "name": "validate_avro", "config": {\
                    "type": "confluent_schema_registry", "schema_registry": {"name": "local-schema-registry"}, \
                    "value_validation_action": "reject"}}""", "POLICY_ID");
            guide.serve();
            Kafkactl vc = new Kafkactl(new Clients("localhost:" + port));
            Kafkactl direct = new Kafkactl(guide.direct());

            vc.createTopics("app_logs");
            int schema = register(registry, """
                    {"schema": "{\\"type\\": \\"record\\", \\"name\\": \\"AppLog\\", \\"namespace\\": \\"com.example\\", \
                    \\"fields\\": [{\\"name\\": \\"level\\", \\"type\\": \\"string\\"}, \
                    {\\"name\\": \\"message\\", \\"type\\": \\"string\\"}]}"}""");
            byte[] started = registry.encode(schema, "{\"level\": \"info\", \"message\": \"Application started\"}");
            assertThat(vc.produce("app_logs", started)).isEqualTo("partition=0 offset=0");
            assertThatThrownBy(() ->
                            registry.encode(schema, "{\"severity\": \"info\", \"message\": \"Application started\"}"))
                    .hasMessageContaining("Expected field name not found: level");
            assertThat(vc.consumeBytes("app_logs"))
                    .singleElement()
                    .satisfies(value -> assertThat(registry.decode(value))
                            .contains("\"AppLog\"")
                            .endsWith("#{\"level\": \"info\", \"message\": \"Application started\"}"));

            // beyond the guide: what a client writes that asks no registry
            assertThatThrownBy(() -> vc.produce("app_logs", "{\"severity\": \"info\"}"))
                    .hasRootCauseInstanceOf(InvalidRecordException.class)
                    .hasMessageContaining("policy [validate_avro]: the value does not begin with the id of a schema");
            assertThatThrownBy(() -> vc.produce("app_logs", Arrays.copyOf(started, started.length - 1)))
                    .hasMessageContaining("the value has a part that is longer than the value");
            assertThatThrownBy(() -> vc.produce("app_logs", new byte[] {0, 0, 0, 3, 15}))
                    .hasMessageContaining("the value has the schema 783, which its registry does not have");
            for (int i = 0; i < 5; i++) {
                vc.produce("app_logs", started);
            }
            assertThat(registry.questions())
                    .as("for one schema that is there, and one that is not")
                    .isEqualTo(2);
            assertThat(direct.consumeBytes("app_logs")).hasSize(6).containsOnly(started);
            comesThroughOnceTheRegistryIsBack(guide, registry, vc, direct);
            guide.deleteTopics("app_logs");
        }
    }

    /** Neither writers nor readers notice more than that it takes a while; nothing is left out or marked. */
    private static void comesThroughOnceTheRegistryIsBack(
            Guide guide, SchemaRegistryService registry, Kafkactl vc, Kafkactl direct) throws Exception {
        registry.setAway(true);
        int newer = registry.add("\"string\"");
        byte[] value = registry.encode(newer, "\"hello\"");
        CompletableFuture<String> written = CompletableFuture.supplyAsync(() -> {
            try {
                return vc.produce("app_logs", value);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        await().atMost(Clients.LIMIT)
                .until(() -> guide.gateway.problems().toString().contains("answers with the status 503"));
        assertThat(written).isNotDone();

        registry.setAway(false);

        assertThat(written.get(Clients.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("partition=0 offset=6");
        await().atMost(Clients.LIMIT).until(() -> guide.gateway.problems().isEmpty());

        registry.setAway(true);
        int newest = registry.add("\"string\"");
        byte[] last = registry.encode(newest, "\"hello again\"");
        direct.produce("app_logs", last);
        guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/consume-policies", """
                {"type": "schema_validation", "name": "skip_what_is_no_avro", "config": {\
                "type": "confluent_schema_registry", "schema_registry": {"name": "local-schema-registry"}, \
                "failure_mode": "skip"}}""");
        guide.gateway.awaitApplied();
        CompletableFuture<List<byte[]>> read = CompletableFuture.supplyAsync(() -> vc.consumeBytes("app_logs"));
        await().atMost(Clients.LIMIT)
                .until(() -> guide.gateway.problems().toString().contains("answers with the status 503"));
        assertThat(read).isNotDone();

        registry.setAway(false);

        assertThat(read.get(Clients.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .hasSize(8)
                .endsWith(value, last);
    }

    /** As the guide's curl does. */
    private static int register(SchemaRegistryService registry, String body) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(registry.url() + "/subjects/app_logs-value/versions"))
                                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return Integer.parseInt(answer.body().replaceAll("\\D", ""));
    }

    @Test
    void encryptMessages() throws Exception {
        try (Guide guide = new Guide(stage, "guide-encrypt")) {
            Kafkactl vc = virtualClusterWithKey(guide, ANONYMOUS);
            guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/produce-policies", """
                    {"name": "encrypt-static-key", "type": "encrypt", "config": {"failure_mode": "passthrough", \
                    "part_of_record": ["value"], "encryption_key": {"type": "static", "key": {"name": "my-key"}}}}""");
            guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/consume-policies", """
                    {"name": "decrypt-static-key", "type": "decrypt", "config": {"failure_mode": "passthrough", \
                    "part_of_record": ["value"], "key_sources": [{"type": "static"}]}}""");
            guide.serve();
            Kafkactl direct = new Kafkactl(guide.direct());

            direct.createTopics("my-test-topic");
            assertThat(vc.produce("my-test-topic", "Hello World")).isEqualTo("partition=0 offset=0");
            assertThat(direct.consumeWithHeaders("my-test-topic"))
                    .singleElement()
                    .asString()
                    .startsWith("kong/enc:\u0000\u0001\u0000-static://")
                    .doesNotContain("Hello World");
            assertThat(vc.consumeWithHeaders("my-test-topic")).containsExactly("#Hello World");
            guide.deleteTopics("my-test-topic");
        }
    }

    @Test
    void encryptFieldsOfMessages() throws Exception {
        try (Guide guide = new Guide(stage, "guide-fields")) {
            Kafkactl vc = virtualClusterWithKey(guide, ANONYMOUS);
            fieldPolicies(guide, "[{\"match\": \"personal.ssn\"}]");
            guide.serve();
            Kafkactl direct = new Kafkactl(guide.direct());

            direct.createTopics("my-test-topic");
            assertThat(vc.produce("my-test-topic", RECORD)).isEqualTo("partition=0 offset=0");
            assertThat(direct.consumeWithHeaders("my-test-topic"))
                    .singleElement()
                    .asString()
                    .startsWith("kong/enc:\u0000\u0004\u0000-static://")
                    .doesNotContain("100-00-00001");
            assertThat(vc.consume("my-test-topic")).containsExactly(RECORD);
            guide.deleteTopics("my-test-topic");
        }
    }

    /** Who logs in as one client sees what others do not. */
    @Test
    void decryptFieldsForOneClient() throws Exception {
        try (TokenService tokens = new TokenService();
                Guide guide = new Guide(stage, "guide-dynamic")) {
            guide.know("ISSUER_URL", tokens.url());
            guide.know("CLIENT_ID", "client-1");
            Kafkactl vc = virtualClusterWithKey(guide, """
                    {"type": "anonymous"}, {"type": "oauth_bearer", "mediation": "terminate", \
                    "jwks": {"endpoint": "$ISSUER_URL/.well-known/jwks"}}""");
            fieldPolicies(guide, """
                    "context.auth.principal.name == \\"$CLIENT_ID\\" ? [\\"personal.ssn\\"] : []\"""");
            guide.serve();
            Kafkactl direct = new Kafkactl(guide.direct());
            Kafkactl withToken = new Kafkactl(vc.clients()
                    .with(ClientSecurity.token(
                            tokens.token(Map.of("sub", "client-1", "aud", "http://myhttpbin.dev")))));

            direct.createTopics("my-test-topic");
            assertThat(vc.produce("my-test-topic", RECORD)).isEqualTo("partition=0 offset=0");
            assertThat(direct.consumeWithHeaders("my-test-topic"))
                    .singleElement()
                    .asString()
                    .startsWith("kong/enc:\u0000\u0004\u0000-static://");
            assertThat(withToken.consume("my-test-topic")).containsExactly(RECORD);
            assertThat(vc.consume("my-test-topic"))
                    .singleElement()
                    .asString()
                    .startsWith("{\"personal\":{\"ssn\":\"")
                    .doesNotContain("100-00-00001");
            guide.deleteTopics("my-test-topic");
        }
    }

    private static Kafkactl virtualClusterWithKey(Guide guide, String authentication) throws Exception {
        int port = guide.portsFor(19092, 4);
        guide.deleteTopics("my-test-topic");
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        guide.know("MY_KEY", Base64.getEncoder().encodeToString(key));
        guide.post("/backend-clusters", BACKEND_CLUSTER, "BACKEND_CLUSTER_ID");
        guide.post("/virtual-clusters", """
                {"name": "example_virtual_cluster", "destination": {"id": "$BACKEND_CLUSTER_ID"}, "dns_label": "vcluster-1", \
                "authentication": [WAYS], "acl_mode": "passthrough"}""".replace("WAYS", authentication), "VIRTUAL_CLUSTER_ID");
        guide.post("/listeners", """
                {"name": "example_listener", "addresses": ["0.0.0.0"], "ports": ["19092-19095"]}""", "LISTENER_ID");
        guide.post("/listeners/$LISTENER_ID/policies", """
                {"type": "forward_to_virtual_cluster", "name": "forward", "config": {"type": "port_mapping", \
                "advertised_host": "localhost", "destination": {"id": "$VIRTUAL_CLUSTER_ID"}}}""");
        guide.post("/static-keys", """
                {"name": "my-key", "value": "$MY_KEY"}""");
        return new Kafkactl(new Clients("localhost:" + port));
    }

    private static void fieldPolicies(Guide guide, String pathsToDecrypt) {
        guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/produce-policies", """
                {"type": "schema_validation", "name": "produce_validate_json", "config": {"type": "json", \
                "value_validation_action": "reject"}}""", "PRODUCE_SCHEMA_VALIDATION_ID");
        guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/produce-policies", """
                {"name": "encrypt-fields-static-key", "parent_policy_id": "$PRODUCE_SCHEMA_VALIDATION_ID", \
                "type": "encrypt_fields", "config": {"failure_mode": "reject", "encrypt_fields": [\
                {"paths": [{"match": "personal.ssn"}], \
                "encryption_key": {"type": "static", "key": {"name": "my-key"}}}]}}""");
        guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/consume-policies", """
                {"type": "schema_validation", "name": "consume_validate_json", "config": {"type": "json", \
                "value_validation_action": "mark"}}""", "CONSUME_SCHEMA_VALIDATION_ID");
        guide.post("/virtual-clusters/$VIRTUAL_CLUSTER_ID/consume-policies", """
                {"name": "decrypt-fields-static-key", "parent_policy_id": "$CONSUME_SCHEMA_VALIDATION_ID", \
                "type": "decrypt_fields", "config": {"failure_mode": "error", "key_sources": [{"type": "static"}], \
                "decrypt_fields": {"paths": PATHS}}}""".replace("PATHS", pathsToDecrypt));
    }
}
