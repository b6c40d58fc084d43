package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.FreePorts;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

@ExtendWith(OnStage.class)
@ResourceLock("problems of the stage's gateway")
class BrokersThatDoNotFitE2E {

    private final Stage stage;

    BrokersThatDoNotFitE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void theOthersAreServedAndTheProblemIsThereUntilThePortsFit() throws Exception {
        Gateway gateway = stage.gateway;
        JsonNode backend = gateway.backendCluster(Map.of(
                "name",
                "brokers-too-many",
                "bootstrap_servers",
                stage.advertisedServers(),
                "authentication",
                Map.of("type", "anonymous"),
                "tls",
                Map.of("enabled", false),
                "metadata_update_interval_seconds",
                1));
        JsonNode virtualCluster = gateway.virtualCluster("too-many", backend);
        int port = FreePorts.anyConsecutive(4);
        JsonNode listener = gateway.listener("too-small", port + "-" + (port + 2));
        gateway.portMapping(listener, virtualCluster, Map.of());
        gateway.awaitApplied();

        await().untilAsserted(() -> assertThat(gateway.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path("name").asString("")).isEqualTo("listener_policy.brokers_not_exposed");
                    assertThat(problem.path("message").asString(""))
                            .contains("too-small", "broker [2] of [0, 1, 2]", "[" + port + "-" + (port + 3) + "]");
                }));
        try (Admin admin = new Clients("localhost:" + port).admin()) {
            assertThat(admin.describeCluster().nodes().get())
                    .extracting(Node::id)
                    .containsExactlyInAnyOrder(0, 1);
        }

        gateway.replaceListener(listener, port + "-" + (port + 3));
        gateway.awaitApplied();

        await().untilAsserted(() -> assertThat(gateway.problemCodes()).isEmpty());
        try (Admin admin = new Clients("localhost:" + port).admin()) {
            assertThat(admin.describeCluster().nodes().get())
                    .extracting(Node::id)
                    .containsExactlyInAnyOrderElementsOf(List.of(0, 1, 2));
        }
        gateway.delete("listeners", listener);
        gateway.delete("virtual-clusters", virtualCluster);
        gateway.delete("backend-clusters", backend);
    }
}
