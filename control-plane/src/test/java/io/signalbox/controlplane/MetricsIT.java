package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the control plane says of itself and of its fleets in numbers. */
class MetricsIT {

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();

    @Test
    void theyAreForWhoeverHasAToken() {
        Api.Answer answer = api.get("/metrics");

        assertThat(api.withToken("").get("/metrics").status()).isEqualTo(401);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("text/plain");
    }

    @Test
    void requestsThePoolAndTheProcessAreMeasured() {
        api.get("/v1/event-gateways");

        assertThat(scraped().lines())
                .anyMatch(line -> line.startsWith("http_server_requests_seconds_count{")
                        && line.contains("method=\"GET\"")
                        && line.contains("status=\"200\"")
                        && line.contains("uri=\"/v1/event-gateways\""))
                .anyMatch(
                        line -> line.startsWith("http_server_requests_seconds_bucket{") && line.contains("le=\"0.1\""))
                .anyMatch(line -> line.startsWith("hikaricp_connections_active{"))
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                .anyMatch(line -> line.startsWith("process_cpu_usage"))
                .contains("signalbox_store_up 1.0")
                .anyMatch(line -> line.startsWith("signalbox_config_streams "))
                .anyMatch(line -> line.startsWith("signalbox_snapshot_looks_seconds_count "));
    }

    @Test
    void aNodeThatFallsBehindIsSeenUntilItHasCaughtUp() throws Exception {
        String gateway = api.newGateway();
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway);
            node.applied(node.next().version());
            await().until(() -> of(gateway).contains("signalbox_nodes_behind 0.0"));

            api.newBackendCluster(gateway, "kafka");
            long version = node.next().version();
            assertThat(of(gateway))
                    .contains(
                            "signalbox_nodes_live 1.0",
                            "signalbox_nodes_behind 1.0",
                            "signalbox_rollout_lag_versions 1.0",
                            "signalbox_gateway_version " + version + ".0");

            node.applied(version, "Listener [main] cannot bind");
            await().until(() -> of(gateway).contains("signalbox_nodes_behind 0.0"));
            assertThat(of(gateway)).contains("signalbox_nodes_with_errors 1.0", "signalbox_nodes_with_warnings 0.0");
        }
    }

    /** Names and values of what is said of one gateway. */
    private List<String> of(String gateway) {
        String id = gateway.substring(gateway.lastIndexOf('/') + 1);
        return scraped()
                .lines()
                .filter(line -> line.contains("kong_konnect_gateway_id=\"" + id + "\""))
                .map(line -> line.replaceFirst("\\{.*\\}", ""))
                .toList();
    }

    private String scraped() {
        return api.get("/metrics").response().body();
    }
}
