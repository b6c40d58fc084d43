package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaClusterIT {

    @Test
    void whatIsProducedIsStillThereAfterTheBrokerWasKilledAndStartedAgain() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(KafkaOptions.brokers(1))) {
            produce(cluster, "one");
            cluster.kill(0);
            assertThat(cluster.isAlive(0)).isFalse();

            cluster.start(0);
            produce(cluster, "two");

            assertThat(consume(cluster, 2)).containsExactly("one", "two");
        }
    }

    @Test
    void brokersThatShareAProcessAreAClusterAndEndTogether() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.startInOneProcess(KafkaOptions.brokers(3))) {
            produce(cluster, "one");

            assertThat(consume(cluster, 1)).containsExactly("one");
            assertThatThrownBy(() -> cluster.kill(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("shares its process");
            assertThat(cluster.isAlive(1)).isTrue();
        }
    }

    @Test
    void clientsAreToldTheAdvertisedAddressesAndTheNewProtocolsAreOn() throws Exception {
        KafkaOptions options = KafkaOptions.nodeIds(List.of(7))
                .withAdvertisedHost("kafka-{id}.backend.internal")
                .withAdvertisedPort(id -> 9000 + id);
        try (KafkaCluster cluster = KafkaCluster.start(options);
                Admin direct = Admin.create(Map.of("bootstrap.servers", cluster.internalBootstrapServers()));
                KafkaProducer<String, String> client = producer(cluster)) {
            direct.createTopics(List.of(new NewTopic("words", 1, (short) 1)))
                    .all()
                    .get(Wait.LIMIT.toSeconds(), TimeUnit.SECONDS);

            // A producer, since it needs one answer only, of the bootstrap server: the address in it leads nowhere.
            Node told = client.partitionsFor("words").get(0).leader();

            assertThat(told.id()).isEqualTo(7);
            assertThat(told.host() + ":" + told.port()).isEqualTo("kafka-7.backend.internal:9007");
            assertThat(direct.describeFeatures()
                            .featureMetadata()
                            .get(Wait.LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .finalizedFeatures())
                    .containsKeys("group.version", "share.version", "transaction.version");
        }
    }

    @Test
    void aBrokerThatCannotStartIsReportedWithItsOwnWords() {
        KafkaOptions options = KafkaOptions.brokers(1).withProperty("num.io.threads", "none");

        assertThatThrownBy(() -> KafkaCluster.start(options))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("broker 0 ended with exit code 1")
                .hasMessageContaining("num.io.threads");
    }

    private static void produce(KafkaCluster cluster, String value) throws Exception {
        try (KafkaProducer<String, String> producer = producer(cluster)) {
            producer.send(new ProducerRecord<>("words", value)).get(Wait.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static KafkaProducer<String, String> producer(KafkaCluster cluster) {
        Map<String, Object> settings = Map.of("bootstrap.servers", cluster.bootstrapServers());
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static List<String> consume(KafkaCluster cluster, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", cluster.bootstrapServers());
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partition = List.of(new TopicPartition("words", 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            List<String> values = new ArrayList<>();
            assertThat(Wait.until(
                            () -> {
                                consumer.poll(Duration.ofMillis(100))
                                        .forEach((ConsumerRecord<String, String> entry) -> values.add(entry.value()));
                                return values.size() >= count;
                            },
                            Wait.LIMIT))
                    .isTrue();
            return values;
        }
    }
}
