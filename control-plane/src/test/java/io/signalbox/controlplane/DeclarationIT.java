package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.declaration.DeclaredFiles;
import io.signalbox.controlplane.settings.ApplySettings;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.TlsSettings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.KeyKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A gateway as one document: written, applied elsewhere, applied again. */
class DeclarationIT {

    private static final String CERTIFICATE =
            Issuer.create(KeyKind.EC, "CN=x", Duration.ofDays(1)).authority().certificatePem();

    static final String EVERY_KIND = """
            event_gateways:
              - ref: main
                name: whatever
                description: all of it
                min_runtime_version: "1.3"
                labels: {team: orders}
                kongctl: {namespace: tests, protected: true}
                tls_trust_bundles:
                  - {ref: partners, name: partners, config: {trusted_ca: "${env['CA']}"}}
                schema_registries:
                  - ref: registry
                    name: registry
                    type: confluent
                    config:
                      schema_type: json
                      endpoint: http://registry:8081
                      authentication: {type: basic, username: me, password: "${env['REGISTRY']}"}
                static_keys:
                  - {ref: key, name: key, value: "${env['KEY']}"}
                backend_clusters:
                  - ref: kafka
                    name: kafka
                    bootstrap_servers: ["kafka1:9092"]
                    authentication: {type: sasl_plain, username: me, password: "${env['KAFKA']}"}
                    insecure_allow_anonymous_virtual_cluster_auth: true
                    tls: {enabled: false}
                data_plane_certificates:
                  - {ref: node, name: node-1, certificate: "CERTIFICATE"}
                  - {ref: nameless, certificate: "CERTIFICATE"}
                virtual_clusters:
                  - ref: orders
                    name: orders
                    destination: {id: !ref kafka#id}
                    dns_label: orders
                    acl_mode: enforce_on_gateway
                    authentication:
                      - type: anonymous
                      - type: sasl_plain
                        mediation: terminate
                        principals: [{username: a, password: "${env['A']}"}]
                    namespace: {mode: hide_prefix, prefix: "orders_"}
                    topic_aliases: [{alias: in, topic: incoming, condition: "context.auth.type == 'anonymous'"}]
                    cluster_policies:
                      - ref: who
                        type: acls
                        name: who
                        config:
                          rules:
                            - resource_type: topic
                              action: allow
                              operations: [{name: read}]
                              resource_names: [{match: "*"}]
                    produce_policies:
                      - {ref: parse, type: schema_validation, name: parse, config: {type: json, failure_mode: reject}}
                      - ref: hide
                        type: encrypt_fields
                        parent_policy_id: !ref parse#id
                        config:
                          failure_mode: mark
                          encrypt_fields:
                            - paths: [{match: a.b}]
                              encryption_key: {type: static, key: {id: !ref key#id}}
                      - ref: whole
                        type: encrypt
                        config:
                          failure_mode: error
                          part_of_record: [value]
                          encryption_key: {type: static, key: {name: key}}
                    consume_policies:
                      - ref: parse-again
                        type: schema_validation
                        config: {type: confluent_schema_registry, schema_registry: {name: registry}}
                      - {ref: skip, type: skip_record, parent_policy_id: !ref parse-again#id, condition: "record.value.validated"}
                      - ref: show
                        type: decrypt_fields
                        parent_policy_id: !ref parse-again
                        config: {failure_mode: skip, key_sources: [{type: static}], decrypt_fields: {paths: "['a']"}}
                      - {ref: plain, type: decrypt, config: {failure_mode: error, key_sources: [{type: static}], part_of_record: [value]}}
                      - {ref: marks, type: modify_headers, name: marks, config: {actions: [{op: set, key: on, value: "off"}]}}
                listeners:
                  - ref: edge
                    name: edge
                    addresses: ["0.0.0.0"]
                    ports: [9092, "9093-9095"]
                    policies:
                      - ref: tls
                        type: tls_server
                        name: tls
                        config:
                          certificates: [{certificate: "${env['CERT']}", key: "${env['CERT_KEY']}"}]
                          client_authentication:
                            mode: required
                            tls_trust_bundles: [{name: partners}]
                      - ref: ports
                        type: forward_to_virtual_cluster
                        config: {type: port_mapping, advertised_host: localhost, destination: {id: !ref orders#id}}
                      - {ref: names, type: forward_to_virtual_cluster, name: names, config: {type: sni, sni_suffix: .example.com}}
            """.replace("CERTIFICATE", CERTIFICATE.replace("\n", "\\n"));

    /** In the document above, the gateway itself included. */
    private static final int ENTITIES = 21;

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aSecondTimeNothingOfAnyKindChanges() {
        Api.Answer first = api.post(gateway + "/apply", EVERY_KIND);
        String version = api.get(gateway).text("version");
        Api.Answer second = api.post(gateway + "/apply", EVERY_KIND);

        assertThat(first.status()).as(first.response().body()).isEqualTo(200);
        assertThat(count(first, "create")).isEqualTo(ENTITIES - 1);
        assertThat(count(first, "update")).isEqualTo(1); // the gateway
        assertThat(first.text("version")).isEqualTo(version);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body().get("changes")).isEmpty();
        assertThat(count(second, "unchanged")).isEqualTo(ENTITIES);
        assertThat(second.text("version")).isEqualTo(version);
        assertThat(api.get(gateway).text("version")).isEqualTo(version);
    }

    @Test
    void whatIsExportedMakesAnEmptyGatewayTheSame() {
        api.post(gateway + "/apply", EVERY_KIND);
        String empty = api.newGateway();
        Api.Answer exported = api.get(gateway + "/export");

        Api.Answer applied = api.post(empty + "/apply", exported.body().toString());
        Api.Answer again = api.get(empty + "/export");

        assertThat(applied.status()).as(applied.response().body()).isEqualTo(200);
        assertThat(nameless(again.body())).isEqualTo(nameless(exported.body()));
        assertThat(api.post(empty + "/apply", exported.body().toString()).body().get("changes"))
                .isEmpty();
        assertThat(api.post(empty + "/apply", again.body().toString()).body().get("changes"))
                .isEmpty();
        assertThat(api.get(gateway).body().get("labels").toString())
                .isEqualTo(json("{'team':'orders','KONGCTL-namespace':'tests','KONGCTL-protected':'true'}"));
        JsonNode main = exported.body().get("event_gateways").get(0);
        assertThat(main.get("kongctl").toString()).isEqualTo(json("{'namespace':'tests','protected':true}"));
        assertThat(main.get("virtual_clusters").get(0).get("destination").toString())
                .isEqualTo(json("{'name':'kafka'}"));
        assertThat(exported.body().toString()).doesNotContain(json("'id':'"), "created_at");
    }

    @Test
    void noSecretIsExportedAndOneThatIsLeftOutStays() {
        api.post(
                gateway + "/backend-clusters",
                json("{'name': 'kafka', 'bootstrap_servers': ['k:9092'], 'tls': {'enabled': false},"
                        + " 'authentication': {'type': 'sasl_plain', 'username': 'u', 'password': 's3cret'}}"));
        api.post(gateway + "/static-keys", json("{'name': 'key', 'value': '%s'}", "s3cretA" + "A".repeat(36) + "="));
        Api.Answer exported = api.get(gateway + "/export");

        Api.Answer applied = api.post(gateway + "/apply", exported.body().toString());

        assertThat(exported.body().toString()).doesNotContain("s3cret");
        assertThat(applied.body().get("changes")).isEmpty();
        assertThat(api.post(api.newGateway() + "/apply", exported.body().toString())
                        .invalid())
                .containsExactlyInAnyOrder(
                        "event_gateways[0].backend_clusters[0].authentication.password required",
                        "event_gateways[0].static_keys[0].value required");
    }

    @Test
    void aDryRunSaysTheSameAndChangesNothing() {
        Api.Answer planned = api.post(gateway + "/apply?dry_run=true", EVERY_KIND);

        assertThat(planned.body().get("dry_run").booleanValue()).isTrue();
        assertThat(count(planned, "create")).isEqualTo(ENTITIES - 1);
        assertThat(api.get(gateway).text("version")).isEqualTo("v1.1");
        assertThat(api.get(gateway + "/virtual-clusters").body().get("data")).isEmpty();
        assertThat(count(api.post(gateway + "/apply?dry_run=false", EVERY_KIND), "create"))
                .isEqualTo(ENTITIES - 1);
        assertThat(api.post(gateway + "/apply?dry_run=maybe", EVERY_KIND).invalid())
                .containsExactly("dry_run is_boolean");
    }

    @Test
    void aChangeIsOneVersionAndTheChangeLogNamesAllOfIt() {
        api.post(gateway + "/apply", EVERY_KIND);
        String changed = EVERY_KIND.replace("action: allow", "action: deny").replace("key: on", "key: other");

        Api.Answer applied = api.post(gateway + "/apply", changed);

        assertThat(applied.text("version")).isEqualTo("v1.3");
        assertThat(steps(applied)).containsExactly("update cluster_policy who", "update consume_policy marks");
        assertThat(api.get(gateway + "/changes")
                        .body()
                        .get("data")
                        .valueStream()
                        .filter(one -> one.get("version").asString().equals("v1.3"))
                        .map(one -> one.get("entity").get("name").asString()))
                .containsExactlyInAnyOrder("who", "marks");
    }

    @Test
    void policiesStandAsTheDocumentHasThem() {
        api.post(gateway + "/apply", EVERY_KIND);
        JsonNode document = api.get(gateway + "/export").body();
        api.post(gateway + "/apply", document.toString()); // what was named by id is named by name from now on
        ObjectNode cluster = (ObjectNode)
                document.get("event_gateways").get(0).get("virtual_clusters").get(0);
        List<JsonNode> policies =
                new ArrayList<>(cluster.get("produce_policies").valueStream().toList());
        policies.add(0, policies.remove(2));
        var reordered = cluster.putArray("produce_policies");
        policies.forEach(reordered::add);

        Api.Answer applied = api.post(gateway + "/apply", document.toString());

        assertThat(steps(applied)).containsExactly("reorder virtual_cluster ");
        JsonNode after =
                api.get(gateway + "/export").body().at("/event_gateways/0/virtual_clusters/0/produce_policies");
        assertThat(after.valueStream().map(policy -> policy.get("type").asString()))
                .containsExactly("encrypt", "schema_validation", "encrypt_fields");
        assertThat(api.post(gateway + "/apply", document.toString()).body().get("changes"))
                .isEmpty();
    }

    @Test
    void whatIsWrongIsSaidAllAtOnceAndNothingIsWritten() {
        Api.Answer answer = api.post(gateway + "/apply", """
                event_gateways:
                  - ref: main
                    nonsense: 1
                    backend_clusters:
                      - {ref: a, name: a, bootstrap_servers: [], authentication: {type: anonymous}, tls: {enabled: 1}}
                      - nothing
                    virtual_clusters:
                      - ref: a
                        name: v
                        dns_label: V
                        destination: {id: !ref missing#id}
                        acl_mode: passthrough
                        authentication: [{type: anonymous}]
                        cluster_policies:
                          - {type: acls, config: {rules: [{resource_type: topic, action: allow, resource_names: [], operations: [{name: fly}]}]}}
                """);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.invalid())
                .contains(
                        "event_gateways[0].nonsense unknown_property",
                        "event_gateways[0].backend_clusters[0].bootstrap_servers min_items",
                        "event_gateways[0].backend_clusters[0].tls.enabled is_boolean",
                        "event_gateways[0].backend_clusters[1] is_object",
                        "event_gateways[0].virtual_clusters[0].ref invalid",
                        "event_gateways[0].virtual_clusters[0].dns_label matches_regex",
                        "event_gateways[0].virtual_clusters[0].destination.id missing_reference",
                        "event_gateways[0].virtual_clusters[0].cluster_policies[0].config.rules[0].operations[0].name"
                                + " enum");
        assertThat(api.get(gateway).text("version")).isEqualTo("v1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                   | body required",
                "[]                                   | body is_object",
                "a: [                                 | body invalid",
                "{a: !env X, event_gateways: []}      | body invalid",
                "{event_gateways: [], event_gateways: []} | body invalid",
                "{}                                   | event_gateways required",
                "{event_gateways: {}}                 | event_gateways is_array",
                "{event_gateways: [1]}                | event_gateways is_object",
                "{event_gateways: []}                 | event_gateways invalid",
                "{event_gateways: [{}, {}]}           | event_gateways invalid",
                "{event_gateways: [{}], apis: []}     | apis unknown_property",
                "{event_gateways: [{listeners: {}}]}  | event_gateways[0].listeners is_array",
            })
    void aDocumentHasAForm(String document, String expected) {
        assertThat(api.post(gateway + "/apply", document).invalid()).containsExactly(expected);
    }

    @Test
    void aStaticKeyIsNotChangedByADocument() {
        api.post(gateway + "/apply", EVERY_KIND);

        assertThat(api.post(gateway + "/apply", EVERY_KIND.replace("env['KEY']", "env['OTHER']"))
                        .invalid())
                .containsExactly("event_gateways[0].static_keys[0].name invalid");
    }

    @Test
    void aFileIsAppliedAtTheStart() throws Exception {
        String name = "declared-" + UUID.randomUUID();
        Path file = Files.writeString(folder.resolve("gateway.yaml"), EVERY_KIND.replace("whatever", name));

        ControlPlane.start(declaring(file, false)).close();
        apply(file, false);

        JsonNode found = api.get("/v1/event-gateways?filter[name][contains]=" + name)
                .body()
                .get("data")
                .get(0);
        assertThat(found.get("version").asString()).isEqualTo("v1.2");
        assertThat(found.get("virtual_clusters_total").intValue()).isEqualTo(1);
        Files.writeString(file, EVERY_KIND.replace("whatever", name).replace("action: allow", "action: nothing"));
        assertThatThrownBy(() -> ControlPlane.start(declaring(file, false)).close())
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("SIGNALBOX_APPLY_FILE: the file ")
                .hasMessageContaining(
                        "event_gateways[0].virtual_clusters[0].cluster_policies[0].config.rules[0].action");
    }

    @Test
    void whatAFileDoesNotNameIsDeletedAtTheStartIfThatIsWanted() throws Exception {
        String name = "declared-" + UUID.randomUUID();
        Path file = Files.writeString(folder.resolve("gateway.yaml"), EVERY_KIND.replace("whatever", name));
        apply(file, true);
        String found = "/v1/event-gateways?filter[name][contains]=" + name;
        Files.writeString(file, "event_gateways: [{name: " + name + "}]");

        apply(file, false);
        int kept = api.get(found).body().at("/data/0/virtual_clusters_total").intValue();
        apply(file, true);

        assertThat(kept).isEqualTo(1);
        assertThat(api.get(found).body().at("/data/0/virtual_clusters_total").intValue())
                .isZero();
    }

    private Settings declaring(Path file, boolean prune) {
        return TestControlPlane.settings(
                folder.resolve("state"), TlsSettings.NONE, Optional.of(new ApplySettings(file, prune)));
    }

    /** What a start with such settings does, without a start, which takes longer than all the rest. */
    private void apply(Path file, boolean prune) {
        DeclaredFiles.apply(declaring(file, prune), TestControlPlane.shared()::part);
    }

    private static int count(Api.Answer plan, String what) {
        return plan.body().get("summary").get(what).intValue();
    }

    private static List<String> steps(Api.Answer plan) {
        return plan.body()
                .get("changes")
                .valueStream()
                .map(step -> step.get("action").asString() + " "
                        + step.get("type").asString() + " " + step.path("name").asString(""))
                .toList();
    }

    /** The gateway's own name is the one thing that two of them do not have in common, and its ref comes of that. */
    private static JsonNode nameless(JsonNode document) {
        JsonNode copy = document.deepCopy();
        ((ObjectNode) copy.get("event_gateways").get(0)).remove(List.of("name", "ref"));
        return copy;
    }
}
