package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.demo.NodeProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnStage.class)
class NodeStopE2E {

    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

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
                assertThat(stopping.process().awaitExit(SHUTDOWN_TIMEOUT))
                        .as("exit code on SIGTERM")
                        .hasValue(143);

                stage.startNode();
                load.awaitProgress(200);
            }

            load.assertNothingLostRepeatedOrReordered();
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
