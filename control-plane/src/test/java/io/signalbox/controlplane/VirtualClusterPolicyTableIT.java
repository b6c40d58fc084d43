package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract sections 4.4 and 4.5, field by field: values that are taken, and values that are not, at both ends. */
class VirtualClusterPolicyTableIT {

    private static final String ACL = "'resource_type': 'topic', 'action': 'allow'";
    private static final String READ = "'operations': [{'name': 'read'}]";
    private static final String NAMES = "'resource_names': [{'match': '*'}]";
    private static final String FIELDS = "'failure_mode': 'error', 'key_sources': [{'type': 'static'}]";
    private static final String AWS = "'encryption_key': {'type': 'aws', 'arn': 'arn:aws:kms:x'}";

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String cluster = gateway + "/virtual-clusters/"
            + api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            maxCharsPerColumn = 20_000,
            value = {
                "acls | {'rules': [{" + ACL + ", " + READ + ", " + NAMES + "}]}",
                "acls | {'rules': [{" + ACL + ", 'operations': [], 'resource_names': []}]}",
                "acls | {'rules': [{" + ACL + ", " + READ + ", 'resource_names': <50 {'match': 'a'}>}]}",
                "acls | {'rules': [{" + ACL + ", " + READ + ", 'resource_names': '[context.auth.principal.name]'}]}",
                "acls | {'rules': [{" + ACL + ", " + READ
                        + ", 'resource_names': '${[context.auth.token.claims.topic_prefix + \\'*\\']}'}]}",
                "acls | {'rules': [{'resource_type': 'cluster', 'action': 'deny', 'operations': [{'name': 'all'},"
                        + " {'name': 'alter'}, {'name': 'alter_configs'}, {'name': 'create'}, {'name': 'delete'},"
                        + " {'name': 'describe'}, {'name': 'describe_configs'}, {'name': 'idempotent_write'},"
                        + " {'name': 'read'}, {'name': 'write'}], " + NAMES + "},"
                        + " {'resource_type': 'group', 'action': 'allow', " + READ + ", " + NAMES + "},"
                        + " {'resource_type': 'transactional_id', 'action': 'allow', " + READ + ", " + NAMES + "}]}",
                "modify_headers | {'actions': [{'op': 'set', 'key': 'a', 'value': '${client_id}'}]}",
                "modify_headers | {'actions': [{'op': 'remove', 'key': ''}, {'op': 'set', 'key': '', 'value': ''}]}",
                "schema_validation | {'type': 'json'}",
                "schema_validation | {'type': 'confluent_schema_registry', 'schema_registry': {'name': 'registry'}}",
                "schema_validation | {'type': 'json', 'key_validation_action': 'mark', 'value_validation_action': 'mark'}",
                "schema_validation | {'type': 'json', 'failure_mode': 'passthrough', 'validate_key': true,"
                        + " 'validate_value': false}",
                "encrypt | {'failure_mode': 'error', 'part_of_record': ['key', 'value'], " + AWS + "}",
                "encrypt | {'failure_mode': 'passthrough', 'part_of_record': ['key'],"
                        + " 'encryption_key': {'type': 'static', 'key': {'name': 'key'}}}",
                "encrypt | {'failure_mode': 'error', 'part_of_record': ['value'],"
                        + " 'encryption_key': {'type': 'aws', 'arn': 'arn:aws:kms:<2036>'}}",
                "decrypt | {'failure_mode': 'passthrough', 'key_sources': [{'type': 'aws'}, {'type': 'static'}],"
                        + " 'part_of_record': ['value', 'key']}",
                "encrypt_fields | {'failure_mode': 'mark', 'encrypt_fields': [{'paths': [{'match': 'a.b'}], " + AWS
                        + "}]}",
                "encrypt_fields | {'failure_mode': 'reject', 'encrypt_fields': <256 {'paths': '[\\'a\\']', " + AWS
                        + "}>}",
                "encrypt_fields | {'failure_mode': 'passthrough', 'encrypt_fields': [{'paths': <50 {'match': 'a'}>,"
                        + " 'encryption_key': {'type': 'static', 'key': {'name': 'key'}}}]}",
                "decrypt_fields | {" + FIELDS + ", 'decrypt_fields': {'paths': [{'match': ''}]}}",
                "decrypt_fields | {" + FIELDS
                        + ", 'decrypt_fields': {'paths': 'record.value.content[\\'customer.ssn\\']'}}",
                "decrypt_fields | {'failure_mode': 'skip', 'key_sources': [{'type': 'aws'}],"
                        + " 'decrypt_fields': {'paths': '[record.headers[\\'x\\']]'}}",
            })
    void whatIsTakenIsShownAsItWasSent(String type, String config) {
        String sent = expand(config);

        Api.Answer created = create(type, sent);

        assertThat(created.status()).as(created.response().body()).isEqualTo(201);
        assertThat(created.body().get("config")).isEqualTo(Api.tree(sent));
        assertThat(api.get(path(type) + "/" + created.id()).body()).isEqualTo(created.body());
        Api.Answer again =
                api.put(path(type) + "/" + created.id(), created.body().toString());
        assertThat(again.status()).as(again.response().body()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(created.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            maxCharsPerColumn = 20_000,
            value = {
                "acls | {}                                          | config.rules required",
                "acls | {'rules': []}                               | config.rules min_items",
                "acls | {'rules': {}}                               | config.rules is_array",
                "acls | {'rules': ['x']}                            | config.rules[0] is_object",
                "acls | {'rules': [{}]} | config.rules[0].resource_type required, config.rules[0].action required,"
                        + " config.rules[0].operations required, config.rules[0].resource_names required",
                "acls | {'rules': [{" + ACL + ", " + READ + ", " + NAMES + "}, {" + ACL + ", " + READ
                        + ", 'resource_names': [{}]}], 'x': 1}"
                        + " | config.rules[1].resource_names[0].match required, config.x unknown_property",
                "acls | {'rules': [{'resource_type': 'record', 'action': 'ask', 'operations': [{'name': 'fly'}, {}],"
                        + " 'resource_names': [{'match': 1}], 'host': '*'}]}"
                        + " | config.rules[0].resource_type enum, config.rules[0].action enum,"
                        + " config.rules[0].operations[0].name enum, config.rules[0].operations[1].name required,"
                        + " config.rules[0].resource_names[0].match is_string, config.rules[0].host unknown_property",
                "acls | {'rules': [{" + ACL + ", " + READ + ", 'resource_names': <51 {'match': 'a'}>}]}"
                        + " | config.rules[0].resource_names max_items",
                "acls | {'rules': [{" + ACL + ", 'operations': ['read'], 'resource_names': 1}]}"
                        + " | config.rules[0].operations[0] is_object, config.rules[0].resource_names is_array",
                "acls | {'rules': [{" + ACL + ", " + READ + ", 'resource_names': '[context.topic.name]'}]}"
                        + " | config.rules[0].resource_names invalid",
                "acls | {'rules': [{" + ACL + ", " + READ + ", 'resource_names': ''}]}"
                        + " | config.rules[0].resource_names invalid",
                "modify_headers | {}                                | config.actions required",
                "modify_headers | {'actions': []}                   | config.actions min_items",
                "modify_headers | {'actions': [{}]}                 | config.actions[0].op required",
                "modify_headers | {'actions': [{'op': 'add', 'key': 1}]} | config.actions[0].op enum",
                "modify_headers | {'actions': [{'op': 'set', 'key': 'k'}]} | config.actions[0].value required",
                "modify_headers | {'actions': [{'op': 'set', 'value': 1}]}"
                        + " | config.actions[0].key required, config.actions[0].value is_string",
                "modify_headers | {'actions': [{'op': 'remove', 'key': 'k', 'value': 'v'}]}"
                        + " | config.actions[0].value unknown_property",
                "schema_validation | {}                             | config.type required",
                "schema_validation | {'type': 'avro'}               | config.type enum",
                "schema_validation | {'type': 'json', 'failure_mode': 'explode', 'validate_key': 1,"
                        + " 'validate_value': 'true', 'key_validation_action': 'passthrough',"
                        + " 'value_validation_action': 'x', 'schema_registry': {}}"
                        + " | config.failure_mode enum, config.validate_key is_boolean,"
                        + " config.validate_value is_boolean, config.key_validation_action enum,"
                        + " config.value_validation_action enum, config.schema_registry required",
                "schema_validation | {'type': 'json', 'schema_registry': {'name': 'nope'}}"
                        + " | config.schema_registry.name missing_reference",
                "schema_validation | {'type': 'json', 'schema_registry': {'id': 'x'}} | config.schema_registry.id is_uuid",
                "encrypt | {} | config.failure_mode required, config.part_of_record required,"
                        + " config.encryption_key required",
                "encrypt | {'failure_mode': 'reject', 'part_of_record': [], 'encryption_key': {}}"
                        + " | config.failure_mode enum, config.part_of_record min_items,"
                        + " config.encryption_key.type required",
                "encrypt | {'failure_mode': 'error', 'part_of_record': ['header'],"
                        + " 'encryption_key': {'type': 'aws', 'arn': 'arn:aws:s3:x'}}"
                        + " | config.part_of_record[0] enum, config.encryption_key.arn is_arn",
                "encrypt | {'failure_mode': 'error', 'part_of_record': ['key'],"
                        + " 'encryption_key': {'type': 'aws', 'arn': 'arn:aws:k'}} | config.encryption_key.arn min_length",
                "encrypt | {'failure_mode': 'error', 'part_of_record': ['key'],"
                        + " 'encryption_key': {'type': 'aws', 'arn': 'arn:aws:kms:<2037>'}}"
                        + " | config.encryption_key.arn max_length",
                "encrypt | {'failure_mode': 'error', 'part_of_record': ['key'],"
                        + " 'encryption_key': {'type': 'static', 'key': {'name': 'nope'}}}"
                        + " | config.encryption_key.key.name missing_reference",
                "encrypt | {'failure_mode': 'error', 'part_of_record': ['key'], 'encryption_key': {'type': 'static'}}"
                        + " | config.encryption_key.key required",
                "encrypt | {'failure_mode': 'error', 'part_of_record': ['key'], 'encryption_key': {'type': 'vault'}}"
                        + " | config.encryption_key.type enum",
                "decrypt | {} | config.failure_mode required, config.key_sources required,"
                        + " config.part_of_record required",
                "decrypt | {'failure_mode': 'skip', 'key_sources': [], 'part_of_record': []}"
                        + " | config.failure_mode enum, config.key_sources min_items, config.part_of_record min_items",
                "decrypt | {'failure_mode': 'error', 'key_sources': [{'type': 'vault'}, {}, {'type': 'aws', 'x': 1}],"
                        + " 'part_of_record': ['x']} | config.key_sources[0].type enum, config.key_sources[1].type"
                        + " required, config.part_of_record[0] enum, config.key_sources[2].x unknown_property",
                "encrypt_fields | {} | config.failure_mode required, config.encrypt_fields required",
                "encrypt_fields | {'failure_mode': 'error', 'encrypt_fields': []}"
                        + " | config.failure_mode enum, config.encrypt_fields min_items",
                "encrypt_fields | {'failure_mode': 'mark', 'encrypt_fields': <257 {}>} | config.encrypt_fields max_items",
                "encrypt_fields | {'failure_mode': 'mark', 'encrypt_fields': [{}]}"
                        + " | config.encrypt_fields[0].paths required, config.encrypt_fields[0].encryption_key required",
                "encrypt_fields | {'failure_mode': 'mark', 'encrypt_fields': [{'paths': [], " + AWS + "},"
                        + " {'paths': <51 {'match': 'a'}>, " + AWS + "}]}"
                        + " | config.encrypt_fields[0].paths min_items, config.encrypt_fields[1].paths max_items",
                "encrypt_fields | {'failure_mode': 'mark', 'encrypt_fields': [{'paths': 'context', " + AWS + "}]}"
                        + " | config.encrypt_fields[0].paths invalid",
                "decrypt_fields | {} | config.failure_mode required, config.key_sources required,"
                        + " config.decrypt_fields required",
                "decrypt_fields | {'failure_mode': 'reject', 'key_sources': [{'type': 'aws'}], 'decrypt_fields': {}}"
                        + " | config.failure_mode enum, config.decrypt_fields.paths required",
                "decrypt_fields | {" + FIELDS
                        + ", 'decrypt_fields': [{'paths': []}]} | config.decrypt_fields is_object",
            })
    void whatIsWrongIsNamedAllAtOnce(String type, String config, String expected) {
        Api.Answer answer = create(type, expand(config));

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(answer.invalid()).containsExactlyInAnyOrder(expected.split(", "));
        assertThat(api.get(path(type))
                        .body()
                        .valueStream()
                        .filter(one -> !one.get("type").asString().equals("schema_validation")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "produce, reject,      201",
        "produce, mark,        201",
        "produce, passthrough, 201",
        "produce, error,       400",
        "produce, skip,        400",
        "consume, error,       201",
        "consume, skip,        201",
        "consume, mark,        201",
        "consume, passthrough, 201",
        "consume, reject,      400",
    })
    void eachPhaseHasItsOwnFailureModes(String phase, String mode, int status) {
        String body = "{'type': 'schema_validation', 'config': {'type': 'json', 'failure_mode': '%s'}}";

        assertThat(api.post(cluster + "/" + phase + "-policies", json(body, mode))
                        .status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"produce, reject, 201", "produce, skip, 400", "consume, skip, 201", "consume, reject, 400"})
    void andItsOwnDeprecatedActions(String phase, String action, int status) {
        String body = "{'type': 'schema_validation', 'config': {'type': 'json', 'value_validation_action': '%s'}}";

        assertThat(api.post(cluster + "/" + phase + "-policies", json(body, action))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void aTypeIsOfItsFamily() {
        Api.Answer acls = api.post(cluster + "/consume-policies", json("{'type': 'acls', 'config': {}}"));

        assertThat(acls.invalid()).containsExactly("type enum");
        assertThat(acls.body().get("invalid_parameters").toString())
                .contains(json(
                        "'choices':['modify_headers','schema_validation','decrypt','skip_record','decrypt_fields']"));
        assertThat(api.post(cluster + "/produce-policies", json("{'type': 'decrypt', 'config': {}}"))
                        .invalid())
                .containsExactly("type enum");
        assertThat(api.post(cluster + "/cluster-policies", "{}").invalid())
                .containsExactly("type required", "config required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "acls           | context.auth.principal.name == 'a'       | ",
                "acls           | context.auth.token.claims.admin          | ",
                "acls           | context.topic.name == 'a'                | condition invalid",
                "acls           | context.auth.type ==                     | condition invalid",
                "acls           | 1                                        | condition invalid",
                "encrypt        | context.topic.name.startsWith('a')       | ",
                "encrypt        | record.value.validated                   | condition invalid",
                "modify_headers | record.value.content.a.b == 'x'          | ",
                "decrypt_fields | has(record.key.schema)                   | ",
                "decrypt        | 'x' in record.headers                    | ",
            })
    void aConditionRefersToWhatItsPlaceHas(String type, String condition, String expected) {
        Api.Answer answer = create(type, good(type), condition);

        assertThat(answer.invalid()).isEqualTo(expected == null ? List.of() : List.of(expected));
        if (expected == null) {
            assertThat(answer.text("condition")).isEqualTo(condition);
        } else {
            assertThat(answer.body().get("invalid_parameters").toString())
                    .containsAnyOf("known here are context.auth.type, context.auth.principal.name", "must give true");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "context.auth.token.claims.team == 'a' | ",
                "``                                    | ",
                "context.topic.name == 'a'             | topic_aliases[0].condition invalid",
                "context.auth.type ==                  | topic_aliases[0].condition invalid",
            })
    void theConditionOfAnAliasIsCheckedToo(String condition, String expected) {
        String body = api.get(cluster)
                .body()
                .toString()
                .replaceFirst(
                        "\\{",
                        "{\"topic_aliases\": [{\"alias\": \"a\", \"topic\": \"b\", \"condition\": "
                                + Api.string(condition) + "}], ");

        assertThat(api.put(cluster, body).invalid()).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void aConditionHasAtMostAThousandCharacters() {
        String longest = "'" + "x".repeat(992) + "'=='a'";

        assertThat(create("acls", good("acls"), longest).status()).isEqualTo(201);
        assertThat(create("acls", good("acls"), longest + " ").status()).isEqualTo(201);
        assertThat(create("acls", good("acls"), longest + "  ").invalid()).containsExactly("condition max_length");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1.0 | acls              | | {'rules': [{" + ACL + ", " + READ + ", 'resource_names': '[]'}]}"
                        + " | config.rules[0].resource_names",
                "1.1 | acls              | context.auth.principal.id == 'x' | | condition",
                "1.1 | schema_validation | | {'type': 'json', 'failure_mode': 'mark', 'validate_key': true}"
                        + " | config.failure_mode, config.validate_key",
                "1.1 | encrypt_fields    | | | type",
                "1.1 | decrypt_fields    | | | type",
                "1.2 | modify_headers    | has(record.value.schema.metadata) | | condition",
            })
    void whatOldNodesDoNotKnowIsRefused(String release, String type, String condition, String config, String fields) {
        api.patch(gateway, json("{'min_runtime_version': '%s'}", release));

        Api.Answer answer =
                create(type, config == null ? good(type) : json(config), condition == null ? "" : condition);

        assertThat(answer.invalid())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(fields.split(", "))
                        .map(field -> field + " invalid")
                        .toList());
        assertThat(answer.body().get("invalid_parameters").toString()).contains("needs a min_runtime_version of 1.");
    }

    @Test
    void aReleaseThatSomethingNeedsStays() {
        create("acls", good("acls"), "context.auth.principal.id == 'x'");

        assertThat(api.patch(gateway, json("{'min_runtime_version': '1.1'}")).invalid())
                .containsExactly("min_runtime_version invalid");
    }

    private Api.Answer create(String type, String config) {
        return create(type, config, "");
    }

    /** With what it refers to, and the parent that some must have. */
    private Api.Answer create(String type, String config, String condition) {
        if (config.contains("registry")) {
            api.post(
                    gateway + "/schema-registries",
                    json("{'name': 'registry', 'type': 'confluent',"
                            + " 'config': {'schema_type': 'json', 'endpoint': 'http://registry:8081'}}"));
        }
        if (config.contains("static")) {
            api.post(gateway + "/static-keys", json("{'name': 'key', 'value': '%s'}", "A".repeat(43) + "="));
        }
        String parent = "";
        if (type.endsWith("_fields")) {
            parent = json(
                    ", 'parent_policy_id': '%s'",
                    api.post(path(type), json("{'type': 'schema_validation', 'config': {'type': 'json'}}"))
                            .id());
        }
        return api.post(
                path(type),
                json("{'type': '%s', ", type) + "\"condition\": " + Api.string(condition) + ", \"config\": " + config
                        + parent + "}");
    }

    private String path(String type) {
        return switch (type) {
            case "acls" -> cluster + "/cluster-policies";
            case "encrypt", "encrypt_fields", "schema_validation" -> cluster + "/produce-policies";
            default -> cluster + "/consume-policies";
        };
    }

    private static String good(String type) {
        return json(
                switch (type) {
                    case "acls" -> "{'rules': [{" + ACL + ", " + READ + ", " + NAMES + "}]}";
                    case "modify_headers" -> "{'actions': [{'op': 'remove', 'key': 'a'}]}";
                    case "encrypt" -> "{'failure_mode': 'error', 'part_of_record': ['key'], " + AWS + "}";
                    case "decrypt" -> "{" + FIELDS + ", 'part_of_record': ['key']}";
                    case "encrypt_fields" ->
                        "{'failure_mode': 'mark', 'encrypt_fields': [{'paths': [{'match': 'a'}], " + AWS + "}]}";
                    case "decrypt_fields" -> "{" + FIELDS + ", 'decrypt_fields': {'paths': [{'match': 'a'}]}}";
                    default -> "{'type': 'json'}";
                });
    }

    /** JSON out of single quotes, with lists such as {@code <51 {}>} and texts such as {@code <2037>} written out. */
    private static String expand(String config) {
        String text = config.replace("\\'", "\u0001").replace('\'', '"').replace('\u0001', '\'');
        var list = java.util.regex.Pattern.compile("<(\\d+) (\\{[^>]*})>").matcher(text);
        text = list.replaceAll(found -> "["
                + Collections.nCopies(Integer.parseInt(found.group(1)), found.group(2)).stream()
                        .collect(Collectors.joining(","))
                        .replace("$", "\\$")
                + "]");
        var letters = java.util.regex.Pattern.compile("<(\\d+)>").matcher(text);
        return letters.replaceAll(found -> "x".repeat(Integer.parseInt(found.group(1))));
    }
}
