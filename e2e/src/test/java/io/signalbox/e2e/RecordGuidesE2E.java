package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.testbed.ClientSecurity;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The original's guides on policies for records, step by step, each with a gateway and a node of its own. */
@ExtendWith(OnStage.class)
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
