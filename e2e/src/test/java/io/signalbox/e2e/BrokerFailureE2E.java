package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnStage.class)
class BrokerFailureE2E {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Stage stage;

    BrokerFailureE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void noRecordIsLostRepeatedOrReorderedWhenABrokerDiesAndComesBackUnderLoad() throws Exception {
        String topic = stage.clients().createTopic(1);
        AtomicBoolean goOn = new AtomicBoolean(true);
        AtomicInteger acknowledged = new AtomicInteger();
        List<String> consumed = new CopyOnWriteArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> producing = threads.submit(() -> produceWhile(goOn, topic, acknowledged));
            AtomicBoolean listen = new AtomicBoolean(true);
            Future<?> consuming = threads.submit(() -> consumeWhile(listen, topic, consumed));
            await().atMost(LIMIT).until(() -> acknowledged.get() > 500);

            for (int broker = 0; broker < Stage.BROKERS; broker++) {
                stage.brokers.kill(broker);
                int atKill = acknowledged.get();
                await().atMost(LIMIT).until(() -> acknowledged.get() > atKill + 200);
                stage.brokers.start(broker);
                int atStart = acknowledged.get();
                await().atMost(LIMIT).until(() -> acknowledged.get() > atStart + 200);
            }

            goOn.set(false);
            int produced = producing.get();
            await().atMost(LIMIT).until(() -> consumed.size() >= produced);
            listen.set(false);
            consuming.get();
            assertThat(new ArrayList<>(consumed))
                    .containsExactlyElementsOf(IntStream.range(0, produced)
                            .mapToObj(Integer::toString)
                            .toList());
        } finally {
            goOn.set(false);
            threads.shutdownNow();
        }
    }

    private int produceWhile(AtomicBoolean goOn, String topic, AtomicInteger acknowledged) {
        int sent = 0;
        try (KafkaProducer<String, String> producer = stage.clients()
                .producer(Map.of(
                        "acks", "all", "enable.idempotence", true, "linger.ms", 1, "request.timeout.ms", 5_000))) {
            while (goOn.get()) {
                producer.send(new ProducerRecord<>(topic, Integer.toString(sent)), (metadata, failure) -> {
                    if (failure == null) {
                        acknowledged.incrementAndGet();
                    }
                });
                sent++;
                if (sent % 20 == 0) {
                    producer.flush();
                }
            }
        }
        return sent;
    }

    private void consumeWhile(AtomicBoolean goOn, String topic, List<String> consumed) {
        try (KafkaConsumer<String, String> consumer = stage.clients().consumer(Map.of("request.timeout.ms", 5_000))) {
            consumer.subscribe(List.of(topic));
            while (goOn.get()) {
                consumer.poll(Duration.ofMillis(100)).forEach(one -> consumed.add(one.value()));
            }
        }
    }
}
