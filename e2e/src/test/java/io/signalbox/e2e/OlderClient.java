package io.signalbox.e2e;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * A program of its own, which runs on the jar of an older client: writes records in a transaction and reads them in a
 * group. Uses nothing but what every client since 2.8 has. Prints the client's version and how many records it read.
 */
final class OlderClient {

    private static final int RECORDS = 1_000;
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private OlderClient() {}

    public static void main(String[] arguments) {
        String bootstrapServers = arguments[0];
        String topic = arguments[1];
        produce(bootstrapServers, topic);
        System.out.println(AppInfoParser.getVersion() + " read " + consume(bootstrapServers, topic));
    }

    private static void produce(String bootstrapServers, String topic) {
        Map<String, Object> settings = new TreeMap<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "older-" + topic, "acks", "all"));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>(topic, Integer.toString(i), Integer.toString(i)));
            }
            producer.commitTransaction();
        }
    }

    private static int consume(String bootstrapServers, String topic) {
        Map<String, Object> settings = new TreeMap<>(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                "older-" + topic,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest"));
        Set<String> values = new HashSet<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (values.size() < RECORDS && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> consumed : consumer.poll(Duration.ofMillis(200))) {
                    values.add(consumed.value());
                }
            }
        }
        return values.size();
    }
}
