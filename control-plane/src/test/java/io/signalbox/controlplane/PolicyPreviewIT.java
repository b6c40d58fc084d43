package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyPreviewIT {

    private static final String ALICE = "'principal': {'type': 'sasl_plain', 'name': 'alice'}, 'topic': 'app_logs'";
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String backend = api.newBackendCluster(gateway, "kafka");
    private final String virtual = gateway + "/virtual-clusters/" + api.newVirtualCluster(gateway, "logs", backend);
    private final String preview = virtual + "/policy-preview";

    @Test
    void whatPoliciesMakeOfARecordIsTold() {
        String json = produce("{'type': 'schema_validation', 'name': 'parse', 'config': {'type': 'json',"
                + " 'value_validation_action': 'reject'}}");
        String header = produce("{'type': 'modify_headers', 'name': 'classify', 'parent_policy_id': '" + json
                + "', 'condition': 'record.value.content.level == \\'debug\\'', 'config': {'actions': [{'op': 'set',"
                + " 'key': 'x-internal', 'value': 'true'}]}}");
        String off = produce("{'type': 'modify_headers', 'name': 'off', 'enabled': false, 'config': {'actions': ["
                + "{'op': 'remove', 'key': 'x-internal'}]}}");

        assertThat(ask("'phase': 'produce', " + ALICE
                        + ", 'record': {'key_base64': '/w==', 'value': '{\\\"level\\\": \\\"debug\\\"}',"
                        + " 'headers': [{'key': 'a', 'value': 'b'}]}"))
                .isEqualTo(json(
                        "{'result':'changed','policies':[{'policy_id':'%s','policy_name':'parse',"
                                + "'type':'schema_validation','result':'passes'},{'policy_id':'%s','policy_name':"
                                + "'classify','type':'modify_headers','result':'changes'}],'record':{'key_base64':'/w==',"
                                + "'value':'{\\\"level\\\": \\\"debug\\\"}','headers':[{'key':'a','value':'b'},"
                                + "{'key':'x-internal','value':'true'}]}}",
                        json, header))
                .doesNotContain(off);
        assertThat(ask("'phase': 'produce', " + ALICE + ", 'record': {'value': '{\\\"level\\\": \\\"info\\\"}'}"))
                .contains("\"result\":\"unchanged\"", "\"type\":\"modify_headers\",\"result\":\"not_applied\"");
        assertThat(ask("'phase': 'produce', " + ALICE + ", 'record': {'value': 'no json'}"))
                .contains(
                        "\"result\":\"refused\"",
                        "\"reason\":\"policy [parse]: the value is not valid JSON at byte",
                        "\"result\":\"fails\"",
                        "\"type\":\"modify_headers\",\"result\":\"not_reached\"")
                .doesNotContain("\"record\"");
        assertThat(ask("'phase': 'consume', " + ALICE + ", 'record': {'value': 'no json'}"))
                .isEqualTo(json("{'result':'unchanged','policies':[],'record':{'value':'no json','headers':[]}}"));
    }

    @Test
    void whatAConsumerIsNotGivenIsLeftOutForThatConsumer() {
        consume("{'type': 'skip_record', 'name': 'hide', 'condition': 'context.auth.principal.name != \\'sre\\''}");

        assertThat(ask("'phase': 'consume', " + ALICE + ", 'record': {'value': 'x'}"))
                .contains("\"result\":\"left_out\"", "\"result\":\"leaves_out\"");
        assertThat(ask("'phase': 'consume', " + ALICE.replace("alice", "sre") + ", 'record': {'value': 'x'}"))
                .contains("\"result\":\"unchanged\"", "\"result\":\"not_applied\"");
    }

    @Test
    void whatIsEncryptedIsToldAndTheKeyIsNotUsed() {
        api.post(gateway + "/static-keys", json("{'name': 'stored', 'value': '%s'}", KEY));
        api.post(gateway + "/static-keys", json("{'name': 'kept', 'value': '${env[\\'NOT_HERE\\']}'}"));
        produce("{'type': 'encrypt', 'config': {'failure_mode': 'error', 'part_of_record': ['key'],"
                + " 'encryption_key': {'type': 'static', 'key': {'name': 'kept'}}}}");
        produce("{'type': 'encrypt', 'config': {'failure_mode': 'error', 'part_of_record': ['value'],"
                + " 'encryption_key': {'type': 'static', 'key': {'name': 'stored'}}}}");
        consume("{'type': 'decrypt', 'config': {'failure_mode': 'error', 'part_of_record': ['value'],"
                + " 'key_sources': [{'type': 'static'}]}}");

        String written = ask("'phase': 'produce', " + ALICE + ", 'record': {'key': 'sensitive', 'value': 'sensitive'}");

        assertThat(written)
                .contains("\"result\":\"changed\"", "\"key_base64\"", "\"value_base64\"", "kong/enc")
                .doesNotContain("sensitive", KEY);
        String header =
                written.replaceAll(".*(\\{\"key\":\"kong/enc\"[^}]*}).*", "$1").replace('"', '\'');
        assertThat(ask("'phase': 'consume', " + ALICE + ", 'record': {'value': 'x', 'headers': [" + header + "]}"))
                .contains("\"result\":\"unknown\"", "only nodes have the keys")
                .doesNotContain("\"record\"");
    }

    @Test
    void schemasComeWithTheRequest() {
        api.post(
                gateway + "/schema-registries",
                json("{'name': 'registry', 'type': 'confluent', 'config': {"
                        + "'schema_type': 'avro', 'endpoint': 'http://127.0.0.1:1'}}"));
        produce("{'type': 'schema_validation', 'name': 'avro', 'config': {'type': 'confluent_schema_registry',"
                + " 'schema_registry': {'name': 'registry'}, 'failure_mode': 'reject'}}");
        String record = ", 'record': {'value_base64': 'AAAAAAcCQQ=='}"; // the schema 7, and a text

        assertThat(ask("'phase': 'produce', " + ALICE + record))
                .contains("\"result\":\"unknown\"", "the schema 7 cannot be had", "only nodes ask for it");
        assertThat(ask("'phase': 'produce', " + ALICE + record
                        + ", 'schemas': [{'id': 7, 'schema': '\\\"string\\\"'}]"))
                .contains("\"result\":\"unchanged\"", "\"value_base64\":\"AAAAAAcCQQ==\"");
        assertThat(ask("'phase': 'produce', " + ALICE + record + ", 'schemas': [{'id': 7, 'schema': '\\\"int\\\"'}]"))
                .contains("\"result\":\"refused\"", "has more bytes than its schema reads");
        assertThat(ask("'phase': 'produce', " + ALICE + record + ", 'schemas': [{'id': 7, 'schema': 'none'}]"))
                .contains("\"result\":\"refused\"", "is no schema of Avro");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | phase required, principal required, record required, topic required",
                "{'phase': 'x', " + ALICE + ", 'record': {'value': 'a', 'value_base64': 'YQ==', 'key_base64': '?'}}"
                        + " | phase enum, record.key_base64 invalid, record.value_base64 invalid",
                "{'phase': 'produce', " + ALICE + ", 'record': {'headers': [{'value': 'x'}]}, 'schemas': [{'id': -1}]}"
                        + " | record.headers[0].key required, schemas[0].id min, schemas[0].schema required",
            })
    void whatCannotBeAskedIsRefused(String body, String wrong) {
        assertThat(api.post(preview, json(body)).invalid().stream().sorted().toList())
                .isEqualTo(List.of(wrong.split(", ")));
    }

    private String produce(String policy) {
        return api.post(virtual + "/produce-policies", json(policy)).id();
    }

    private void consume(String policy) {
        api.post(virtual + "/consume-policies", json(policy));
    }

    private String ask(String properties) {
        Api.Answer answer = api.post(preview, json("{" + properties + "}"));
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().toString();
    }
}
