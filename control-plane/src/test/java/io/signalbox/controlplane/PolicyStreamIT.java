package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireProblem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What nodes are told of policies of virtual clusters, and what is said of those that they cannot enforce. */
class PolicyStreamIT {

    private static final String HEADERS =
            "{'type': 'modify_headers', 'config': {'actions': [{'op': 'remove', 'key': 'k'}]}}";
    private static final String ACLS =
            "{'type': 'acls', 'name': 'who', 'condition': 'true', 'config': {'rules': [{'resource_type': 'topic',"
                    + " 'action': 'allow', 'operations': [{'name': 'read'}], 'resource_names': [{'match': 'a*'}]}]}}";

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();
    private final String id = api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));
    private final String cluster = gateway + "/virtual-clusters/" + id;
    private TestNode node;

    @BeforeEach
    void connect() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        node = new TestNode(controlPlane, identity);
        node.hello(gateway);
        node.next();
    }

    @AfterEach
    void disconnect() {
        node.close();
    }

    @Test
    void theVirtualClusterSaysWhatItsEnabledPoliciesRequire() throws Exception {
        String updated = api.get(cluster).text("updated_at");

        Api.Answer acls = api.post(cluster + "/cluster-policies", json(ACLS));
        TestNode.Received declared = node.until(api.version(gateway));

        assertThat(virtualCluster(declared).getVirtualCluster().getRequiresList())
                .containsExactly("cluster_policy.acls");
        VirtualClusterPolicy message = policies(declared).get(0).getVirtualClusterPolicy();
        assertThat(message.getRequiresList()).containsExactly("cluster_policy.acls");
        assertThat(message.getName()).isEqualTo("who");
        assertThat(message.getCondition()).isEqualTo("true");
        assertThat(message.getVirtualClusterId()).isEqualTo(id);
        assertThat(message.getAcls().getRules(0).getResourceNames().getNamesList())
                .containsExactly("a*");

        api.patch(cluster + "/cluster-policies/" + acls.id(), json("{'enabled': false}"));
        TestNode.Received disabled = node.until(api.version(gateway));
        assertThat(virtualCluster(disabled).getVirtualCluster().getRequiresList())
                .isEmpty();
        assertThat(policies(disabled)).hasSize(1);

        api.post(cluster + "/consume-policies", json(HEADERS));
        api.patch(cluster + "/cluster-policies/" + acls.id(), json("{'enabled': true}"));
        assertThat(virtualCluster(node.until(api.version(gateway)))
                        .getVirtualCluster()
                        .getRequiresList())
                .containsExactly("cluster_policy.acls", "consume_policy.modify_headers");

        api.delete(cluster + "/cluster-policies/" + acls.id());
        TestNode.Received deleted = node.until(api.version(gateway));
        assertThat(virtualCluster(deleted).getVirtualCluster().getRequiresList())
                .containsExactly("consume_policy.modify_headers");
        assertThat(policies(deleted)).hasSize(1);
        assertThat(api.get(cluster).text("updated_at")).isEqualTo(updated);
    }

    @Test
    void childrenAndPositionsAreToldAndGoWithTheirParentAndVirtualCluster() throws Exception {
        String parent = api.post(
                        cluster + "/consume-policies",
                        json("{'type': 'schema_validation', 'config': {'type': 'json'}}"))
                .id();
        String last = api.post(cluster + "/consume-policies", json(HEADERS)).id();
        String child = api.post(
                        cluster + "/consume-policies",
                        json(HEADERS).replaceFirst("\\{", "{\"parent_policy_id\": \"" + parent + "\", "))
                .id();

        List<Resource> told = policies(node.until(api.version(gateway)));

        assertThat(told.stream()
                        .sorted((a, b) -> Integer.compare(
                                a.getVirtualClusterPolicy().getPosition(),
                                b.getVirtualClusterPolicy().getPosition()))
                        .map(policy -> policy.getKey().getId()))
                .containsExactly(parent, child, last);
        assertThat(told).anySatisfy(policy -> {
            assertThat(policy.getKey().getId()).isEqualTo(child);
            assertThat(policy.getVirtualClusterPolicy().getParentPolicyId()).isEqualTo(parent);
        });
        api.delete(cluster + "/consume-policies/" + parent);
        assertThat(policies(node.until(api.version(gateway)))).hasSize(1);
        api.delete(cluster);
        assertThat(policies(node.until(api.version(gateway)))).isEmpty();
    }

    @Test
    void whatStandsUnderADisabledPolicyIsNotRequired() throws Exception {
        String policies = cluster + "/consume-policies";
        String parent = api.post(policies, json("{'type': 'schema_validation', 'config': {'type': 'json'}}"))
                .id();
        api.post(policies, json(HEADERS).replaceFirst("\\{", "{\"parent_policy_id\": \"" + parent + "\", "));
        assertThat(required()).containsExactly("consume_policy.modify_headers", "consume_policy.schema_validation");

        api.patch(policies + "/" + parent, json("{'enabled': false}"));
        assertThat(required()).isEmpty();

        api.patch(policies + "/" + parent, json("{'enabled': true}"));
        assertThat(required()).containsExactly("consume_policy.modify_headers", "consume_policy.schema_validation");
    }

    private List<String> required() throws Exception {
        return virtualCluster(node.until(api.version(gateway)))
                .getVirtualCluster()
                .getRequiresList();
    }

    @Test
    void nodesThatComeLaterAreSentTheSame() throws Exception {
        api.post(cluster + "/cluster-policies", json(ACLS));
        TestNode.Received changed = node.until(api.version(gateway));

        try (TestNode later =
                new TestNode(controlPlane.grpcPort(), controlPlane.state().resolve("ca.crt"), node.identity())) {
            later.hello(gateway);

            assertThat(later.next().resources()).containsExactlyInAnyOrderElementsOf(changed.resources());
        }
    }

    @Test
    void rolloutAndChangeLogSayAtOnceThatItIsNotServedOnceForEachFormOfIt() throws Exception {
        api.post(cluster + "/cluster-policies", json(ACLS));
        node.applied(
                node.until(api.version(gateway)).version(), notServed("cluster_policy.acls of cluster policy [who]"));

        Api.Answer rollout = api.get(gateway + "/rollout"); // answers when the node has reported

        assertThat(rollout.text("state")).isEqualTo("rejected");
        assertThat(rollout.body().toString()).contains("cluster policy [who]");
        assertThat(notes()).hasSize(1);
        JsonNode note = notes().get(0);
        assertThat(note.get("version").asString()).isEqualTo(api.get(gateway).text("version"));
        assertThat(note.get("entity").toString())
                .isEqualTo(json("{'type':'virtual_cluster','id':'%s','name':'orders'}", id));
        assertThat(note.get("detail").asString()).contains("[who]");
        assertThat(note.get("changed_by").asString()).isEqualTo("control plane");

        api.newBackendCluster(gateway, "another");
        node.applied(
                node.until(api.version(gateway)).version(), notServed("cluster_policy.acls of cluster policy [who]"));
        await().until(() ->
                api.get(gateway + "/rollout?timeout=0s").text("state").equals("rejected"));
        assertThat(notes()).hasSize(1);

        api.post(cluster + "/consume-policies", json(HEADERS));
        node.applied(
                node.until(api.version(gateway)).version(), notServed("cluster_policy.acls of cluster policy [who]"));
        await().until(() -> notes().size() == 2);
    }

    private WireProblem notServed(String what) {
        return WireProblem.newBuilder()
                .setCode("virtual_cluster.not_enforceable")
                .setMessage(
                        "The virtual cluster is not served, since this node cannot enforce what it declares: " + what)
                .setResource(ResourceKey.newBuilder()
                        .setKind(ResourceKind.RESOURCE_KIND_VIRTUAL_CLUSTER)
                        .setId(id))
                .build();
    }

    private List<JsonNode> notes() {
        return api.get(gateway + "/changes")
                .body()
                .get("data")
                .valueStream()
                .filter(change -> change.get("action").asString().equals("not_served"))
                .toList();
    }

    private static Resource virtualCluster(TestNode.Received received) {
        return received.resources().stream()
                .filter(Resource::hasVirtualCluster)
                .findFirst()
                .orElseThrow();
    }

    private static List<Resource> policies(TestNode.Received received) {
        return Stream.of(received)
                .flatMap(one -> one.resources().stream())
                .filter(Resource::hasVirtualClusterPolicy)
                .toList();
    }
}
