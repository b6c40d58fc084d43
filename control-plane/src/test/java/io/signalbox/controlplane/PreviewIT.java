package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.signalbox.controlplane.node.BackendBrokers;
import io.signalbox.controlplane.node.NodeProcess;
import io.signalbox.controlplane.node.NodeService;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class PreviewIT {

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();
    private final String virtual = api.newVirtualCluster(gateway, "orders", api.newBackendCluster(gateway, "kafka"));
    private final String listener = gateway + "/listeners/" + api.newListener(gateway, "main", "['9092-9095']");
    private final String policies = listener + "/policies";
    private final String preview = listener + "/route-preview";
    private final String addresses = listener + "/advertised-addresses";

    @Test
    void aPortLeadsToItsBroker() {
        String policy = api.post(policies, Api.portMapping(virtual)).id();

        Api.Answer answer = api.post(preview, json("{'local_port': 9094, 'tls': false}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString())
                .isEqualTo(json(
                        "{'decision':'routed','policy':{'id':'%s','type':'port_mapping'},"
                                + "'virtual_cluster':{'id':'%s','name':'orders'},"
                                + "'target':{'type':'broker','broker_id':1},"
                                + "'policies':[{'id':'%s','matched':true}]}",
                        policy, virtual, policy));
    }

    @Test
    void aRejectionIsAnAnswerAndNotAnError() {
        Api.Answer answer = api.post(preview, json("{'local_port': 9094, 'tls': true, 'server_name': 'a.example'}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString())
                .isEqualTo(json("{'decision':'rejected','reason':'tls_on_plaintext_listener','nearest_names':[],"
                        + "'policies':[]}"));
    }

    @Test
    void askingChangesNothing() {
        String version = api.get(gateway).text("version");

        api.post(preview, json("{'local_port': 9094, 'tls': false, 'local_address': '10.0.0.5'}"));

        assertThat(api.get(gateway).text("version")).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                              | local_port required, tls required",
                "{'local_port': 9096, 'tls': false}              | local_port invalid",
                "{'local_port': 0, 'tls': 1}                     | local_port min, tls is_boolean",
                "{'local_port': 9092, 'tls': true, 'server_name': '', 'x': 1}"
                        + " | server_name min_length, x unknown_property"
            })
    void whatIsWrongWithAQuestionIsNamed(String body, String expected) {
        assertThat(String.join(", ", api.post(preview, json(body)).invalid())).isEqualTo(expected);
    }

    @Test
    void ofNoListenerNothingIsKnown() {
        String body = json("{'local_port': 9092, 'tls': false}");

        assertThat(api.post(gateway + "/listeners/" + UUID.randomUUID() + "/route-preview", body)
                        .status())
                .isEqualTo(404);
        assertThat(api.post(preview.replace(gateway, "/v1/event-gateways/" + UUID.randomUUID()), body)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theBrokersAreThoseThatNodesReported() {
        api.post(policies, Api.portMapping(virtual));

        Api.Answer before = api.get(addresses);
        know(4, 1, 0);
        Api.Answer after = api.get(addresses);

        assertThat(before.status()).isEqualTo(200);
        assertThat(before.body().get("data")).hasSize(1);
        assertThat(before.body().get("data").get(0).has("brokers_reported_at")).isFalse();
        JsonNode cluster = after.body().get("data").get(0);
        assertThat(Instant.parse(cluster.get("brokers_reported_at").asString()))
                .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        assertThat(cluster.get("virtual_cluster").toString()).isEqualTo(json("{'id':'%s','name':'orders'}", virtual));
        JsonNode policy = cluster.get("policies").get(0);
        assertThat(policy.get("bootstrap").toString()).isEqualTo(json("[{'address':'localhost:9092'}]"));
        assertThat(policy.get("brokers").get(0).toString())
                .isEqualTo(json("{'broker_id':0,'address':'localhost:9093'}"));
        assertThat(policy.get("brokers").get(2).propertyNames()).containsExactly("broker_id", "not_exposed");
    }

    @Test
    void thePagesAreOfVirtualClusters() {
        String backend = api.get(gateway + "/backend-clusters")
                .body()
                .get("data")
                .get(0)
                .get("id")
                .asString();
        api.newVirtualCluster(gateway, "payments", backend);
        api.newVirtualCluster(gateway, "returns", backend);
        api.post(policies, json("{'type': 'forward_to_virtual_cluster', 'config': {'type': 'sni'}}"));

        List<String> names = new ArrayList<>();
        Optional<String> next = Optional.of(addresses + "?page[size]=2");
        while (next.isPresent()) {
            JsonNode page = api.get(next.get()).body();
            page.get("data")
                    .forEach(item ->
                            names.add(item.get("virtual_cluster").get("name").asString()));
            next = Optional.of(page.get("meta").get("page").get("next"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::asString);
        }

        assertThat(names).containsExactly("orders", "payments", "returns");
        assertThat(api.get(addresses + "?page[size]=0").invalid()).containsExactly("page[size] min");
        assertThat(api.get(addresses + "?filter[name][contains]=a").invalid())
                .containsExactly("filter[name][contains] unknown_property");
    }

    private void know(Integer... brokers) {
        NodeService nodes = TestControlPlane.shared().part(NodeService.class);
        UUID gatewayId = UUID.fromString(gateway.substring(gateway.lastIndexOf('/') + 1));
        UUID backend = UUID.fromString(api.get(gateway + "/backend-clusters")
                .body()
                .get("data")
                .get(0)
                .get("id")
                .asString());
        NodeProcess node =
                new NodeProcess(gatewayId, UUID.randomUUID(), Optional.empty(), Optional.empty(), "host", "1.3.0");
        nodes.greet(node, Optional.empty());
        nodes.know(node, List.of(new BackendBrokers(backend, List.of(brokers))));
    }
}
