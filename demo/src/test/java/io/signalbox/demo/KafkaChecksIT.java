package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.KafkaChecks;
import io.signalbox.testbed.KafkaClients;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import io.signalbox.testbed.Wait;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The tour's checks hold where there is no gateway: so when one fails, it is not the brokers' doing. */
class KafkaChecksIT {

    @Test
    void theChecksHoldAgainstBrokersThatAreAskedDirectly() {
        try (KafkaCluster cluster = KafkaCluster.start(KafkaOptions.nodeIds(List.of(100, 101, 102)))) {
            Map<Integer, String> expected = new TreeMap<>();
            cluster.nodeIds().forEach(id -> expected.put(id, "127.0.0.1:" + cluster.port(id)));
            Backend backend = Backend.ask(cluster.bootstrapServers());
            TourReport report = new TourReport();

            Tour.runAll(
                    new KafkaChecks(KafkaClients.plaintext(cluster.bootstrapServers()), backend.replicationFactor()),
                    report,
                    expected);

            assertThat(backend).isEqualTo(new Backend(cluster.bootstrapServers(), List.of(100, 101, 102)));
            assertThat(report.checks()).isEqualTo(5);
            assertThat(report.failures()).isZero();
            try (Traffic traffic = Traffic.start(
                    KafkaClients.plaintext(cluster.bootstrapServers()), (short) backend.replicationFactor())) {
                assertThat(Wait.until(() -> traffic.received() > 10, Wait.LIMIT))
                        .isTrue();
            }
        }
    }
}
