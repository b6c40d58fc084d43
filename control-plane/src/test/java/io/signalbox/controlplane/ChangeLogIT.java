package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class ChangeLogIT {

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String changes = gateway + "/changes";

    @Test
    void itBeginsWithTheGatewayAndTellsWhoDidWhatWhen() {
        String id = gateway.substring(gateway.lastIndexOf('/') + 1);

        api.patch(gateway, json("{'labels': {'a': 'b'}}"));
        api.put(gateway, json("{'name': 'renamed %s'}", id));
        JsonNode newest = api.get(changes).body().get("data").get(0);

        assertThat(told()).hasSize(3);
        assertThat(told().get(2)).startsWith("v1.1 created event_gateway [g-");
        assertThat(told().get(1)).startsWith("v1.2 patched event_gateway [g-");
        assertThat(newest.propertyNames()).containsExactly("version", "changed_at", "changed_by", "action", "entity");
        assertThat(newest.get("version").asString()).isEqualTo("v1.3");
        assertThat(newest.get("changed_by").asString()).isEqualTo("SIGNALBOX_ADMIN_TOKEN");
        assertThat(newest.get("action").asString()).isEqualTo("replaced");
        assertThat(newest.get("entity").toString())
                .isEqualTo(json("{'type':'event_gateway','id':'%s','name':'renamed %s'}", id, id));
        assertThat(Instant.parse(newest.get("changed_at").asString()))
                .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "backend_cluster  | backend-clusters  | {'name': '%s', 'bootstrap_servers': ['a:1'], 'tls':"
                        + " {'enabled': false}, 'authentication': {'type': 'anonymous'}, 'description': '%s'}",
                "listener         | listeners         | {'name': '%s', 'addresses': ['::'], 'ports': [1], 'description':"
                        + " '%s'}",
                "schema_registry  | schema-registries | {'name': '%s', 'type': 'confluent', 'description': '%s',"
                        + " 'config': {'schema_type': 'avro', 'endpoint': 'http://a', 'timeout_seconds': 10}}",
                "tls_trust_bundle | tls-trust-bundles | {'name': '%s', 'config': {'trusted_ca': '${env[\\\"CA\\\"]}'},"
                        + " 'description': '%s'}"
            })
    void whateverIsCreatedReplacedAndDeletedIsNamed(String type, String collection, String body) {
        String path = gateway + "/" + collection;

        String id = api.post(path, json(body, "one", "")).id();
        assertThat(api.put(path + "/" + id, json(body, "two", "x")).status()).isEqualTo(200);
        assertThat(api.put(path + "/" + id, json(body, "two", "x")).status()).isEqualTo(200); // changes nothing
        assertThat(api.delete(path + "/" + id).status()).isEqualTo(204);

        assertThat(told().subList(0, 3))
                .containsExactly(
                        "v1.4 deleted " + type + " [two]",
                        "v1.3 replaced " + type + " [two]",
                        "v1.2 created " + type + " [one]");
        assertThat(told()).hasSize(4);
    }

    @Test
    void aChainIsToldOfByWhatWasAskedAndNotByWhatMadeRoom() {
        String virtual = api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));
        String listenerId = api.newListener(gateway, "main", "['9092-9099']");
        String listener = gateway + "/listeners/" + listenerId;
        String policies = listener + "/policies";
        String first = api.post(policies, Api.portMapping(virtual)).id();

        String second = api.post(policies + "?before=" + first, sni("second")).id();
        api.post(policies + "/" + second + "/move", json("{'index': 1}"));
        api.post(policies + "/" + second + "/move", json("{'index': 1}")); // changes nothing
        api.put(listener + "/policy-chain", json("{'policies': ['%s', '%s']}", second, first));
        api.patch(policies + "/" + second, json("{'enabled': false}"));
        api.delete(listener);

        assertThat(told().subList(0, 7))
                .containsExactly(
                        "v1.10 deleted listener [main]",
                        "v1.10 deleted listener_policy",
                        "v1.10 deleted listener_policy [second]",
                        "v1.9 patched listener_policy [second]",
                        "v1.8 policies_reordered listener [main]",
                        "v1.7 moved listener_policy [second]",
                        "v1.6 created listener_policy [second]");
    }

    @Test
    void whatWasRefusedIsNotToldOf() {
        api.newBackendCluster(gateway, "kafka");

        api.newVirtualCluster(gateway, "orders", first("backend-clusters"));
        api.delete(gateway + "/backend-clusters/" + first("backend-clusters"));
        api.post(gateway + "/backend-clusters", json("{'name': 'kafka'}"));

        assertThat(told()).hasSize(3);
    }

    @Test
    void noSecretIsInIt() {
        String key = "A".repeat(43) + "=";
        api.post(gateway + "/static-keys", json("{'name': 'k', 'value': '%s'}", key));

        Api.Answer answer = api.get(changes);

        assertThat(told().get(0)).isEqualTo("v1.2 created static_key [k]");
        assertThat(answer.response().body()).doesNotContain("AAAA");
    }

    @Test
    void thePagesFollowEachOtherWithoutGapOrRepetition() {
        List<String> versions = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            api.newListener(gateway, "l" + i, "[9092]");
        }

        Optional<String> next = Optional.of(changes + "?page[size]=3");
        while (next.isPresent()) {
            JsonNode page = api.get(next.get()).body();
            page.get("data").forEach(entry -> versions.add(entry.get("version").asString()));
            next = Optional.of(page.get("meta").get("page").get("next"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::asString);
        }

        assertThat(versions).containsExactly("v1.7", "v1.6", "v1.5", "v1.4", "v1.3", "v1.2", "v1.1");
        assertThat(api.get(changes + "?page[size]=0").invalid()).containsExactly("page[size] min");
        assertThat(api.get(changes + "?filter[name][contains]=a").invalid())
                .containsExactly("filter[name][contains] unknown_property");
    }

    @Test
    void theOldestGoWhenThereAreTooMany() {
        JdbcClient jdbc = TestControlPlane.shared().part(JdbcClient.class);
        UUID id = UUID.fromString(gateway.substring(gateway.lastIndexOf('/') + 1));
        jdbc.sql("insert into change_trail select :id, n - 20000, 0, now(), 'x', 'patched', 'listener', :id, null"
                        + " from generate_series(1, 10050) n")
                .param("id", id)
                .update();
        jdbc.sql("update event_gateway set version = 99 where id = :id")
                .param("id", id)
                .update();

        api.newListener(gateway, "main", "[9092]");

        assertThat(jdbc.sql("select count(*) from change_trail where gateway_id = :id")
                        .param("id", id)
                        .query(Integer.class)
                        .single())
                .isEqualTo(10_000);
        assertThat(told().get(0)).isEqualTo("v1.100 created listener [main]");
    }

    @Test
    void itGoesWithItsGateway() {
        assertThat(api.delete(gateway).status()).isEqualTo(204);

        assertThat(api.get(changes).status()).isEqualTo(404);
    }

    private String first(String collection) {
        return api.get(gateway + "/" + collection)
                .body()
                .get("data")
                .get(0)
                .get("id")
                .asString();
    }

    private static String sni(String name) {
        return json(
                "{'type': 'forward_to_virtual_cluster', 'name': '%s', 'config': {'type': 'sni',"
                        + " 'sni_suffix': '.example.com'}}",
                name);
    }

    /** Newest first, each as {@code v1.2 created listener [main]}. */
    private List<String> told() {
        return StreamSupport.stream(api.get(changes).body().get("data").spliterator(), false)
                .map(entry -> {
                    JsonNode entity = entry.get("entity");
                    return entry.get("version").asString() + " "
                            + entry.get("action").asString() + " "
                            + entity.get("type").asString()
                            + (entity.has("name") ? " [" + entity.get("name").asString() + "]" : "");
                })
                .toList();
    }
}
