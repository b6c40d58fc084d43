package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(OnStage.class)
class UnenforcedE2E {

    /** Of a frame; until it has a first byte the node does not know what to do with a connection. */
    private static final byte[] BEGINNING = {0, 0, 0, 20};

    /** Nodes look nobody up in a directory. */
    private static final Map<String, Object> LOOKED_UP = Map.of(
            "type",
            "sasl_plain",
            "mediation",
            "passthrough",
            "fetch_kong_identity_principal",
            Map.of("directory", "staff", "fetch_by", Map.of("key", "name"), "failure_mode", "error"));

    private static final int LIMIT_MILLIS = (int) Patience.LIMIT.toMillis();

    private final Stage stage;

    UnenforcedE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aVirtualClusterThatDeclaresWhatNodesCannotEnforceIsNotServedAndEverybodySaysSo() throws Exception {
        Gateway gateway = stage.anotherGateway("unenforced");
        int port = FreePorts.anyConsecutive(Stage.BROKERS + 1);
        JsonNode cluster =
                gateway.virtualCluster("orders", gateway.backendCluster("brokers", stage.advertisedServers()));
        gateway.portMapping(gateway.listener("main", port + "-" + (port + Stage.BROKERS)), cluster, Map.of());
        String path = gateway.path("/virtual-clusters/" + Gateway.id(cluster));
        Map<String, Object> declared = Map.of(
                "name", "orders",
                "dns_label", "orders",
                "destination",
                        Map.of("id", cluster.path("destination").path("id").asString("")),
                "acl_mode", "passthrough");
        try (NodeProcess node = stage.anotherNode(gateway, "unenforced", Map.of())) {
            gateway.awaitApplied();
            assertThat(brokersAt(port)).isEqualTo(Stage.BROKERS);

            gateway.api().put(path, authenticatedBy(declared, LOOKED_UP));
            JsonNode rollout = gateway.api().get(gateway.path("/rollout"));

            assertThat(rollout.path("state").asString("")).isEqualTo("rejected");
            assertThat(rollout.toString()).contains("virtual_cluster.not_enforceable", "virtual cluster [orders]");
            assertThat(actions(gateway)).contains("not_served");
            assertThat(isTurnedAway(port)).isTrue();

            gateway.api().put(path, authenticatedBy(declared, Map.of("type", "anonymous")));

            assertThat(gateway.api().get(gateway.path("/rollout")).path("state").asString(""))
                    .isEqualTo("applied");
            assertThat(brokersAt(port)).isEqualTo(Stage.BROKERS);
            assertThat(node.process().isAlive()).isTrue();
        }
    }

    private static Map<String, Object> authenticatedBy(Map<String, Object> declared, Map<String, Object> way) {
        Map<String, Object> body = new HashMap<>(declared);
        body.put("authentication", List.of(way));
        return body;
    }

    private static List<String> actions(Gateway gateway) {
        return gateway.api()
                .get(gateway.path("/changes"))
                .path("data")
                .valueStream()
                .map(change -> change.path("action").asString(""))
                .toList();
    }

    private static int brokersAt(int port) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + port))) {
            return admin.describeCluster().nodes().get().size();
        }
    }

    private static boolean isTurnedAway(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(BEGINNING);
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true; // reset
        }
    }
}
