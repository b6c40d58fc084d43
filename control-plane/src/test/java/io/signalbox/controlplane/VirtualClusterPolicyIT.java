package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is alike for all policies of virtual clusters: their frame, their order, and those that stand under others. */
class VirtualClusterPolicyIT {

    private static final String VALIDATION = "{'type': 'schema_validation', 'config': {'type': 'json'}}";
    private static final String HEADERS =
            "{'type': 'modify_headers', 'config': {'actions': [{'op': 'remove', 'key': 'k'}]}}";
    private static final String ACLS =
            "{'type': 'acls', 'config': {'rules': [{'resource_type': 'topic', 'action': 'allow',"
                    + " 'operations': [{'name': 'read'}], 'resource_names': [{'match': '*'}]}]}}";

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String backend = api.newBackendCluster(gateway, "kafka");
    private final String id = api.newVirtualCluster(gateway, "orders", backend);
    private final String cluster = gateway + "/virtual-clusters/" + id;
    private final String consume = cluster + "/consume-policies";
    private final String chain = cluster + "/consume-policy-chain";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"cluster | " + ACLS, "produce | " + HEADERS, "consume | " + HEADERS})
    void everyFamilyHasEveryOperation(String family, String body) {
        String policies = cluster + "/" + family + "-policies";

        Api.Answer created = api.post(policies, json(body).replaceFirst("\\{", "{\"name\": \"one\", "));
        Api.Answer second = api.post(policies + "?before=" + created.id(), json(body));
        String one = policies + "/" + created.id();

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("description")).isEmpty();
        assertThat(created.text("condition")).isEmpty();
        assertThat(created.body().get("enabled").booleanValue()).isTrue();
        assertThat(created.body().get("labels")).isEmpty();
        assertThat(created.body().has("parent_policy_id")).isFalse();
        assertThat(second.body().has("name")).isFalse();
        assertThat(ids(policies)).containsExactly(second.id(), created.id());
        assertThat(api.post(one + "/move", json("{'index': 0}")).status()).isEqualTo(204);
        assertThat(chainAt(cluster + "/" + family + "-policy-chain")).containsExactly(created.id(), second.id());
        assertThat(api.put(
                                cluster + "/" + family + "-policy-chain",
                                json("{'policies': ['%s', '%s']}", second.id(), created.id()))
                        .body()
                        .toString())
                .isEqualTo(json("{'policies':['%s','%s']}", second.id(), created.id()));
        Api.Answer patched = api.patch(
                one,
                json(
                        "{'name': null, 'description': 'd', 'enabled': false, 'labels': {'a': 'b'}, 'condition': 'true'}"));
        assertThat(patched.body().has("name")).isFalse();
        assertThat(patched.text("condition")).isEqualTo("true");
        assertThat(patched.body().get("enabled").booleanValue()).isFalse();
        assertThat(api.patch(one, json("{'condition': null, 'description': null}"))
                        .text("condition"))
                .isEmpty();
        assertThat(api.patch(one, json("{'condition': 'nothing', 'config': {}}"))
                        .invalid())
                .containsExactlyInAnyOrder("config unknown_property", "condition invalid");
        assertThat(api.patch(one, json("{'condition': 'nothing'}")).invalid()).containsExactly("condition invalid");
        assertThat(api.put(one, json(body)).status()).isEqualTo(200);
        assertThat(api.put(one, json("{'type': 'x', 'config': {}}")).invalid()).containsExactly("type enum");
        assertThat(api.post(policies, json(body).replaceFirst("\\{", "{\"name\": \"one\", "))
                        .status())
                .isEqualTo(201);
        Api.Answer taken = api.post(policies, json(body).replaceFirst("\\{", "{\"name\": \"one\", "));
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.text("detail")).contains("already exists in virtual cluster");
        assertThat(api.delete(one).status()).isEqualTo(204);
        assertThat(api.get(one).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"consume", "produce", "cluster"})
    void whatIsNotThereIs404(String family) {
        String one = cluster + "/" + family + "-policies/" + UUID.randomUUID();
        String elsewhere = cluster.replace(gateway, api.newGateway());

        assertThat(List.of(
                        api.get(one).status(),
                        api.put(one, json(family.equals("cluster") ? ACLS : HEADERS))
                                .status(),
                        api.patch(one, "{}").status(),
                        api.delete(one).status(),
                        api.post(one + "/move", json("{'index': 0}")).status(),
                        api.get(elsewhere + "/" + family + "-policies").status(),
                        api.get(elsewhere + "/" + family + "-policy-chain").status(),
                        api.get(cluster + "/" + family + "-policies/x").status(),
                        api.get(cluster + "/record-policies").status()))
                .containsOnly(404);
        assertThat(api.withToken("")
                        .post(cluster + "/" + family + "-policies", "{}")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aPolicyOfAnotherFamilyIsNotOfThisOne() {
        String header = api.post(consume, json(HEADERS)).id();

        assertThat(api.get(cluster + "/produce-policies/" + header).status()).isEqualTo(404);
        assertThat(api.post(cluster + "/produce-policies?after=" + header, json(HEADERS))
                        .invalid())
                .containsExactly("after missing_reference");
    }

    @Test
    void whatHasNothingToConfigureHasNoConfig() {
        Api.Answer created = api.post(consume, json("{'type': 'skip_record', 'condition': 'record.value.validated'}"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().has("config")).isFalse();
        assertThat(api.put(consume + "/" + created.id(), created.body().toString())
                        .status())
                .isEqualTo(200);
        assertThat(api.post(consume, json("{'type': 'skip_record', 'config': {}}"))
                        .invalid())
                .containsExactly("config unknown_property");
    }

    @Test
    void childrenFollowTheirParentAndAreListedByIt() {
        String parent = api.post(consume, json(VALIDATION)).id();
        String last = api.post(consume, json(HEADERS)).id();
        Api.Answer child = api.post(consume, nested(HEADERS, parent));
        String first = api.post(consume + "?before=" + child.id(), nested(HEADERS, parent))
                .id();

        assertThat(child.text("parent_policy_id")).isEqualTo(parent);
        assertThat(chainAt(chain)).containsExactly(parent, first, child.id(), last);
        assertThat(ids(consume)).containsExactlyElementsOf(chainAt(chain));
        assertThat(ids(consume + "?filter[parent_policy_id]=" + parent)).containsExactly(first, child.id());
        assertThat(ids(consume + "?filter[parent_policy_id]=" + last)).isEmpty();
        assertThat(ids(consume + "?filter[parent_policy_id]=")).hasSize(4);
        assertThat(api.get(consume + "?filter[parent_policy_id]=x").invalid())
                .containsExactly("filter[parent_policy_id] is_uuid");
        assertThat(api.get(consume + "?filter[name][contains]=x").invalid())
                .containsExactly("filter[name][contains] unknown_property");

        assertThat(api.post(consume + "/" + parent + "/move", json("{'index': 1}"))
                        .status())
                .isEqualTo(204);
        assertThat(chainAt(chain)).containsExactly(last, parent, first, child.id());
        assertThat(api.post(consume + "/" + first + "/move", json("{'index': 1}"))
                        .status())
                .isEqualTo(204);
        assertThat(chainAt(chain)).containsExactly(last, parent, child.id(), first);
        assertThat(api.post(consume + "/" + first + "/move", json("{'index': 2}"))
                        .invalid())
                .containsExactly("index max");

        assertThat(api.delete(consume + "/" + parent).status()).isEqualTo(204);
        assertThat(chainAt(chain)).containsExactly(last);
        assertThat(api.get(consume + "/" + first).status()).isEqualTo(404);
    }

    @Test
    void aParentIsAValidationOfTheSameFamilyAndVirtualCluster() {
        String parent = api.post(consume, json(VALIDATION)).id();
        String header = api.post(consume, json(HEADERS)).id();
        String other = gateway + "/virtual-clusters/" + api.newVirtualCluster(gateway, "other", backend);
        String foreign = api.post(other + "/consume-policies", json(VALIDATION)).id();
        String produced =
                api.post(cluster + "/produce-policies", json(VALIDATION)).id();
        long version = api.version(gateway);

        assertThat(api.post(consume, nested(HEADERS, header)).invalid()).containsExactly("parent_policy_id invalid");
        assertThat(api.post(consume, nested(HEADERS, foreign)).invalid())
                .containsExactly("parent_policy_id missing_reference");
        assertThat(api.post(consume, nested(HEADERS, produced)).invalid())
                .containsExactly("parent_policy_id missing_reference");
        assertThat(api.post(consume, nested(HEADERS, "x")).invalid()).containsExactly("parent_policy_id is_uuid");
        assertThat(api.post(consume, nested(VALIDATION, parent)).invalid())
                .containsExactly("parent_policy_id unknown_property");
        assertThat(api.post(cluster + "/cluster-policies", nested(ACLS, parent)).invalid())
                .containsExactly("parent_policy_id unknown_property");
        assertThat(api.post(consume, json("{'type': 'decrypt_fields', 'config': {}}"))
                        .invalid())
                .contains("parent_policy_id required", "config.failure_mode required");
        assertThat(api.post(consume + "?after=" + header, nested(HEADERS, parent))
                        .invalid())
                .containsExactly("after missing_reference");
        assertThat(api.version(gateway)).isEqualTo(version);
    }

    @Test
    void aParentIsChosenOnce() {
        String parent = api.post(consume, json(VALIDATION)).id();
        String another = api.post(consume, json(VALIDATION)).id();
        Api.Answer child = api.post(consume, nested(HEADERS, parent));
        String one = consume + "/" + child.id();

        assertThat(api.put(one, json(HEADERS)).text("parent_policy_id")).isEqualTo(parent);
        assertThat(api.put(one, nested(HEADERS, parent)).status()).isEqualTo(200);
        assertThat(api.put(one, nested(HEADERS, another)).invalid()).containsExactly("parent_policy_id invalid");
        assertThat(api.put(one, json(HEADERS).replaceFirst("\\{", "{\"parent_policy_id\": null, "))
                        .status())
                .isEqualTo(200);
        assertThat(api.patch(one, json("{'parent_policy_id': '%s'}", another)).invalid())
                .containsExactly("parent_policy_id unknown_property");
    }

    @Test
    void anOrderKeepsFamiliesTogether() {
        String first = api.post(consume, json(VALIDATION)).id();
        String second = api.post(consume, json(VALIDATION)).id();
        String child = api.post(consume, nested(HEADERS, first)).id();
        String foreign = api.post(cluster + "/produce-policies", json(HEADERS)).id();

        assertThat(order(second, first).body().toString())
                .isEqualTo(json("{'policies':['%s','%s','%s']}", second, first, child));
        assertThat(order(first, child, second).status()).isEqualTo(200);
        assertThat(order(first, second, child).invalid()).containsExactly("policies[2] invalid");
        assertThat(order(child, first, second).invalid()).containsExactly("policies[0] invalid");
        assertThat(order(first, child).invalid()).containsExactly("policies invalid");
        assertThat(order(first, child, second, foreign).invalid()).containsExactly("policies[3] missing_reference");
        assertThat(chainAt(chain)).containsExactly(first, child, second);
    }

    @Test
    void anOrderThatStandsAlreadyIsNoChange() {
        String first = api.post(consume, json(VALIDATION)).id();
        String child = api.post(consume, nested(HEADERS, first)).id();
        long version = api.version(gateway);

        order(first);
        order(first, child);
        api.post(consume + "/" + child + "/move", json("{'index': 0}"));

        assertThat(api.version(gateway)).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverIsDoneToAChainItStaysWhole(long seed) {
        Random random = new Random(seed);
        Map<String, String> parents = new HashMap<>(); // of those that are there; "" for none
        for (int step = 0; step < 60; step++) {
            List<String> now = chainAt(chain);
            String some = now.isEmpty() ? "" : now.get(random.nextInt(now.size()));
            switch (now.size() < 3 ? 0 : random.nextInt(4)) {
                case 0 -> {
                    String parent = random.nextBoolean()
                            ? ""
                            : top(parents).stream().findAny().orElse("");
                    Api.Answer created = parent.isEmpty()
                            ? api.post(consume, json(VALIDATION))
                            : api.post(consume, nested(HEADERS, parent));
                    parents.put(created.id(), parent);
                }
                case 1 -> {
                    long siblings = parents.values().stream()
                            .filter(parent(parents, some)::equals)
                            .count();
                    int index = random.nextInt((int) siblings);
                    api.post(consume + "/" + some + "/move", json("{'index': %d}", index));
                    List<String> moved = chainAt(chain).stream()
                            .filter(one -> parent(parents, one).equals(parent(parents, some)))
                            .toList();
                    assertThat(moved.indexOf(some)).isEqualTo(index);
                }
                case 2 -> {
                    List<String> order = new ArrayList<>(top(parents));
                    Collections.shuffle(order, random);
                    assertThat(order(order.toArray(String[]::new)).status()).isEqualTo(200);
                    assertThat(chainAt(chain).stream()
                                    .filter(one -> parent(parents, one).isEmpty()))
                            .containsExactlyElementsOf(order);
                }
                default -> {
                    api.delete(consume + "/" + some);
                    parents.values().removeIf(some::equals);
                    parents.remove(some);
                }
            }
            checkWhole(parents);
        }
    }

    @Test
    void whatAPolicyRefersToIsNotDeletedAndItsNameFollows() {
        String registry = api.post(
                        gateway + "/schema-registries",
                        json("{'name': 'r', 'type': 'confluent',"
                                + " 'config': {'schema_type': 'json', 'endpoint': 'http://r:8081'}}"))
                .id();
        String key = api.post(gateway + "/static-keys", json("{'name': 'k', 'value': '%s'}", "A".repeat(43) + "="))
                .id();
        String parent = api.post(
                        cluster + "/produce-policies",
                        json("{'type': 'schema_validation', 'config': {'type': 'confluent_schema_registry',"
                                + " 'schema_registry': {'name': 'r'}}}"))
                .id();
        Api.Answer fields = api.post(
                cluster + "/produce-policies",
                json(
                        "{'type': 'encrypt_fields', 'name': 'secret', 'parent_policy_id': '%s', 'config': {'failure_mode':"
                                + " 'mark', 'encrypt_fields': [{'paths': [{'match': 'a'}], 'encryption_key': {'type':"
                                + " 'static', 'key': {'id': '%s'}}}]}}",
                        parent, key));

        Api.Answer refused = api.delete(gateway + "/static-keys/" + key);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("detail")).contains("produce policy [secret]");
        assertThat(api.delete(gateway + "/schema-registries/" + registry).invalid())
                .containsExactly("id invalid");
        assertThat(fields.body().toString()).contains(json("'key':{'id':'%s'}", key));
        api.put(
                gateway + "/schema-registries/" + registry,
                json("{'name': 'renamed', 'type': 'confluent',"
                        + " 'config': {'schema_type': 'json', 'endpoint': 'http://r:8081'}}"));
        assertThat(api.get(cluster + "/produce-policies/" + parent).body().toString())
                .contains(json("'schema_registry':{'name':'renamed'}"));
        assertThat(api.delete(cluster + "/produce-policies/" + parent).status()).isEqualTo(204);
        assertThat(api.delete(gateway + "/static-keys/" + key).status()).isEqualTo(204);
        assertThat(api.delete(gateway + "/schema-registries/" + registry).status())
                .isEqualTo(204);
    }

    @Test
    void aVirtualClusterGoesWithItsPoliciesAndAGatewayWithAll() {
        String parent = api.post(consume, json(VALIDATION)).id();
        api.post(consume, nested(HEADERS, parent));
        api.post(cluster + "/cluster-policies", json(ACLS));

        assertThat(api.delete(cluster).status()).isEqualTo(204);

        assertThat(api.get(consume + "/" + parent).status()).isEqualTo(404);
        String again = gateway + "/virtual-clusters/" + api.newVirtualCluster(gateway, "orders", backend);
        String next = api.post(again + "/consume-policies", json(VALIDATION)).id();
        api.post(again + "/consume-policies", nested(HEADERS, next));
        assertThat(api.delete(gateway).status()).isEqualTo(204);
    }

    private void checkWhole(Map<String, String> parents) {
        List<String> now = chainAt(chain);
        assertThat(now).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(parents.keySet());
        assertThat(ids(consume)).containsExactlyElementsOf(now);
        String top = "";
        for (String one : now) {
            assertThat(parent(parents, one)).isIn("", top);
            top = parent(parents, one).isEmpty() ? one : top;
        }
    }

    private static String parent(Map<String, String> parents, String policy) {
        return Objects.requireNonNull(parents.get(policy));
    }

    private static List<String> top(Map<String, String> parents) {
        return parents.entrySet().stream()
                .filter(one -> one.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private Api.Answer order(String... policies) {
        return api.put(
                chain, List.of(policies).stream().collect(Collectors.joining("\",\"", "{\"policies\":[\"", "\"]}")));
    }

    private static String nested(String body, String parent) {
        return json(body).replaceFirst("\\{", "{\"parent_policy_id\": \"" + parent + "\", ");
    }

    private List<String> chainAt(String path) {
        return api.get(path)
                .body()
                .get("policies")
                .valueStream()
                .map(one -> one.asString())
                .toList();
    }

    private List<String> ids(String path) {
        return api.get(path)
                .body()
                .valueStream()
                .map(one -> one.get("id").asString())
                .toList();
    }
}
