package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.testbed.ClientSecurity;
import java.util.List;
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
}
