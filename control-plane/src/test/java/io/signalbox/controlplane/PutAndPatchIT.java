package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What a PUT keeps and what it clears, and what a PATCH may change: contract section 1.11. */
class PutAndPatchIT {

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String backend = api.newBackendCluster(gateway, "kafka");
    private final String virtual = api.newVirtualCluster(gateway, "orders", backend);
    private final String listener = gateway + "/listeners/" + api.newListener(gateway, "main", "[9092]");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "backend-clusters  | {'name': 'n', 'bootstrap_servers': ['k:1'], 'tls': {'enabled': false},"
                        + " 'authentication': {'type': 'anonymous'}}",
                "virtual-clusters  | {'name': 'n', 'dns_label': 'n', 'destination': {'name': 'kafka'},"
                        + " 'acl_mode': 'passthrough', 'authentication': [{'type': 'anonymous'}]}",
                "listeners         | {'name': 'n', 'addresses': ['::'], 'ports': ['1']}",
                "schema-registries | {'type': 'confluent', 'name': 'n', 'config': {'schema_type': 'avro',"
                        + " 'endpoint': 'http://r'}}",
                "tls-trust-bundles | {'name': 'n', 'config': {'trusted_ca': '${env[$]}'}}"
            })
    void aPutOfAChildReplacesItAndClearsWhatItLeavesOut(String collection, String minimal) {
        String body = json("%s", minimal).replace("[$]", "['C']");
        ObjectNode full = (ObjectNode) Api.tree(body);
        full.put("description", "d").set("labels", Api.tree(json("{'a': 'b'}")));
        String path = gateway + "/" + collection + "/"
                + api.post(gateway + "/" + collection, full.toString()).id();
        Api.Answer before = api.get(path);
        long version = api.version(gateway);

        Api.Answer put = api.put(path, body);
        Api.Answer again = api.put(path, put.body().toString());

        assertThat(before.text("description")).isEqualTo("d");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.text("description")).isEmpty();
        assertThat(put.body().get("labels")).isEmpty();
        assertThat(put.text("created_at")).isEqualTo(before.text("created_at"));
        assertThat(put.text("updated_at")).isNotEqualTo(before.text("updated_at"));
        assertThat(again.body()).as("a PUT of what a GET gave").isEqualTo(put.body());
        assertThat(api.version(gateway)).isEqualTo(version + 1);
        assertThat(api.patch(path, "{}").status()).isEqualTo(405);
        assertThat(api.put(path, "").invalid()).containsExactly("body required");
    }

    @Test
    void aPutOfAGatewayChangesWhatItNamesAndNothingElse() {
        String name = api.get(gateway).text("name");
        api.put(gateway, json("{'description': 'd', 'labels': {'a': 'b'}, 'min_runtime_version': '1.1'}"));

        Api.Answer labels =
                api.put(gateway, json("{'labels': {'KONGCTL-namespace': 'team', 'KONGCTL-protected': 'true'}}"));
        Api.Answer empty = api.put(gateway, "{}");

        assertThat(labels.text("name")).isEqualTo(name);
        assertThat(labels.text("description")).isEqualTo("d");
        assertThat(labels.text("min_runtime_version")).isEqualTo("1.1");
        assertThat(labels.body().get("labels").toString())
                .isEqualTo(json("{'KONGCTL-namespace':'team','KONGCTL-protected':'true'}"));
        assertThat(empty.body()).isEqualTo(labels.body());
    }

    @Test
    void aPatchOfAGatewayClearsWithNullAndLeavesAloneWhatIsAbsent() {
        api.put(gateway, json("{'description': 'd', 'labels': {'a': 'b'}, 'min_runtime_version': '1.1'}"));

        Api.Answer description = api.patch(gateway, json("{'description': null}"));
        Api.Answer labels = api.patch(gateway, json("{'labels': {'c': 'd'}}"));
        Api.Answer release = api.patch(gateway, json("{'min_runtime_version': null, 'labels': null}"));

        assertThat(description.text("description")).isEmpty();
        assertThat(description.body().get("labels").toString()).isEqualTo(json("{'a':'b'}"));
        assertThat(labels.body().get("labels").toString()).isEqualTo(json("{'c':'d'}"));
        assertThat(release.text("min_runtime_version")).isEqualTo("1.1");
        assertThat(release.body().get("labels")).isEmpty();
        assertThat(api.patch(gateway, json("{'name': null}")).invalid()).containsExactly("name is_string");
        assertThat(api.patch(gateway, "").invalid()).containsExactly("body required");
    }

    @Test
    void aPolicyIsReplacedAsAWholeAndPatchedButForItsConfig() {
        Api.Answer created = api.post(
                listener + "/policies",
                Api.portMapping(virtual)
                        .replaceFirst(
                                "\\{",
                                json("{'name': 'p', 'description': 'd', 'enabled': false, 'labels': {'a': 'b'},")));
        String path = listener + "/policies/" + created.id();

        Api.Answer patched = api.patch(path, json("{'enabled': true}"));
        Api.Answer unchanged = api.patch(path, "{}");
        Api.Answer put = api.put(path, Api.portMapping(virtual));

        assertThat(created.status()).isEqualTo(201);
        assertThat(patched.text("name")).isEqualTo("p");
        assertThat(patched.text("description")).isEqualTo("d");
        assertThat(patched.body().get("enabled").booleanValue()).isTrue();
        assertThat(patched.body().get("config")).isEqualTo(created.body().get("config"));
        assertThat(unchanged.body()).isEqualTo(patched.body());
        assertThat(put.body().has("name")).isFalse();
        assertThat(put.text("description")).isEmpty();
        assertThat(put.body().get("labels")).isEmpty();
        assertThat(api.patch(path, json("{'type': 'tls_server', 'parent_policy_id': null, 'condition': 'x'}"))
                        .invalid())
                .containsExactlyInAnyOrder(
                        "type unknown_property", "parent_policy_id unknown_property", "condition unknown_property");
        assertThat(api.patch(path, json("{'enabled': null}")).invalid()).containsExactly("enabled is_boolean");
    }

    @Test
    void readOnlyPropertiesSayNothingInAPutWhateverTheySay() {
        String path = gateway + "/backend-clusters/" + backend;
        ObjectNode body = (ObjectNode) api.get(path).body();
        String created = body.get("created_at").asString();
        body.put("id", "x").put("created_at", 1).putNull("updated_at");

        Api.Answer put = api.put(path, body.toString());
        Api.Answer whole = api.put(gateway, api.get(gateway).body().toString());

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.id()).isEqualTo(backend);
        assertThat(put.text("created_at")).isEqualTo(created);
        assertThat(whole.status()).isEqualTo(200);
    }

    @Test
    void aWriteThatIsRefusedChangesNothing() {
        Api.Answer before = api.get(listener);
        long version = api.version(gateway);

        List<Api.Answer> refused = List.of(
                api.put(listener, json("{'name': 'main', 'addresses': [], 'ports': [1]}")),
                api.patch(gateway, json("{'description': 'd', 'labels': {'-': 'x'}}")));

        assertThat(refused).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(400));
        assertThat(api.get(listener).body()).isEqualTo(before.body());
        assertThat(api.get(gateway).text("description")).isEmpty();
        assertThat(api.version(gateway)).isEqualTo(version);
    }
}
