package io.signalbox.e2e;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Who has a topic with a record, a group with an offset, and a transaction, all of one name. */
record Tenant(Clients clients, String name) {

    void fill() throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            // The group's coordinator may not know of the topic yet.
            await().atMost(Clients.LIMIT)
                    .ignoreExceptionsMatching(failure -> failure.getCause() instanceof UnknownTopicOrPartitionException)
                    .until(() -> isCommitted(admin));
        }
        try (KafkaProducer<String, String> producer = clients.producer(Map.of("transactional.id", name))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(name, name, name)).get();
            producer.commitTransaction();
        }
    }

    private boolean isCommitted(Admin admin) throws Exception {
        admin.alterConsumerGroupOffsets(name, Map.of(new TopicPartition(name, 0), new OffsetAndMetadata(0)))
                .all()
                .get();
        return true;
    }

    /** All that there is of it. */
    String state() throws Exception {
        Map<String, Object> state = new TreeMap<>();
        TopicPartition partition = new TopicPartition(name, 0);
        try (Admin admin = clients.admin()) {
            state.put(
                    "topics",
                    admin.describeTopics(List.of(name)).allTopicNames().get());
            state.put("names", new TreeSet<>(admin.listTopics().names().get()));
            state.put(
                    "configs",
                    admin.describeConfigs(List.of(new ConfigResource(ConfigResource.Type.TOPIC, name)))
                            .all()
                            .get());
            state.put(
                    "group",
                    admin.describeConsumerGroups(List.of(name)).all().get().toString());
            state.put(
                    "offsets",
                    admin.listConsumerGroupOffsets(name)
                            .partitionsToOffsetAndMetadata()
                            .get());
            state.put(
                    "begin",
                    admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                            .partitionResult(partition)
                            .get()
                            .offset());
            state.put(
                    "end",
                    admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                            .partitionResult(partition)
                            .get()
                            .offset());
            state.put(
                    "transaction",
                    admin.describeTransactions(List.of(name)).description(name).get());
        }
        return state.toString();
    }
}
