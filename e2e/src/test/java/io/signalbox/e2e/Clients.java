package io.signalbox.e2e;

import io.signalbox.credentials.KeyedCertificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Ordinary Kafka clients that know one address, and what tests do with them again and again. */
record Clients(String bootstrapServers, Map<String, Object> security) {

    static final Duration LIMIT = Patience.LIMIT;

    Clients(String bootstrapServers) {
        this(bootstrapServers, Map.of());
    }

    /** The same over TLS; names are verified. */
    Clients overTls(String authorityPem, String protocol) {
        return with(Map.of(
                "security.protocol",
                "SSL",
                "ssl.protocol",
                protocol,
                "ssl.enabled.protocols",
                protocol,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.certificates",
                authorityPem));
    }

    /** The same with a certificate of the client's own. */
    Clients showing(KeyedCertificate certificate) {
        return with(Map.of(
                "ssl.keystore.type",
                "PEM",
                "ssl.keystore.certificate.chain",
                certificate.certificatePem(),
                "ssl.keystore.key",
                certificate.keyPem()));
    }

    /** The same with further settings. */
    Clients with(Map<String, ?> more) {
        Map<String, Object> all = new TreeMap<>(security);
        all.putAll(more);
        return new Clients(bootstrapServers, all);
    }

    Admin admin() {
        return Admin.create(settings(Map.of()));
    }

    KafkaProducer<String, String> producer(Map<String, Object> more) {
        return new KafkaProducer<>(settings(more), new StringSerializer(), new StringSerializer());
    }

    KafkaProducer<byte[], byte[]> bytesProducer(Map<String, Object> more) {
        return new KafkaProducer<>(settings(more), new ByteArraySerializer(), new ByteArraySerializer());
    }

    KafkaConsumer<String, String> consumer(Map<String, Object> more) {
        return new KafkaConsumer<>(consumerSettings(more), new StringDeserializer(), new StringDeserializer());
    }

    KafkaConsumer<byte[], byte[]> bytesConsumer(Map<String, Object> more) {
        return new KafkaConsumer<>(consumerSettings(more), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A new topic, replicated to all brokers. */
    String createTopic(int partitions) throws ExecutionException, InterruptedException {
        String name = "topic-" + UUID.randomUUID();
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        }
        return name;
    }

    /** Sends {@code 0} to {@code count - 1}, and waits until each is acknowledged. */
    void produce(String topic, int count, Map<String, Object> more) throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, String> producer = producer(more)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(new ProducerRecord<>(topic, Integer.toString(i), Integer.toString(i))));
            }
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        }
    }

    /** The values of the first {@code count} records that a new group gets. */
    List<String> consume(String topic, int count, Map<String, Object> more) {
        try (KafkaConsumer<String, String> consumer = consumer(more)) {
            consumer.subscribe(List.of(topic));
            return values(consumer, count);
        }
    }

    static List<String> values(KafkaConsumer<String, String> consumer, int count) {
        List<String> values = new ArrayList<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (values.size() < count && System.nanoTime() < deadline) {
            for (ConsumerRecord<String, String> consumed : consumer.poll(Duration.ofMillis(200))) {
                values.add(consumed.value());
            }
        }
        return values;
    }

    Map<String, Object> settings(Map<String, Object> more) {
        Map<String, Object> settings = new TreeMap<>(security);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.putAll(more);
        return settings;
    }

    private Map<String, Object> consumerSettings(Map<String, Object> more) {
        Map<String, Object> settings =
                settings(Map.of("auto.offset.reset", "earliest", "group.id", "group-" + UUID.randomUUID()));
        settings.putAll(more);
        return settings;
    }
}
