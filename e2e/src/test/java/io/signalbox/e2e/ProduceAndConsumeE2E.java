package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(OnStage.class)
class ProduceAndConsumeE2E {

    private static final int FIVE_MEGABYTES = 5 * 1024 * 1024;

    private final Clients clients;

    ProduceAndConsumeE2E(Stage stage) {
        clients = stage.clients();
    }

    @ParameterizedTest(name = "acks={0}")
    @ValueSource(strings = {"0", "1", "all"})
    void everyRecordArrivesOnce(String acks) throws Exception {
        String topic = clients.createTopic(6);

        clients.produce(topic, 2_000, Map.of("acks", acks, "enable.idempotence", false));

        assertThat(clients.consume(topic, 2_000, Map.of()))
                .containsExactlyInAnyOrderElementsOf(numbers(2_000))
                .hasSize(2_000);
    }

    @Test
    void anIdempotentProducerKeepsTheOrder() throws Exception {
        String topic = clients.createTopic(1);

        clients.produce(topic, 5_000, Map.of("enable.idempotence", true, "batch.size", 200));

        assertThat(clients.consume(topic, 5_000, Map.of())).containsExactlyElementsOf(numbers(5_000));
    }

    @Test
    void recordsOfFiveMegabytesPassUnchanged() throws Exception {
        String topic = clients.createTopic(3);
        Random random = new Random(1);
        try (KafkaProducer<byte[], byte[]> producer = clients.bytesProducer(
                        Map.of("max.request.size", 2 * FIVE_MEGABYTES, "buffer.memory", 10L * FIVE_MEGABYTES));
                KafkaConsumer<byte[], byte[]> consumer =
                        clients.bytesConsumer(Map.of("max.partition.fetch.bytes", 4 * FIVE_MEGABYTES))) {
            byte[][] sent = new byte[10][FIVE_MEGABYTES];
            for (byte[] value : sent) {
                random.nextBytes(value);
                producer.send(new ProducerRecord<>(topic, 0, null, value));
            }
            producer.flush();
            consumer.subscribe(List.of(topic));

            int received = 0;
            long deadline = System.nanoTime() + Clients.LIMIT.toNanos();
            while (received < sent.length && System.nanoTime() < deadline) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(500));
                for (ConsumerRecord<byte[], byte[]> consumed : polled) {
                    assertThat(Arrays.equals(consumed.value(), sent[received])).isTrue();
                    received++;
                }
            }
            assertThat(received).isEqualTo(sent.length);
        }
    }

    @Test
    void aTransactionIsSeenWhenItIsCommittedAndNotWhenItIsAborted() throws Exception {
        String topic = clients.createTopic(3);
        try (KafkaProducer<String, String> producer =
                clients.producer(Map.of("transactional.id", "tx-" + UUID.randomUUID()))) {
            producer.initTransactions();
            producer.beginTransaction();
            IntStream.range(0, 100).forEach(i -> producer.send(new ProducerRecord<>(topic, "aborted-" + i)));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            IntStream.range(0, 100).forEach(i -> producer.send(new ProducerRecord<>(topic, Integer.toString(i))));
            producer.commitTransaction();
        }

        assertThat(clients.consume(topic, 100, Map.of("isolation.level", "read_committed")))
                .containsExactlyInAnyOrderElementsOf(numbers(100));
    }

    @Test
    void whatIsConsumedAndProducedInOneTransactionIsDoneOnce() throws Exception {
        String from = clients.createTopic(1);
        String to = clients.createTopic(1);
        clients.produce(from, 100, Map.of());
        String group = "group-" + UUID.randomUUID();
        try (KafkaConsumer<String, String> consumer =
                        clients.consumer(Map.of("group.id", group, "enable.auto.commit", false));
                KafkaProducer<String, String> producer =
                        clients.producer(Map.of("transactional.id", "tx-" + UUID.randomUUID()))) {
            producer.initTransactions();
            consumer.subscribe(List.of(from));
            List<String> values = Clients.values(consumer, 100);
            producer.beginTransaction();
            values.forEach(value -> producer.send(new ProducerRecord<>(to, value)));
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(from, 0), new OffsetAndMetadata(100)), consumer.groupMetadata());
            producer.commitTransaction();
        }

        assertThat(clients.consume(to, 100, Map.of("isolation.level", "read_committed")))
                .containsExactlyElementsOf(numbers(100));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
