package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(OnStage.class)
class GroupsE2E {

    private final Clients clients;

    GroupsE2E(Stage stage) {
        clients = stage.clients();
    }

    @ParameterizedTest(name = "group.protocol={0}")
    @ValueSource(strings = {"classic", "consumer"})
    void twoMembersShareTheirPartitionsAndOneTakesOverWhenTheOtherLeaves(String protocol) throws Exception {
        String topic = clients.createTopic(6);
        clients.produce(topic, 600, Map.of());
        Map<String, Object> member = Map.of("group.id", "group-" + UUID.randomUUID(), "group.protocol", protocol);
        Set<String> seen = new HashSet<>();
        try (KafkaConsumer<String, String> one = clients.consumer(member)) {
            try (KafkaConsumer<String, String> two = clients.consumer(member)) {
                one.subscribe(List.of(topic));
                two.subscribe(List.of(topic));
                pollUntil(
                        () -> one.assignment().size() == 3 && two.assignment().size() == 3 && seen.size() == 600,
                        seen,
                        one,
                        two);

                Set<TopicPartition> together = new HashSet<>(one.assignment());
                together.addAll(two.assignment());
                assertThat(together).hasSize(6);
            }
            pollUntil(() -> one.assignment().size() == 6, seen, one);

            assertThat(one.assignment()).hasSize(6);
        }
        assertThat(seen).hasSize(600);
    }

    @ParameterizedTest(name = "group.protocol={0}")
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupGoesOnWhereItCommitted(String protocol) throws Exception {
        String topic = clients.createTopic(1);
        clients.produce(topic, 100, Map.of());
        Map<String, Object> member = Map.of(
                "group.id",
                "group-" + UUID.randomUUID(),
                "group.protocol",
                protocol,
                "max.poll.records",
                40,
                "enable.auto.commit",
                false);
        try (KafkaConsumer<String, String> consumer = clients.consumer(member)) {
            consumer.subscribe(List.of(topic));
            assertThat(Clients.values(consumer, 40)).hasSize(40);
            consumer.commitSync();
        }

        List<String> rest = clients.consume(topic, 60, member);

        assertThat(rest).hasSize(60).first().isEqualTo("40");
    }

    @Test
    void aShareGroupTakesEveryRecord() throws Exception {
        String topic = clients.createTopic(3);
        String group = "share-" + UUID.randomUUID();
        try (Admin admin = clients.admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, group),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        clients.produce(topic, 500, Map.of());
        List<String> values = new ArrayList<>();
        try (KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(
                clients.settings(Map.of("group.id", group, "share.acknowledgement.mode", "explicit")),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + Clients.LIMIT.toNanos();
            while (values.size() < 500 && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> consumed : consumer.poll(Duration.ofMillis(500))) {
                    values.add(consumed.value());
                    consumer.acknowledge(consumed, AcknowledgeType.ACCEPT);
                }
                consumer.commitSync();
            }
        }

        assertThat(values)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 500).mapToObj(Integer::toString).toList());
    }

    private interface Condition {
        boolean holds();
    }

    @SafeVarargs
    private static void pollUntil(Condition condition, Set<String> seen, KafkaConsumer<String, String>... consumers) {
        long deadline = System.nanoTime() + Clients.LIMIT.toNanos();
        while (!condition.holds() && System.nanoTime() < deadline) {
            for (KafkaConsumer<String, String> consumer : consumers) {
                consumer.poll(Duration.ofMillis(100)).forEach(consumed -> seen.add(consumed.value()));
            }
        }
        assertThat(condition.holds()).isTrue();
    }
}
