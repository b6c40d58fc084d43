package io.signalbox.e2e;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnStage.class)
class BrokerFailureE2E {

    private final Stage stage;

    BrokerFailureE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void noRecordIsLostRepeatedOrReorderedWhenBrokersDieAndComeBackUnderLoad() throws Exception {
        try (Load load = Load.on(stage.clients(), stage.clients().createTopic(1))) {
            for (int broker = 0; broker < Stage.BROKERS; broker++) {
                stage.brokers.kill(broker);
                load.awaitProgress(200);
                stage.brokers.start(broker);
                load.awaitProgress(200);
            }

            load.assertNothingLostRepeatedOrReordered();
        }
    }
}
