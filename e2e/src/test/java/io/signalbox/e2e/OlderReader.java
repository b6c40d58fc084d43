package io.signalbox.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * A program of its own, which runs on the jar of an older client: reads the first partitions of topics until it stands at
 * their ends, and what was committed only. Uses nothing but what every client since 2.8 has. Prints the client's version,
 * and a line of values for each topic.
 */
final class OlderReader {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    private OlderReader() {}

    public static void main(String[] arguments) {
        System.out.println("version " + AppInfoParser.getVersion());
        for (int i = 1; i < arguments.length; i++) {
            System.out.println(arguments[i] + " " + String.join(",", read(arguments[0], arguments[i])));
        }
    }

    static List<String> read(String bootstrapServers, String topic) {
        Map<String, Object> settings = new TreeMap<>(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "enable.auto.commit",
                "false",
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "none"));
        TopicPartition partition = new TopicPartition(topic, 0);
        List<String> values = new ArrayList<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end =
                    consumer.endOffsets(List.of(partition)).values().iterator().next();
            while (consumer.position(partition) < end) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("it stays at " + consumer.position(partition) + " of " + end);
                }
                for (ConsumerRecord<String, String> consumed : consumer.poll(Duration.ofMillis(200))) {
                    values.add(consumed.value());
                }
            }
        }
        return values;
    }
}
