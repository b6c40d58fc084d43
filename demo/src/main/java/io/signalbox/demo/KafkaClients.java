package io.signalbox.demo;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Ordinary Kafka clients that know one address: no setting of theirs tells that there is a gateway. */
record KafkaClients(String bootstrapServers) {

    private static final int CALL_LIMIT_MILLIS = 30_000;
    private static final int REQUEST_LIMIT_MILLIS = 10_000;

    Admin admin() {
        return Admin.create(settings(Map.of()));
    }

    KafkaProducer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> settings = settings(Map.of(
                "acks",
                "all",
                "linger.ms",
                5,
                "max.block.ms",
                CALL_LIMIT_MILLIS,
                "delivery.timeout.ms",
                CALL_LIMIT_MILLIS));
        settings.putAll(more);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    KafkaConsumer<String, String> consumer(Map<String, Object> more) {
        Map<String, Object> settings = settings(
                Map.of("auto.offset.reset", "earliest", "enable.auto.commit", false, "fetch.max.wait.ms", 100));
        settings.putAll(more);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private Map<String, Object> settings(Map<String, Object> more) {
        Map<String, Object> settings = new TreeMap<>(Map.of(
                "bootstrap.servers", bootstrapServers,
                "client.id", "guided-tour",
                "default.api.timeout.ms", CALL_LIMIT_MILLIS,
                "request.timeout.ms", REQUEST_LIMIT_MILLIS));
        settings.putAll(more);
        return settings;
    }
}
