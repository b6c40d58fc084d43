package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A leader that is replaced while it lives tells its clients the new one's address in its next answer (KIP-951): the one
 * way in which Produce and Fetch carry addresses. {@link OnStage} fails the test when such an address gets through.
 */
@ExtendWith(OnStage.class)
class LeaderChangeE2E {

    private final Stage stage;

    LeaderChangeE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void clientsFollowANewLeaderThroughTheGateway() throws Exception {
        String topic = stage.clients().createTopic(1);
        try (Admin admin = stage.clients().admin();
                Load load = Load.on(stage.clients(), topic)) {
            int changes = Repetition.LEADERS.times();
            for (int change = 0; change < changes; change++) {
                lead(admin, new TopicPartition(topic, 0), change % Stage.BROKERS);
                load.awaitProgress(100);
            }

            load.assertNothingLostRepeatedOrReordered();
        }
    }

    private static void lead(Admin admin, TopicPartition partition, int leader)
            throws ExecutionException, InterruptedException {
        List<Integer> replicas = IntStream.range(0, Stage.BROKERS)
                .mapToObj(i -> (leader + i) % Stage.BROKERS)
                .toList();
        admin.alterPartitionReassignments(Map.of(partition, Optional.of(new NewPartitionReassignment(replicas))))
                .all()
                .get();
        await().until(() -> admin.listPartitionReassignments(Set.of(partition))
                .reassignments()
                .get()
                .isEmpty());
        admin.electLeaders(ElectionType.PREFERRED, Set.of(partition))
                .partitions()
                .get();
    }
}
