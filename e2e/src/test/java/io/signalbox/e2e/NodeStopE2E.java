package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.NodeProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@Disruptive
@ExtendWith(OnStage.class)
class NodeStopE2E {

    private static final int PATIENT_CLIENTS = 40;
    /** Long enough for all clients to have asked, on a busy machine, too. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private static final Map<String, String> LONG_DRAIN =
            Map.of("SIGNALBOX_DRAIN_DURATION", "2m", "SIGNALBOX_SHUTDOWN_TIMEOUT", "3m");

    private final Stage stage;

    NodeStopE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aNodeThatStopsUnderLoadEndsInTimeAndItsSuccessorLosesNothing() throws Exception {
        try (Load load = Load.on(stage.clients(), stage.clients().createTopic(1))) {
            for (int i = 0; i < 2; i++) {
                NodeProcess stopping = stage.node();
                stopping.process().terminate();
                assertThat(stopping.process().awaitExit(Patience.LIMIT))
                        .as("exit code on SIGTERM")
                        .hasValue(143);

                stage.startNode();
                load.awaitProgress(200);
            }

            load.assertNothingLostRepeatedOrReordered();
        }
    }

    @Test
    void everyRequestThatItHasReceivedIsAnsweredBeforeItEnds() throws Exception {
        String topic = stage.clients().createTopic(1);
        stage.node().close();
        stage.startNode(LONG_DRAIN);
        int port = FreePorts.anyConsecutive(Stage.BROKERS + 1);
        JsonNode backend = stage.gateway.backendCluster("patient-brokers", stage.advertisedServers());
        JsonNode cluster = stage.gateway.virtualCluster("patient", backend);
        JsonNode listener = stage.gateway.listener("patient", port + "-" + (port + Stage.BROKERS));
        stage.gateway.portMapping(listener, cluster, Map.of());
        stage.gateway.awaitApplied();
        List<PatientClient> clients = new ArrayList<>();

        try (Load load = Load.on(stage.clients(), stage.clients().createTopic(1))) {
            int leader = leader(topic);
            for (int i = 0; i < PATIENT_CLIENTS; i++) {
                clients.add(PatientClient.asking(port + 1 + leader, topic, PATIENCE));
            }
            await().until(() -> counted("request_received") == PATIENT_CLIENTS * PatientClient.REQUESTS);
            assertThat(counted("response_sent")).isZero();
            NodeProcess stopping = stage.node();
            stopping.process().terminate();

            for (PatientClient client : clients) {
                client.assertAnsweredAndClosed();
            }
            assertThat(stopping.process().awaitExit(Patience.LIMIT)).hasValue(143);
            stage.startNode();
            load.assertNothingLostRepeatedOrReordered();
        } finally {
            for (PatientClient client : clients) {
                client.close();
            }
            stage.gateway.delete("listeners", listener);
            stage.gateway.delete("virtual-clusters", cluster);
            stage.gateway.delete("backend-clusters", backend);
        }
    }

    private double counted(String what) {
        return NodeMetrics.sum(
                stage.node(), "kong_keg_kafka_" + what + "_total", "kong_konnect_virtual_cluster_name=\"patient\"");
    }

    private int leader(String topic) throws Exception {
        try (Admin admin = stage.clients().admin()) {
            return requireNonNull(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic))
                    .partitions()
                    .get(0)
                    .leader()
                    .id();
        }
    }

    @Test
    void aNodeThatIsKilledUnderLoadLosesNothing() throws Exception {
        try (Load load = Load.on(stage.clients(), stage.clients().createTopic(1))) {
            stage.node().kill();

            stage.startNode();
            load.awaitProgress(200);

            load.assertNothingLostRepeatedOrReordered();
        }
    }
}
