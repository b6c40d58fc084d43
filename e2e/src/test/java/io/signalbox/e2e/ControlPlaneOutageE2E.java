package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.signalbox.testbed.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@Disruptive
@ExtendWith(OnStage.class)
class ControlPlaneOutageE2E {

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
            assertEachBrokerIsReachedAtItsPort();
            load.awaitProgress(500);
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
            assertEachBrokerIsReachedAtItsPort();
            load.awaitProgress(500);

            stage.startControlPlane();
            assertThat(stage.gateway.version()).isEqualTo(version);
            stage.gateway.awaitApplied();
            stage.gateway.delete("listeners", listener);
            assertThat(stage.gateway.version()).isNotEqualTo(version);
            stage.gateway.awaitApplied();
            load.assertNothingLostRepeatedOrReordered();
        }
    }

    /** Each broker is asked for its folders, at its own port: a node that did not know where it is would ask another. */
    private void assertEachBrokerIsReachedAtItsPort() throws Exception {
        try (Admin admin = stage.clients().admin()) {
            Map<Integer, Map<String, LogDirDescription>> folders = admin.describeLogDirs(stage.brokers.nodeIds())
                    .allDescriptions()
                    .get();
            assertThat(folders).hasSize(Stage.BROKERS);
            folders.forEach(
                    (id, own) -> assertThat(own.keySet()).singleElement(STRING).endsWith("data-" + id));
        }
    }

    @Test
    void aProblemIsStillShownAfterTheControlPlaneCameBack() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            JsonNode listener = stage.gateway.listener("taken", Integer.toString(taken.getLocalPort()));
            stage.gateway.awaitApplied();
            await().untilAsserted(
                            () -> assertThat(stage.gateway.problemCodes()).containsExactly("listener.bind_failed"));

            stage.killControlPlane();
            stage.startControlPlane();

            stage.gateway.awaitApplied();
            await().untilAsserted(
                            () -> assertThat(stage.gateway.problemCodes()).containsExactly("listener.bind_failed"));
            stage.gateway.delete("listeners", listener);
            await().untilAsserted(() -> assertThat(stage.gateway.problemCodes()).isEmpty());
        }
    }
}
