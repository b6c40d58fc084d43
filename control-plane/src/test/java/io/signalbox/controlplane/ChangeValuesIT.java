package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.KeyKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What changes did: before and after, for entities of every kind, and no secret in it. */
class ChangeValuesIT {

    private static final String KEY = pem();
    private static final String ALL = DeclarationIT.EVERY_KIND
            .replace("${env['REGISTRY']}", "s3cret-registry")
            .replace("${env['KEY']}", "s3cretA" + "A".repeat(36) + "=")
            .replace("${env['KAFKA']}", "s3cret-kafka")
            .replace("${env['A']}", "s3cret-a")
            .replace("${env['CERT_KEY']}", KEY);

    private final Api api = TestControlPlane.shared().api();
    private final JdbcClient jdbc = TestControlPlane.shared().part(JdbcClient.class);
    private final String gateway = api.newGateway();
    private final String changes = gateway + "/changes";

    @Test
    void whatIsCreatedAndDeletedOfEveryKindIsWhatTheApiShows() {
        Api.Answer applied = api.post(gateway + "/apply", ALL);
        Map<String, JsonNode> shown = shown();

        Map<String, JsonNode> created = values(applied.text("version"), "after");
        Api.Answer emptied =
                api.post(gateway + "/apply?prune=true", json("{'event_gateways': [{'ref': 'a', 'name': 'b'}]}"));
        Map<String, JsonNode> deleted = values(emptied.text("version"), "before");

        assertThat(applied.status()).as(applied.response().body()).isEqualTo(200);
        assertThat(emptied.status()).as(emptied.response().body()).isEqualTo(200);
        assertThat(shown).hasSize(20);
        created.remove(id()); // the gateway, which was there and got labels
        deleted.remove(id());
        assertThat(created.keySet()).isEqualTo(shown.keySet());
        assertThat(deleted.keySet()).isEqualTo(shown.keySet());
        // References have a name in addition, unless what they led to is gone.
        shown.forEach((id, value) -> {
            assertThat(plain(requireNonNull(created.get(id)))).isEqualTo(plain(value));
            assertThat(plain(requireNonNull(deleted.get(id)))).isEqualTo(plain(value));
        });
        assertThat(created.toString()).contains(json("'destination':{'id':"), json("'name':'kafka'"));
    }

    @Test
    void secretsAreNamedWhereTheyChangedAndAreNeverThere() {
        api.post(gateway + "/apply", ALL);
        String changed = ALL.replace("s3cret-registry", "s3cret-other")
                .replace("s3cret-kafka", "s3cret-other")
                .replace("s3cret-a", "s3cret-other")
                .replace(KEY, pem());

        Api.Answer applied = api.post(gateway + "/apply", changed);
        Map<String, String> secrets = new TreeMap<>();
        change("v1.3")
                .forEach(entry -> secrets.put(
                        entry.get("entity").get("type").asString(),
                        entry.get("secrets_changed").toString()));

        assertThat(applied.status()).as(applied.response().body()).isEqualTo(200);
        assertThat(secrets)
                .isEqualTo(Map.of(
                        "schema_registry", json("['config.authentication.password']"),
                        "backend_cluster", json("['authentication.password']"),
                        "virtual_cluster", json("['authentication[1].principals[0].password']"),
                        "listener_policy", json("['config.certificates[0].key']")));
        change("v1.3").forEach(entry -> assertThat(entry.get("before")).isEqualTo(entry.get("after")));
        assertThat(change("v1.2").toString()).doesNotContain("s3cret", "PRIVATE", "$sealed");
        assertThat(change("v1.3").toString()).doesNotContain("s3cret", "PRIVATE", "$sealed");
        assertThat(stored()).contains("authentication").doesNotContain("s3cret", "PRIVATE", "$sealed");
    }

    @Test
    void aReferenceThatTakesASecretsPlaceIsShown() {
        String clusters = gateway + "/backend-clusters";
        String body = "{'name': 'kafka', 'bootstrap_servers': ['k:1'], 'tls': {'enabled': false}, 'authentication':"
                + " {'type': 'sasl_plain', 'username': 'u', 'password': '%s'}}";
        String id = api.post(clusters, json(body, "s3cret")).id();

        api.put(clusters + "/" + id, json(body, "${env[\\\"KAFKA\\\"]}"));
        JsonNode entry = change("v1.3").get(0);

        assertThat(entry.get("action").asString()).isEqualTo("replaced");
        assertThat(entry.get("secrets_changed").toString()).isEqualTo(json("['authentication.password']"));
        assertThat(entry.get("before").get("authentication").has("password")).isFalse();
        assertThat(entry.get("after").get("authentication").get("password").asString())
                .isEqualTo("${env[\"KAFKA\"]}");
    }

    @Test
    void aChangedOrderHasThePoliciesOfBeforeAndAfter() {
        String virtual = api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));
        String listener = gateway + "/listeners/" + api.newListener(gateway, "main", "['9092-9099']");
        String ports =
                api.post(listener + "/policies", Api.portMapping(virtual)).id();
        String names = api.post(
                        listener + "/policies",
                        json("{'type': 'forward_to_virtual_cluster', 'name': 'names', 'config': {'type': 'sni',"
                                + " 'sni_suffix': '.example.com'}}"))
                .id();

        api.post(listener + "/policies/" + names + "/move", json("{'index': 0}"));
        api.put(listener + "/policy-chain", json("{'policies': ['%s', '%s']}", ports, names));

        String one = json("{'policies':[{'id':'%s'},{'id':'%s','name':'names'}]}", ports, names);
        String other = json("{'policies':[{'id':'%s','name':'names'},{'id':'%s'}]}", names, ports);
        assertThat(change("v1.7").get(0).get("before").toString()).isEqualTo(one);
        assertThat(change("v1.7").get(0).get("after").toString()).isEqualTo(other);
        assertThat(change("v1.8").get(0).get("before").toString()).isEqualTo(other);
        assertThat(change("v1.8").get(0).get("after").toString()).isEqualTo(one);
    }

    @Test
    void ofTheGatewayThereIsWhatARequestMaySay() {
        api.patch(gateway, json("{'labels': {'id': '%s'}}", id()));

        JsonNode created = change("v1.1").get(0);
        JsonNode patched = change("v1.2").get(0);

        assertThat(created.has("before")).isFalse();
        assertThat(patched.get("before")).isEqualTo(created.get("after"));
        assertThat(patched.get("after").propertyNames())
                .containsExactly("name", "description", "min_runtime_version", "labels");
        assertThat(patched.get("after").get("labels").toString()).isEqualTo(json("{'id':'%s'}", id()));
    }

    @Test
    void whatIsTooLongOrWasWrittenByAnEarlierReleaseHasNoValues() {
        String authority = Issuer.create(KeyKind.EC, "CN=x", Duration.ofDays(1))
                .authority()
                .certificatePem();
        String many = authority.repeat(1 + 70_000 / authority.length()).replace("\n", "\\n");
        api.post(gateway + "/tls-trust-bundles", json("{'name': 'long', 'config': {'trusted_ca': '%s'}}", many));
        jdbc.sql("insert into change_trail (gateway_id, version, position, changed_at, changed_by, action, entity_type,"
                        + " entity_id) values (:id, 99, 0, now(), 'x', 'patched', 'listener', :id)")
                .param("id", UUID.fromString(id()))
                .update();

        JsonNode tooLong = change("v1.2").get(0);
        JsonNode earlier = change("v1.99").get(0);

        assertThat(tooLong.get("detail").asString()).contains("65536 characters");
        assertThat(List.of(tooLong.has("before"), tooLong.has("after"))).containsOnly(false);
        assertThat(List.of(earlier.has("before"), earlier.has("after"), earlier.has("detail")))
                .containsOnly(false);
        assertThat(earlier.get("secrets_changed")).isEmpty();
    }

    @Test
    void thePagesOfOneVersionFollowEachOther() {
        api.post(gateway + "/apply", ALL);
        TreeSet<String> seen = new TreeSet<>();

        Api.Answer page = api.get(changes + "/v1.2?page[size]=15");
        page.body()
                .get("data")
                .forEach(entry -> seen.add(entry.get("entity").get("id").asString()));
        Api.Answer rest =
                api.get(page.body().get("meta").get("page").get("next").asString());
        rest.body()
                .get("data")
                .forEach(entry -> seen.add(entry.get("entity").get("id").asString()));

        assertThat(page.body().get("data")).hasSize(15);
        assertThat(rest.body().get("meta").get("page").get("next").isNull()).isTrue();
        assertThat(seen).hasSize(21);
    }

    @Test
    void whatIsNotInTheLogIsNotFound() {
        for (String version : List.of("v1.2", "v1.0", "1", "v2.1", "v1.99999999999999999999", "x")) {
            assertThat(api.get(changes + "/" + version).status()).as(version).isEqualTo(404);
        }
        assertThat(api.get("/v1/event-gateways/" + UUID.randomUUID() + "/changes/v1.1")
                        .status())
                .isEqualTo(404);
        assertThat(api.withToken("").get(changes + "/v1.1").status()).isEqualTo(401);
    }

    /** All that is below the gateway, as the API shows it but for ids and times, by id. */
    private Map<String, JsonNode> shown() {
        Map<String, JsonNode> all = new HashMap<>();
        for (String collection : List.of(
                "backend-clusters",
                "schema-registries",
                "static-keys",
                "tls-trust-bundles",
                "data-plane-certificates")) {
            api.get(gateway + "/" + collection).body().get("data").forEach(one -> put(all, one));
        }
        withPolicies(all, "virtual-clusters", "cluster-policies", "produce-policies", "consume-policies");
        withPolicies(all, "listeners", "policies");
        return all;
    }

    private void withPolicies(Map<String, JsonNode> all, String collection, String... policies) {
        api.get(gateway + "/" + collection).body().get("data").forEach(owner -> {
            for (String family : policies) {
                api.get(gateway + "/" + collection + "/" + owner.get("id").asString() + "/" + family)
                        .body()
                        .forEach(policy -> put(all, policy));
            }
            put(all, owner);
        });
    }

    private static void put(Map<String, JsonNode> all, JsonNode shown) {
        ObjectNode value = (ObjectNode) shown;
        all.put(value.get("id").asString(), value.without(List.of("id", "created_at", "updated_at")));
    }

    /** Without names of references, and what is read off certificates. */
    private static JsonNode plain(JsonNode value) {
        ObjectNode tree = (ObjectNode) Api.tree(value.toString().replaceAll(",\"name\":\"[^\"]*\"", ""));
        return tree.without(List.of("metadata", "sha256_fingerprint", "not_before", "not_after"));
    }

    private Map<String, JsonNode> values(String version, String which) {
        Map<String, JsonNode> values = new HashMap<>();
        change(version)
                .forEach(entry -> values.put(entry.get("entity").get("id").asString(), entry.get(which)));
        return values;
    }

    private JsonNode change(String version) {
        Api.Answer answer = api.get(changes + "/" + version);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.body().get("data");
    }

    private String stored() {
        return jdbc.sql("select cast(t as text) from change_trail t where gateway_id = :id")
                .param("id", UUID.fromString(id()))
                .query(String.class)
                .list()
                .toString();
    }

    private static String pem() {
        return Issuer.create(KeyKind.EC, "CN=x", Duration.ofDays(1))
                .authority()
                .keyPem()
                .replace("\n", "\\n");
    }

    private String id() {
        return gateway.substring(gateway.lastIndexOf('/') + 1);
    }
}
