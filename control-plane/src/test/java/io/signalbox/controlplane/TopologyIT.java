package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.WireProblem;
import io.signalbox.proto.config.v1.WireSeverity;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A gateway as one graph, with what nodes say of each part. */
class TopologyIT {

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();
    private final String backend = api.newBackendCluster(gateway, "kafka");
    private final String orders = api.newVirtualCluster(gateway, "orders", backend);
    private final String listener = api.newListener(gateway, "main", "['9092-9095']");

    @Test
    void theGraphLeadsFromListenersToBackendClusters() {
        String chain = gateway + "/listeners/" + listener + "/policies";
        String mapping = api.post(chain, Api.portMapping(orders)).id();
        String sni = api.post(
                        chain,
                        json("{'type': 'forward_to_virtual_cluster', 'name': 'by-name', 'enabled': false,"
                                + " 'config': {'type': 'sni', 'sni_suffix': '.example.com'}}"))
                .id();
        String acls = api.post(
                        gateway + "/virtual-clusters/" + orders + "/cluster-policies",
                        json("{'type': 'acls', 'config': {'rules': [{'resource_type': 'topic', 'action': 'allow',"
                                + " 'operations': [{'name': 'read'}], 'resource_names': [{'match': '*'}]}]}}"))
                .id();

        JsonNode graph = api.get(gateway + "/topology").body();

        assertThat(graph.get("version").asString()).isEqualTo("v1." + api.version(gateway));
        JsonNode main = graph.get("listeners").get(0);
        assertThat(main.get("id").asString()).isEqualTo(listener);
        assertThat(main.get("ports").get(0).asString()).isEqualTo("9092-9095");
        JsonNode first = main.get("policies").get(0);
        assertThat(first.get("id").asString()).isEqualTo(mapping);
        assertThat(first.at("/forward/virtual_cluster_id").asString()).isEqualTo(orders);
        JsonNode second = main.get("policies").get(1);
        assertThat(second.get("id").asString()).isEqualTo(sni);
        assertThat(second.get("enabled").booleanValue()).isFalse();
        assertThat(second.at("/forward/sni_suffix").asString()).isEqualTo(".example.com");
        assertThat(second.at("/forward").has("virtual_cluster_id")).isFalse();
        JsonNode cluster = graph.get("virtual_clusters").get(0);
        assertThat(cluster.get("backend_cluster_id").asString()).isEqualTo(backend);
        assertThat(cluster.get("policies").get(0).get("id").asString()).isEqualTo(acls);
        assertThat(cluster.get("policies").get(0).get("family").asString()).isEqualTo("cluster_policy");
        assertThat(graph.get("backend_clusters").get(0).get("brokers")).isEmpty();
        assertThat(graph.get("nodes")).isEmpty();
    }

    @Test
    void aProblemStandsWithWhatItIsAboutAndOnceForAllNodesThatReportIt() throws Exception {
        try (TestNode one = registered();
                TestNode other = registered()) {
            for (TestNode node : new TestNode[] {one, other}) {
                node.hello(gateway);
                long version = node.next().version();
                node.applied(
                        version,
                        problem(ResourceKind.RESOURCE_KIND_LISTENER, listener, "listener.bind_failed"),
                        problem(
                                ResourceKind.RESOURCE_KIND_TLS_TRUST_BUNDLE,
                                UUID.randomUUID().toString(),
                                "tls_trust_bundle.invalid"));
            }

            await().untilAsserted(() -> {
                JsonNode graph = api.get(gateway + "/topology").body();
                JsonNode problems = graph.at("/listeners/0/problems");
                assertThat(problems).hasSize(1);
                assertThat(problems.at("/0/name").asString()).isEqualTo("listener.bind_failed");
                assertThat(problems.at("/0/entity/type").asString()).isEqualTo("listener");
                assertThat(problems.at("/0/nodes")).hasSize(2);
                assertThat(graph.get("nodes")).hasSize(2);
                assertThat(graph.at("/nodes/0/errors").asInt()).isEqualTo(2);
                assertThat(graph.get("problems").findValuesAsString("name")).containsOnly("tls_trust_bundle.invalid");
            });
            assertThat(api.get(gateway + "/nodes/" + one.id() + "/errors")
                            .body()
                            .at("/data/0")
                            .propertyNames())
                    .containsExactlyInAnyOrder("name", "message", "severity");
        }
    }

    private TestNode registered() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        return new TestNode(controlPlane, identity);
    }

    private static WireProblem problem(ResourceKind kind, String id, String code) {
        return WireProblem.newBuilder()
                .setResource(ResourceKey.newBuilder().setKind(kind).setId(id))
                .setCode(code)
                .setMessage("Something is wrong")
                .setSeverity(WireSeverity.SEVERITY_ERROR)
                .build();
    }
}
