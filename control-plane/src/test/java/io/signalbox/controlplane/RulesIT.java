package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the API says of a request that is wrong: each rule of contract section 1.9, in exactly one of five shapes. */
class RulesIT {

    private static final Set<String> STANDARD = Set.of("field", "rule", "reason", "source");

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String listeners = gateway + "/listeners";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                                                     | body | invalid          | body",
                "[]                                                    | body | is_object        | body",
                "{'addresses': ['::'], 'ports': [1]}                   | name | required         | body",
                "{'name': 1, 'addresses': ['::'], 'ports': [1]}        | name | is_string        | body",
                "{'name': 'l', 'addresses': '::', 'ports': [1]}        | addresses | is_array    | body",
                "{'name': 'l', 'addresses': ['::'], 'ports': [1], 'x': 1} | x | unknown_property | body",
                "{'name': 'l', 'addresses': ['::'], 'ports': [1], 'id': 'x'} | id | unknown_property | body",
                "{'name': '-', 'addresses': ['::'], 'ports': [1]}      | name | matches_regex    | body",
                "{'name': 'l', 'addresses': ['::'], 'ports': [1], 'labels': []} | labels | is_object | body",
                "{'name': 'l', 'addresses': ['::'], 'ports': [1], 'labels': {'kong-x': 'y'}} | labels.kong-x | is_label | body",
                "{'name': 'l', 'addresses': ['::'], 'ports': [1], 'labels': {'x': '-'}} | labels.x | is_label | body",
                "{'name': 'l', 'addresses': ['::'], 'ports': ['2-1']}  | ports[0] | invalid      | body",
                "{'name': 'l', 'addresses': ['::'], 'ports': ['1-65536']} | ports[0] | invalid   | body",
                "{'name': 'l', 'addresses': ['::'], 'ports': ['1-3', 2]} | ports[1] | invalid    | body"
            })
    void theStandardShapeHasARuleAndNothingElse(String body, String field, String rule, String source) {
        JsonNode item = only(api.post(listeners, json("%s", body)));

        assertThat(item.propertyNames()).containsExactlyInAnyOrderElementsOf(STANDARD);
        assertThat(item.get("field").asString()).isEqualTo(field);
        assertThat(item.get("rule").asString()).isEqualTo(rule);
        assertThat(item.get("source").asString()).isEqualTo(source);
        assertThat(item.get("reason").asString()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'name': ''           | name      | min_length | minimum | 1",
                "'addresses': []      | addresses | min_items  | minimum | 1",
                "'ports': [0]         | ports[0]  | min        | minimum | 1",
                "'ports': [65536]     | ports[0]  | max        | maximum | 65535",
                "'name': $256         | name      | max_length | maximum | 255",
                "'description': $513  | description | max_length | maximum | 512",
                "'labels': $51        | labels    | max_items  | maximum | 50"
            })
    void aLimitIsSaidAsANumber(String property, String field, String rule, String which, int limit) {
        String body = json("{%s}", property)
                .replace("$256", '"' + "x".repeat(256) + '"')
                .replace("$513", '"' + "x".repeat(513) + '"')
                .replace(
                        "$51",
                        IntStream.range(0, 51)
                                .mapToObj(i -> json("'k%s': 'v'", i))
                                .collect(Collectors.joining(",", "{", "}")));
        String listener = json("{'name': 'l', 'addresses': ['::'], 'ports': [1]}");

        JsonNode item = only(api.post(listeners, merge(listener, body)));

        assertThat(item.propertyNames()).containsExactlyInAnyOrder("field", "rule", "reason", "source", which);
        assertThat(item.get("field").asString()).isEqualTo(field);
        assertThat(item.get("rule").asString()).isEqualTo(rule);
        assertThat(item.get(which).isIntegralNumber()).isTrue();
        assertThat(item.get(which).intValue()).isEqualTo(limit);
    }

    @Test
    void charactersAreCountedAndNotTheirEncoding() {
        String name =
                "\uD83C\uDDE6".repeat(3) + "x"; // three regional indicators: no letters, so refused by the pattern
        String letters = "\uD835\uDD38".repeat(255); // a letter of two chars in Java and four bytes in UTF-8

        assertThat(api.post(listeners, listener(name)).invalid()).containsExactly("name matches_regex");
        assertThat(api.post(listeners, listener(letters)).status()).isEqualTo(201);
        assertThat(api.post(listeners, listener(letters + "a")).invalid()).containsExactly("name max_length");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "virtual-clusters  | 'acl_mode': 'x'                   | acl_mode               | enforce_on_gateway,passthrough",
                "virtual-clusters  | 'authentication': [{'type': 'x'}] | authentication[0].type |"
                        + " anonymous,sasl_plain,sasl_scram,oauth_bearer,client_certificate",
                "backend-clusters  | 'authentication': {'type': 'x'}   | authentication.type    | anonymous,sasl_plain,sasl_scram",
                "schema-registries | 'type': 'x'                       | type                   | confluent"
            })
    void aChoiceComesWithTheChoices(String collection, String property, String field, String choices) {
        Api.Answer answer = api.post(gateway + "/" + collection, json("{%s}", property));

        JsonNode item = answer.body()
                .get("invalid_parameters")
                .valueStream()
                .filter(candidate -> candidate.get("field").asString().equals(field))
                .findFirst()
                .orElseThrow();
        assertThat(item.propertyNames()).containsExactlyInAnyOrder("field", "rule", "reason", "source", "choices");
        assertThat(item.get("rule").asString()).isEqualTo("enum");
        assertThat(item.get("choices").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder(choices.split(",", -1));
    }

    @Test
    void aReferenceThatLeadsNowhereIsNamedByTheWayItWasGiven() {
        String byId = Api.virtualCluster("orders", UUID.randomUUID().toString());

        assertThat(api.post(gateway + "/virtual-clusters", byId).invalid())
                .containsExactly("destination.id missing_reference");
        assertThat(api.post(gateway + "/virtual-clusters", byId.replaceFirst("\"id\": \"[^\"]+\"", "\"name\": \"n\""))
                        .invalid())
                .containsExactly("destination.name missing_reference");
        assertThat(api.post(gateway + "/virtual-clusters", byId.replaceFirst("\"id\": \"[^\"]+\"", "\"id\": \"n\""))
                        .invalid())
                .containsExactly("destination.id is_uuid");
    }

    @Test
    void parametersOfTheQueryAndThePathSaySo() {
        JsonNode query = only(api.get(gateway + "/listeners?page[size]=x"));
        String backend = api.newBackendCluster(gateway, "kafka");
        api.newVirtualCluster(gateway, "orders", backend);
        JsonNode path = only(api.delete(gateway + "/backend-clusters/" + backend));

        assertThat(query.get("source").asString()).isEqualTo("query");
        assertThat(path.propertyNames()).containsExactlyInAnyOrderElementsOf(STANDARD);
        assertThat(path.get("source").asString()).isEqualTo("path");
        assertThat(path.get("reason").asString()).startsWith("is used by virtual cluster [orders] (");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceAndOnce() {
        Api.Answer answer = api.post(
                listeners,
                json("{'name': '-', 'description': 1, 'addresses': ['', '0.0.0.0'], 'ports': ['x', 0], 'y': 1}"));

        assertThat(answer.invalid())
                .containsExactlyInAnyOrder(
                        "name matches_regex",
                        "description is_string",
                        "addresses[0] min_length",
                        "ports[0] matches_regex",
                        "ports[1] min",
                        "y unknown_property");
        assertThat(answer.text("detail")).isEqualTo("The request has 6 invalid parameters");
        assertThat(answer.text("title")).isEqualTo("Bad Request");
        assertThat(answer.text("type")).isEqualTo("https://httpstatuses.com/400");
    }

    private static JsonNode only(Api.Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.body().get("invalid_parameters")).hasSize(1);
        return answer.body().get("invalid_parameters").get(0);
    }

    private static String listener(String name) {
        return "{\"name\": " + Api.string(name) + json(", 'addresses': ['::'], 'ports': [1]}");
    }

    private static String merge(String whole, String part) {
        ObjectNode merged = (ObjectNode) Api.tree(whole);
        merged.setAll((ObjectNode) Api.tree(part));
        return merged.toString();
    }
}
