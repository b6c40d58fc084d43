package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** What the original's guides have kafkactl do, and what it prints; done by the Java client in the same order of calls. */
record Kafkactl(Clients clients) {

    void createTopics(String... names) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(Stream.of(names)
                            .map(name -> new NewTopic(name, Optional.of(1), Optional.of((short) 1)))
                            .toList())
                    .all()
                    .get();
        }
    }

    /** A line for each: name, partitions, replication factor. */
    List<String> listTopics() throws Exception {
        try (Admin admin = clients.admin()) {
            Map<String, TopicDescription> topics = admin.describeTopics(
                            admin.listTopics().names().get())
                    .allTopicNames()
                    .get();
            return topics.values().stream()
                    .map(topic -> topic.name() + " " + topic.partitions().size() + " "
                            + topic.partitions().get(0).replicas().size())
                    .sorted()
                    .toList();
        }
    }

    /** As kafkactl does: neither idempotent nor for all replicas to acknowledge. */
    String produce(String topic, String value) throws Exception {
        return produce(topic, value.getBytes(StandardCharsets.UTF_8));
    }

    String produce(String topic, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                clients.bytesProducer(Map.of("enable.idempotence", "false", "acks", "1"))) {
            RecordMetadata written =
                    producer.send(new ProducerRecord<>(topic, value)).get();
            return "partition=" + written.partition() + " offset=" + written.offset();
        }
    }

    /** From the beginning, without a group, and as far as the topic goes. */
    List<String> consume(String topic) {
        return consume(topic, ConsumerRecord::value);
    }

    /** As {@link #consume(String)}, in bytes. */
    List<byte[]> consumeBytes(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = clients.bytesConsumer(Map.of("enable.auto.commit", "false"))) {
            return consume(consumer, topic, ConsumerRecord::value);
        }
    }

    /** As {@link #consume(String)}, each with its headers in front: {@code key:value,key:value#record}. */
    List<String> consumeWithHeaders(String topic) {
        return consume(
                topic,
                record -> StreamSupport.stream(record.headers().spliterator(), false)
                                .map(header -> header.key() + ":" + Utils.utf8(header.value()))
                                .collect(Collectors.joining(","))
                        + "#" + record.value());
    }

    private List<String> consume(String topic, Function<ConsumerRecord<String, String>, String> text) {
        try (KafkaConsumer<String, String> consumer = clients.consumer(Map.of("enable.auto.commit", "false"))) {
            return consume(consumer, topic, text);
        }
    }

    private static <V, T> List<T> consume(
            KafkaConsumer<V, V> consumer, String topic, Function<ConsumerRecord<V, V>, T> reader) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        List<T> values = new ArrayList<>();
        long deadline = System.nanoTime() + Clients.LIMIT.toNanos();
        while (partitions.stream().anyMatch(each -> consumer.position(each) < requireNonNull(ends.get(each)))
                && System.nanoTime() < deadline) {
            consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(reader.apply(record)));
        }
        return values;
    }
}
