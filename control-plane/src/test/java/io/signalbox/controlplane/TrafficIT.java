package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Traffic;
import io.signalbox.proto.config.v1.WireClusterTraffic;
import io.signalbox.proto.config.v1.WireRoute;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What nodes count is answered as rates, by any replica. */
class TrafficIT {

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();

    @Test
    void anyReplicaKnowsWhatGoesThroughTheNodesOfAll() throws Exception {
        String cluster = UUID.randomUUID().toString();
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        Api second = TestControlPlane.second().api();
        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway);
            node.next();
            long[] requests = {1_000_000};

            await().untilAsserted(() -> {
                node.traffic(counted(cluster, requests[0] += 100));
                for (Api each : new Api[] {api, second}) {
                    JsonNode traffic = each.get(gateway + "/traffic?window=1m&virtual_cluster_id=" + cluster)
                            .body();
                    JsonNode orders = traffic.at("/virtual_clusters/0");
                    assertThat(orders.path("id").asString()).isEqualTo(cluster);
                    assertThat(orders.at("/rates/requests_per_second").asDouble())
                            .isBetween(0.01, 100_000.0);
                    assertThat(traffic.at("/series/requests_per_second")).hasSize(12);
                    assertThat(traffic.at("/nodes/0/id").asString()).isEqualTo(node.id());
                    JsonNode curves = each.get(
                                    gateway + "/traffic?window=1m&clusters=false&virtual_cluster_id=" + cluster)
                            .body();
                    assertThat(curves.get("virtual_clusters")).isEmpty();
                    assertThat(curves.at("/series/requests_per_second")).hasSize(12);
                    JsonNode live =
                            each.get(gateway + "/nodes/" + node.id() + "/live").body();
                    assertThat(live.path("connections").asInt()).isEqualTo(3);
                    assertThat(live.path("uptime_seconds").asInt()).isEqualTo(77);
                    assertThat(live.at("/sockets/open").asInt()).isEqualTo(4);
                }
            });
        }
    }

    @Test
    void aGatewayWithoutNodesHasNoTraffic() {
        JsonNode traffic = api.get(gateway + "/traffic?window=15m&step=30s").body();

        assertThat(traffic.get("step_seconds").asInt()).isEqualTo(30);
        assertThat(traffic.at("/series/at")).hasSize(30);
        assertThat(traffic.at("/series/requests_per_second/29").asDouble()).isZero();
        assertThat(traffic.get("virtual_clusters")).isEmpty();
        assertThat(api.get(gateway + "/nodes/" + UUID.randomUUID() + "/live").status())
                .isEqualTo(404);
        assertThat(api.get("/v1/event-gateways/" + UUID.randomUUID() + "/traffic")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "window=16m, window invalid",
        "window=x, window invalid",
        "step=7s, step invalid",
        "step=0s, step invalid",
        "window=5s&step=10s, window invalid",
        "node_id=x, node_id is_uuid",
        "clusters=no, clusters invalid",
        "node_id=3c1f0a52-0b3f-4d4e-8a51-3c0a7a1f9d11&listener_id=3c1f0a52-0b3f-4d4e-8a51-3c0a7a1f9d11, node_id invalid"
    })
    void whatIsWrongWithAQuestionIsNamed(String query, String expected) {
        Api.Answer answer = api.get(gateway + "/traffic?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.invalid()).containsExactly(expected);
    }

    private static Traffic counted(String cluster, long requests) {
        return Traffic.newBuilder()
                .setHealth(Health.newBuilder()
                        .setClientConnections(3)
                        .setUptimeSeconds(77)
                        .setReady(true))
                .setOpenSockets(4)
                .addVirtualClusters(WireClusterTraffic.newBuilder()
                        .setVirtualClusterId(bytes(UUID.fromString(cluster)))
                        .setBackendClusterId(bytes(UUID.randomUUID()))
                        .setRequests(requests)
                        .addRoutes(WireRoute.newBuilder()
                                .setListenerId(bytes(UUID.randomUUID()))
                                .setOpen(2)))
                .build();
    }

    private static ByteString bytes(UUID id) {
        return ByteString.copyFrom(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
    }
}
