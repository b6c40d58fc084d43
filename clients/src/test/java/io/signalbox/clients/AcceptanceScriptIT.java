package io.signalbox.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.signalbox.clients.GeneratedClient.Answer;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.ProcessOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The REST steps of both guides, and every family of policies, sent by the client that was generated from our document and
 * by that of the original's. Steps that have to do with nodes and Kafka clients are the end-to-end tests' affair.
 */
class AcceptanceScriptIT {

    private static final String OURS = "ours";
    private static final String REFERENCE = "reference";
    private static final Issuer CA = Issuer.create(Issuer.KeyKind.RSA, "CN=root", Duration.ofDays(1));
    private static final KeyedCertificate SERVER = CA.issue(
            Issuer.CertificateRequest.of(Issuer.KeyKind.RSA, "CN=*.127-0-0-1.sslip.io", Duration.ofDays(1), "*.127-0-0-1.sslip.io"));

    @TempDir
    private static Path folder = Path.of("");

    private static @Nullable ControlPlaneProcess controlPlane;

    private String gateway = "";
    private String backend = "";

    @BeforeAll
    static void start() {
        controlPlane = ControlPlaneProcess.start(ProcessOptions.in(folder, "control-plane"));
    }

    @AfterAll
    static void stop() {
        Optional.ofNullable(controlPlane).ifPresent(ControlPlaneProcess::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {OURS, REFERENCE})
    void theGuideOfPortMappingGoesThrough(String name) {
        GeneratedClient client = client(name);
        makeGateway(name, client);
        makeBackend(name, client, "default_backend_cluster");

        Answer virtual = created(
                client,
                "createEventGatewayVirtualCluster",
                List.of(gateway),
                "{'name': 'example_virtual_cluster', 'destination': {'id': '" + backend
                        + "'}, 'dns_label': 'vcluster-1',"
                        + " 'authentication': [{'type': 'anonymous'}], 'acl_mode': 'enforce_on_gateway'}");
        has(name, virtual, "destination.id", "\"" + backend + "\"");
        has(name, virtual, "destination.name", "\"default_backend_cluster\"");
        created(
                client,
                "createEventGatewayVirtualClusterClusterLevelPolicy",
                List.of(gateway, id(virtual)),
                "{'type': 'acls', 'name': 'example_acl_policy', 'config': {'rules': [{'resource_type': 'topic',"
                        + " 'action': 'allow', 'operations': [{'name': 'describe'}, {'name': 'describe_configs'},"
                        + " {'name': 'read'}, {'name': 'write'}], 'resource_names': [{'match': '*'}]},"
                        + " {'resource_type': 'topic', 'action': 'deny', 'operations': [{'name': 'write'}],"
                        + " 'resource_names': [{'match': 'blocked-topic'}]}]}}");
        Answer listener = created(
                client,
                "createEventGatewayListener",
                List.of(gateway),
                "{'name': 'example_listener', 'addresses': ['0.0.0.0'], 'ports': ['19092-19095']}");
        has(name, listener, "ports", "[\"19092-19095\"]");
        String forward = "{'type': 'forward_to_virtual_cluster', 'name': '%s', 'config': {'type': 'port_mapping',"
                + " 'advertised_host': 'localhost', 'destination': {'id': '" + id(virtual) + "'}}}";
        Answer policy = created(
                client,
                "createEventGatewayListenerPolicy",
                List.of(gateway, id(listener)),
                forward.replace("%s", "forward"));
        sent(policy, "config.bootstrap_port", "\"at_start\"");
        sent(policy, "config.min_broker_id", "0");

        created(
                client,
                "createEventGatewayVirtualClusterConsumePolicy",
                List.of(gateway, id(virtual)),
                "{'type': 'modify_headers', 'name': 'new-header', 'config': {'actions': [{'op': 'set',"
                        + " 'key': 'My-New-Header', 'value': 'header_value'}]}}");

        Answer chain = client.call("getEventGatewayListenerPolicyChain", List.of(gateway, id(listener)), "");
        Answer second = client.call(
                "createEventGatewayListenerPolicy",
                List.of(gateway, id(listener)),
                json(forward.replace("%s", "another")));
        assertThat(chain.status()).isEqualTo(200);
        has(name, chain, "policies", "[\"" + id(policy) + "\"]");
        assertThat(second.status()).isEqualTo(400);
        assertThat(second.body().getAsJsonObject().getAsJsonArray("invalid_parameters"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {OURS, REFERENCE})
    void everyFamilyOfPoliciesHasItsOperations(String name) {
        GeneratedClient client = client(name);
        makeGateway(name, client);
        makeBackend(name, client, "kafka");
        String cluster = id(created(
                client,
                "createEventGatewayVirtualCluster",
                List.of(gateway),
                "{'name': 'orders', 'destination': {'id': '" + backend + "'}, 'dns_label': 'orders',"
                        + " 'authentication': [{'type': 'anonymous'}], 'acl_mode': 'passthrough'}"));
        created(
                client,
                "createEventGatewayStaticKey",
                List.of(gateway),
                "{'name': 'key', 'value': '" + "A".repeat(43) + "='}");
        String acls = "{'type': 'acls', 'config': {'rules': [{'resource_type': 'topic', 'action': 'allow',"
                + " 'operations': [{'name': 'read'}], 'resource_names': '[context.auth.principal.name]'}]}}";
        String headers = "{'type': 'modify_headers', 'config': {'actions': [{'op': 'remove', 'key': 'k'}]}}";
        String keySources = "'failure_mode': 'error', 'key_sources': [{'type': 'static'}]";
        String key = "'encryption_key': {'type': 'static', 'key': {'name': 'key'}}";
        String parent = "'parent_policy_id': '%s', ";
        policies(name, client, cluster, "ClusterLevel", List.of(acls, acls));
        policies(
                name,
                client,
                cluster,
                "Produce",
                List.of(
                        "{'type': 'schema_validation', 'config': {'type': 'json', 'failure_mode': 'reject'}}",
                        "{" + parent + "'type': 'encrypt_fields', 'config': {'failure_mode': 'mark', 'encrypt_fields':"
                                + " [{'paths': [{'match': 'a'}], " + key + "}]}}",
                        "{'type': 'encrypt', 'config': {'failure_mode': 'error', 'part_of_record': ['value'], " + key
                                + "}}",
                        headers));
        policies(
                name,
                client,
                cluster,
                "Consume",
                List.of(
                        "{'type': 'schema_validation', 'config': {'type': 'json', 'failure_mode': 'skip'}}",
                        "{" + parent + "'type': 'decrypt_fields', 'config': {" + keySources
                                + ", 'decrypt_fields': {'paths': '[record.headers.x]'}}}",
                        "{" + parent + "'type': 'skip_record', 'condition': 'record.value.validated'}",
                        "{'type': 'decrypt', 'config': {" + keySources + ", 'part_of_record': ['key']}}",
                        headers));
    }

    /** All operations of a family; the first policy is the parent of those that want one. */
    private void policies(String name, GeneratedClient client, String cluster, String family, List<String> bodies) {
        String operation = "EventGatewayVirtualCluster" + family + "Polic";
        List<String> owner = List.of(gateway, cluster);
        List<String> ids = new ArrayList<>();
        for (String body : bodies) {
            String sent = body.replace("%s", ids.isEmpty() ? "" : ids.get(0));
            ids.add(id(created(client, "create" + operation + "y", owner, sent)));
        }
        String first = ids.get(0);
        List<String> one = List.of(gateway, cluster, first);
        String order = new Gson().toJson(Map.of("policies", ids));

        Answer list = client.call("list" + operation + "ies", owner, "");
        Answer read = client.call("get" + operation + "y", one, "");
        Answer replaced = client.call("update" + operation + "y", one, json(bodies.get(0)));
        Answer patched = client.call("patch" + operation + "y", one, json("{'enabled': false, 'condition': 'true'}"));
        Answer moved = client.call("move" + operation + "y", one, json("{'index': 0}"));
        Answer chain = client.call("get" + operation + "yChain", owner, "");
        Answer ordered = client.call("update" + operation + "yChain", owner, order);

        assertThat(Stream.of(list, read, replaced, patched, chain, ordered).map(Answer::status))
                .containsOnly(200);
        assertThat(moved.status()).isEqualTo(204);
        assertThat(list.body().getAsJsonArray()).hasSize(bodies.size());
        has(name, patched, "condition", "\"true\"");
        has(name, chain, "policies", new Gson().toJson(ids));
        assertThat(client.call("delete" + operation + "y", one, "").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {OURS, REFERENCE})
    void theGuideOfSniGoesThrough(String name) {
        GeneratedClient client = client(name);
        makeGateway(name, client);
        makeBackend(name, client, "backend_cluster");

        for (String team : List.of("analytics", "payments")) {
            Answer virtual = created(
                    client,
                    "createEventGatewayVirtualCluster",
                    List.of(gateway),
                    ("{'name': 'x_vc', 'destination': {'id': '" + backend + "'}, 'dns_label': 'x',"
                                    + " 'authentication': [{'type': 'anonymous'}], 'acl_mode': 'passthrough',"
                                    + " 'namespace': {'prefix': 'x_', 'mode': 'hide_prefix', 'additional': {'topics':"
                                    + " [{'type': 'exact_list', 'conflict': 'warn',"
                                    + " 'exact_list': [{'backend': 'user_actions'}]}]}}}")
                            .replace("'x", "'" + team));
            has(name, virtual, "namespace.prefix", "\"" + team + "_\"");
        }
        Answer listener = created(
                client,
                "createEventGatewayListener",
                List.of(gateway),
                "{'name': 'gateway_listener', 'addresses': ['0.0.0.0'], 'ports': [19092]}");
        has(name, listener, "ports", "[\"19092\"]");
        Answer tls = created(
                client,
                "createEventGatewayListenerPolicy",
                List.of(gateway, id(listener)),
                "{'type': 'tls_server', 'name': 'tls_server', 'config': {'certificates': [{'certificate': "
                        + text(SERVER.certificatePem()) + ", 'key': '"
                        + Base64.getEncoder().encodeToString(SERVER.keyPem().getBytes(StandardCharsets.UTF_8))
                        + "'}]}}");
        assertThat(tls.body().toString()).doesNotContain("\"key\"");
        sent(tls, "config.versions", "{\"min\":\"TLSv1.2\",\"max\":\"TLSv1.3\"}");
        sent(tls, "config.allow_plaintext", "false");
        created(
                client,
                "createEventGatewayListenerPolicy",
                List.of(gateway, id(listener)),
                "{'type': 'forward_to_virtual_cluster', 'name': 'forward_to_virtual_cluster', 'config':"
                        + " {'type': 'sni', 'advertised_port': 19092, 'sni_suffix': '.127-0-0-1.sslip.io',"
                        + " 'broker_host_format': {'type': 'shared_suffix'}}}");
        assertThat(client.call("deleteEventGateway", List.of(gateway), "").status())
                .isEqualTo(204);
        assertThat(client.call("getEventGateway", List.of(gateway), "").status())
                .isEqualTo(404);
    }

    /** Steps 0.1 and 0.2. The script's names, made unique: the clients of all documents use one control plane. */
    private void makeGateway(String name, GeneratedClient client) {
        Answer made =
                created(client, "createEventGateway", List.of(), "{'name': 'quickstart " + UUID.randomUUID() + "'}");
        gateway = id(made);
        for (String field : List.of("version", "min_runtime_version")) {
            assertThat(at(made.body(), field).isJsonPrimitive()).as(field).isTrue();
        }
        Answer certificate = created(
                client,
                "createEventGatewayDataPlaneCertificate",
                List.of(gateway),
                "{'name': 'node-1', 'certificate': " + text(SERVER.certificatePem()) + "}");
        assertThat(at(certificate.body(), "metadata.sha256_fingerprint").isJsonPrimitive())
                .isTrue();
        has(name, made, "id", "\"" + gateway + "\"");
        made.body().getAsJsonObject().entrySet().stream()
                .filter(entry ->
                        entry.getKey().endsWith("_total") || entry.getKey().startsWith("total"))
                .forEach(entry -> assertThat(entry.getValue().getAsInt())
                        .as(entry.getKey())
                        .isZero());
    }

    private void makeBackend(String name, GeneratedClient client, String called) {
        Answer made = created(
                client,
                "createEventGatewayBackendCluster",
                List.of(gateway),
                "{'name': '" + called + "', 'bootstrap_servers': ['kafka1:9092', 'kafka2:9092', 'kafka3:9092'],"
                        + " 'authentication': {'type': 'anonymous'},"
                        + " 'insecure_allow_anonymous_virtual_cluster_auth': true, 'tls': {'enabled': false}}");
        has(name, made, "metadata_update_interval_seconds", "60");
        backend = id(made);
    }

    private static GeneratedClient client(String name) {
        assumeTrue(
                GeneratedClient.exists(name),
                "skipped: the original's document is not here; -Dreference.document=PATH tells where it is");
        ControlPlaneProcess running = Objects.requireNonNull(controlPlane);
        return GeneratedClient.of(name, running.baseUri().toString(), running.adminToken());
    }

    private static Answer created(GeneratedClient client, String operation, List<String> ids, String body) {
        Answer answer = client.call(operation, ids, json(body));
        assertThat(answer.status()).as("%s %s", operation, answer.body()).isEqualTo(201);
        return answer;
    }

    /** In the answer; and with our document in what the client makes of it, which loses nothing. */
    private static void has(String name, Answer answer, String field, String expected) {
        sent(answer, field, expected);
        if (name.equals(OURS)) {
            assertThat(at(answer.model(), field).toString()).as(field).isEqualTo(expected);
        }
    }

    private static void sent(Answer answer, String field, String expected) {
        assertThat(at(answer.body(), field).toString()).as(field).isEqualTo(expected);
    }

    private static JsonElement at(JsonElement json, String field) {
        JsonElement found = json;
        for (String part : field.split("\\.", -1)) {
            found = found.getAsJsonObject().get(part);
            assertThat(found).as("%s in %s", field, json).isNotNull();
        }
        return found;
    }

    private static String id(Answer answer) {
        return at(answer.body(), "id").getAsString();
    }

    private static String text(String value) {
        return "\"" + value.replace("\n", "\\n") + "\"";
    }

    private static String json(String text) {
        return JsonParser.parseString(text).toString();
    }
}
