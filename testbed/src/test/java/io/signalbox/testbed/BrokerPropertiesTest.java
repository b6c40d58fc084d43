package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokerPropertiesTest {

    @Test
    void theFirstThreeOfFourBrokersVote() {
        KafkaOptions options = KafkaOptions.nodeIds(List.of(100, 101, 102, 103));

        assertThat(of(options, 102))
                .containsEntry("process.roles", "broker,controller")
                .containsEntry("controller.quorum.voters", "100@127.0.0.1:3100,101@127.0.0.1:3101,102@127.0.0.1:3102");
        assertThat(of(options, 103))
                .containsEntry("process.roles", "broker")
                .containsEntry("listeners", "CLIENT://127.0.0.1:1103,INTERNAL://127.0.0.1:2103");
    }

    @Test
    void ofTwoBrokersOneVotesSinceTwoWouldNeedEachOther() {
        KafkaOptions options = KafkaOptions.brokers(2);

        assertThat(of(options, 0)).containsEntry("process.roles", "broker,controller");
        assertThat(of(options, 1)).containsEntry("process.roles", "broker");
    }

    @Test
    void clientsAreToldAnotherAddressThanBrokersTellEachOther() {
        KafkaOptions options = KafkaOptions.brokers(3)
                .withAdvertisedHost("kafka-{id}.backend.internal")
                .withAdvertisedPort(id -> 9092);

        assertThat(of(options, 1))
                .containsEntry(
                        "advertised.listeners", "CLIENT://kafka-1.backend.internal:9092,INTERNAL://127.0.0.1:2001")
                .containsEntry("inter.broker.listener.name", "INTERNAL");
    }

    @Test
    void internalTopicsHaveAsManyReplicasAsThereAreBrokersUpToThree() {
        assertThat(of(KafkaOptions.brokers(1), 0))
                .containsEntry("offsets.topic.replication.factor", "1")
                .containsEntry("transaction.state.log.min.isr", "1");
        assertThat(of(KafkaOptions.brokers(5), 0))
                .containsEntry("offsets.topic.replication.factor", "3")
                .containsEntry("transaction.state.log.min.isr", "2");
    }

    @Test
    void aPropertyOfTheCallerWins() {
        KafkaOptions options = KafkaOptions.brokers(1).withProperty("num.io.threads", "9");

        assertThat(of(options, 0)).containsEntry("num.io.threads", "9");
    }

    @Test
    void brokersWithoutAnIdOfTheirOwnAreRefused() {
        assertThatThrownBy(() -> KafkaOptions.nodeIds(List.of(1, 1))).hasMessageContaining("distinct");
        assertThatThrownBy(() -> KafkaOptions.nodeIds(List.of())).hasMessageContaining("at least one");
        assertThatThrownBy(() -> KafkaOptions.nodeIds(List.of(-1))).hasMessageContaining("negative");
    }

    private static Properties of(KafkaOptions options, int nodeId) {
        return new BrokerProperties(options, id -> new BrokerPorts(1000 + id, 2000 + id, 3000 + id, Map.of()))
                .of(nodeId, Path.of("data"));
    }
}
