package io.signalbox.testbed;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Ordinary Kafka clients that know one address: no setting of theirs tells that there is a gateway.
 *
 * @param security empty for plaintext
 */
public record KafkaClients(String bootstrapServers, Map<String, String> security) {

    private static final int CALL_LIMIT_MILLIS = 60_000;
    private static final int REQUEST_LIMIT_MILLIS = 20_000;

    public KafkaClients {
        security = Map.copyOf(security);
    }

    public static KafkaClients plaintext(String bootstrapServers) {
        return new KafkaClients(bootstrapServers, Map.of());
    }

    /** With TLS, in which they check the server's name, as Kafka's clients do unless they are told not to. */
    public static KafkaClients tls(String bootstrapServers, Path ca) {
        return new KafkaClients(
                bootstrapServers,
                Map.of(
                        "security.protocol", "SSL",
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.location", ca.toString()));
    }

    public Admin admin() {
        return Admin.create(settings(Map.of()));
    }

    public KafkaProducer<String, String> producer(Map<String, Object> more) {
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

    public KafkaConsumer<String, String> consumer(Map<String, Object> more) {
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
        settings.putAll(security);
        settings.putAll(more);
        return settings;
    }
}
