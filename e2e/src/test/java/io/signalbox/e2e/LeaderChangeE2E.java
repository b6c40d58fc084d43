package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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

    private static final int CHANGES = 6;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Stage stage;

    LeaderChangeE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void clientsFollowANewLeaderThroughTheGateway() throws Exception {
        String topic = stage.clients().createTopic(1);
        AtomicBoolean goOn = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Admin admin = stage.clients().admin()) {
            Future<Integer> producing = threads.submit(() -> produceWhile(goOn, topic));
            AtomicBoolean listen = new AtomicBoolean(true);
            List<String> consumed = Collections.synchronizedList(new ArrayList<>());
            Future<?> consuming = threads.submit(() -> consumeWhile(listen, topic, consumed));

            for (int change = 0; change < CHANGES; change++) {
                int before = consumed.size();
                lead(admin, new TopicPartition(topic, 0), change % Stage.BROKERS);
                await().atMost(LIMIT).until(() -> consumed.size() > before + 100);
            }
            goOn.set(false);
            int produced = producing.get();
            await().atMost(LIMIT).until(() -> consumed.size() >= produced);
            listen.set(false);
            consuming.get();

            assertThat(consumed)
                    .containsExactlyElementsOf(IntStream.range(0, produced)
                            .mapToObj(Integer::toString)
                            .toList());
        } finally {
            goOn.set(false);
            threads.shutdownNow();
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
        await().atMost(LIMIT)
                .until(() -> admin.listPartitionReassignments(Set.of(partition))
                        .reassignments()
                        .get()
                        .isEmpty());
        admin.electLeaders(ElectionType.PREFERRED, Set.of(partition))
                .partitions()
                .get();
    }

    private int produceWhile(AtomicBoolean goOn, String topic) {
        int sent = 0;
        try (KafkaProducer<String, String> producer = stage.clients().producer(Map.of("acks", "all", "linger.ms", 0))) {
            while (goOn.get()) {
                producer.send(new ProducerRecord<>(topic, Integer.toString(sent)));
                sent++;
                if (sent % 10 == 0) {
                    producer.flush();
                }
            }
        }
        return sent;
    }

    private void consumeWhile(AtomicBoolean goOn, String topic, List<String> consumed) {
        try (KafkaConsumer<String, String> consumer = stage.clients().consumer(Map.of())) {
            consumer.subscribe(List.of(topic));
            while (goOn.get()) {
                consumer.poll(Duration.ofMillis(100)).forEach(one -> consumed.add(one.value()));
            }
        }
    }
}
