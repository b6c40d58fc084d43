package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@Disruptive
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerFailureE2E {

    private static final int ROUNDS = Integer.getInteger("signalbox.e2e.broker-kills", 1); // of each broker

    private final Stage stage;
    private Gateway gateway;
    private NodeProcess node;
    private Clients changed;

    BrokerFailureE2E(Stage stage) {
        this.stage = stage;
    }

    /** A gateway whose policies change every batch on both ways. */
    @BeforeAll
    void start() throws IOException {
        gateway = stage.anotherGateway("failure");
        int port = FreePorts.anyConsecutive(Stage.BROKERS + 1);
        JsonNode cluster =
                gateway.virtualCluster("changed", gateway.backendCluster("brokers", stage.advertisedServers()));
        gateway.portMapping(gateway.listener("main", port + "-" + (port + Stage.BROKERS)), cluster, Map.of());
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        gateway.api().post(gateway.path("/static-keys"), Map.of("name", "key", "value", key));
        Map<String, Object> set = Map.of("op", "set", "key", "written", "value", "yes");
        policy(cluster, "produce", "modify_headers", Map.of("actions", List.of(set)));
        policy(
                cluster,
                "produce",
                "encrypt",
                Map.of(
                        "failure_mode",
                        "error",
                        "part_of_record",
                        List.of("value"),
                        "encryption_key",
                        Map.of("type", "static", "key", Map.of("name", "key"))));
        policy(
                cluster,
                "consume",
                "decrypt",
                Map.of(
                        "failure_mode",
                        "error",
                        "part_of_record",
                        List.of("value"),
                        "key_sources",
                        List.of(Map.of("type", "static"))));
        node = stage.anotherNode(gateway, "failure", Map.of());
        gateway.awaitApplied();
        assertThat(gateway.problems()).isEmpty();
        changed = new Clients("localhost:" + port);
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private void policy(JsonNode cluster, String phase, String type, Map<String, Object> config) {
        gateway.api()
                .post(
                        gateway.path("/virtual-clusters/" + Gateway.id(cluster) + "/" + phase + "-policies"),
                        Map.of("type", type, "name", type, "config", config));
    }

    /** Of what passes, and of what policies change: from an idempotent producer, and in transactions. */
    @Test
    void noRecordIsLostRepeatedOrReorderedWhenBrokersDieAndComeBackUnderLoad() throws Exception {
        String encrypted = stage.clients().createTopic(1);
        try (Load load = Load.on(stage.clients(), stage.clients().createTopic(1));
                Load changing = Load.on(changed, encrypted);
                TransactionLoad transactions =
                        TransactionLoad.on(changed, stage.clients().createTopic(1))) {
            for (int kill = 0; kill < ROUNDS * Stage.BROKERS; kill++) {
                int broker = kill % Stage.BROKERS;
                stage.brokers.kill(broker);
                load.awaitProgress(200);
                changing.awaitProgress(200);
                transactions.awaitProgress(10);
                stage.brokers.start(broker);
                load.awaitProgress(200);
                changing.awaitProgress(200);
                transactions.awaitProgress(10);
            }

            load.assertNothingLostRepeatedOrReordered();
            changing.assertNothingLostRepeatedOrReordered();
            transactions.assertNothingLostRepeatedOrReordered();
        }
        assertThat(stage.clients().consume(encrypted, 1, Map.of()))
                .as("what brokers have")
                .doesNotContain("0");
        assertThat(Files.readString(stage.logOf("failure"))).doesNotContain(" ERROR ", "LEAK:");
    }
}
