package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.demo.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(OnStage.class)
class ControlPlaneOutageE2E {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Stage stage;

    ControlPlaneOutageE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void clientsGoOnWhileTheControlPlaneIsAwayAndChangesArriveWhenItIsBack() throws Exception {
        try (Load load = Load.on(stage.clients(), stage.clients().createTopic(1))) {
            stage.killControlPlane();
            load.awaitProgress(500);
            assertThat(stage.node().isReady()).isTrue();

            stage.startControlPlane();
            JsonNode listener = stage.gateway.listener("after-the-outage", Integer.toString(FreePorts.any()));
            stage.gateway.awaitApplied();
            stage.gateway.delete("listeners", listener);

            load.assertNothingLostRepeatedOrReordered();
        }
    }

    @Test
    void aNodeThatIsKilledWhileTheControlPlaneIsAwayServesFromDiskAndCatchesUp() throws Exception {
        try (Load load = Load.on(stage.clients(), stage.clients().createTopic(1))) {
            stage.killControlPlane();
            stage.node().kill();
            stage.startNode();

            load.awaitProgress(500);
            assertThat(brokersReached()).isEqualTo(Stage.BROKERS);
            assertThat(Files.readString(stage.nodeLog)).contains("serving from disk: version=");

            stage.startControlPlane();
            JsonNode listener = stage.gateway.listener("after-both", Integer.toString(FreePorts.any()));
            stage.gateway.awaitApplied();
            stage.gateway.delete("listeners", listener);
            load.assertNothingLostRepeatedOrReordered();
        }
    }

    @Test
    void theControlPlaneAndItsDatabaseAreKilledAndNothingOfWhatTheySaidIsLost() throws Exception {
        try (Load load = Load.on(stage.clients(), stage.clients().createTopic(1))) {
            JsonNode listener = stage.gateway.listener("just-before", Integer.toString(FreePorts.any()));
            String version = stage.gateway.version();
            stage.gateway.awaitApplied();

            stage.killControlPlaneAndDatabase();
            load.awaitProgress(500);
            assertThat(load.connectionsClosed()).isZero();
            stage.node().kill();
            stage.startNode();
            load.awaitProgress(500);
            assertThat(brokersReached()).isEqualTo(Stage.BROKERS);

            stage.startControlPlane();
            assertThat(stage.gateway.version()).isEqualTo(version);
            stage.gateway.awaitApplied();
            stage.gateway.delete("listeners", listener);
            assertThat(stage.gateway.version()).isNotEqualTo(version);
            stage.gateway.awaitApplied();
            load.assertNothingLostRepeatedOrReordered();
        }
    }

    /** Each broker by its own port: a node that did not know where they are could not tell them apart. */
    private int brokersReached() throws Exception {
        int reached = 0;
        for (int id = 0; id < Stage.BROKERS; id++) {
            try (Admin admin = new Clients("localhost:" + (stage.port() + 1 + id)).admin()) {
                reached += admin.describeCluster().nodes().get().size() == Stage.BROKERS ? 1 : 0;
            }
        }
        return reached;
    }

    @Test
    void aProblemIsStillShownAfterTheControlPlaneCameBack() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            JsonNode listener = stage.gateway.listener("taken", Integer.toString(taken.getLocalPort()));
            stage.gateway.awaitApplied();
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(stage.gateway.problemCodes()).containsExactly("listener.bind_failed"));

            stage.killControlPlane();
            stage.startControlPlane();

            stage.gateway.awaitApplied();
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(stage.gateway.problemCodes()).containsExactly("listener.bind_failed"));
            stage.gateway.delete("listeners", listener);
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(stage.gateway.problemCodes()).isEmpty());
        }
    }
}
