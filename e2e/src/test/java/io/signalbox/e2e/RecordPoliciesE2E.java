package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.dataplane.kms.ScriptedKms;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Policies for records, with real clients. A topic's name says what becomes of its records. */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordPoliciesE2E {

    private static final int RECORDS = 100;

    private static final String HUNG_KEY = ScriptedKms.ARN + "-hung";

    private final Stage stage;
    private final ScriptedKms kms = new ScriptedKms();
    private Gateway gateway;
    private NodeProcess node;
    private JsonNode cluster;
    private Clients clients;
    private Clients direct;

    RecordPoliciesE2E(Stage stage) throws IOException {
        this.stage = stage;
    }

    @BeforeAll
    void start() throws IOException {
        gateway = stage.anotherGateway("records");
        int port = FreePorts.anyConsecutive(Stage.BROKERS + 1);
        cluster = gateway.virtualCluster("orders", gateway.backendCluster("brokers", stage.advertisedServers()));
        gateway.portMapping(gateway.listener("main", port + "-" + (port + Stage.BROKERS)), cluster, Map.of());
        policy("consume", "skip_record", "skipped", "record.headers['skip'] == 'yes'", null);
        policy("consume", "modify_headers", "seen", on("headers"), set("seen", "yes"));
        JsonNode json =
                policy("consume", "schema_validation", "readable", on("held-up"), json("failure_mode", "error"));
        assertThat(json.path("enabled").asBoolean(false)).isTrue();
        policy("produce", "schema_validation", "writable", on("json"), json("failure_mode", "reject"));
        policy("produce", "modify_headers", "written", on("headers"), set("written", "yes"));
        policy("produce", "encrypt", "encrypted", on("kms"), encrypted(ScriptedKms.ARN));
        policy("produce", "encrypt", "encrypted_later", on("hung"), encrypted(HUNG_KEY));
        policy(
                "consume",
                "decrypt",
                "decrypted",
                "context.topic.name.match('^(kms|hung)')",
                Map.of(
                        "failure_mode",
                        "passthrough",
                        "part_of_record",
                        List.of("value"),
                        "key_sources",
                        List.of(Map.of("type", "aws"))));
        node = stage.anotherNode(
                gateway,
                "records",
                Map.of(
                        "AWS_ENDPOINT_URL_KMS",
                        kms.endpoint().toString(),
                        "AWS_ACCESS_KEY_ID",
                        ScriptedKms.ACCESS_KEY,
                        "AWS_SECRET_ACCESS_KEY",
                        ScriptedKms.SECRET_KEY));
        gateway.awaitApplied();
        assertThat(gateway.problems()).isEmpty();
        clients = new Clients("localhost:" + port);
        direct = new Clients(stage.brokers.internalBootstrapServers());
    }

    @AfterAll
    void stop() {
        node.close();
        kms.close();
    }

    private static String on(String prefix) {
        return "context.topic.name.startsWith('" + prefix + "')";
    }

    private static Map<String, Object> set(String key, String value) {
        return Map.of("actions", List.of(Map.of("op", "set", "key", key, "value", value)));
    }

    private static Map<String, Object> json(String mode, String value) {
        return Map.of("type", "json", mode, value, "validate_value", true);
    }

    /** What cannot be encrypted would pass in plain text. */
    private static Map<String, Object> encrypted(String arn) {
        return Map.of(
                "failure_mode",
                "passthrough",
                "part_of_record",
                List.of("value"),
                "encryption_key",
                Map.of("type", "aws", "arn", arn));
    }

    private JsonNode policy(
            String phase, String type, String name, String condition, @Nullable Map<String, Object> config) {
        String path = gateway.path("/virtual-clusters/" + Gateway.id(cluster) + "/" + phase + "-policies");
        return gateway.api()
                .post(
                        path,
                        config == null
                                ? Map.of("type", type, "name", name, "condition", condition)
                                : Map.of("type", type, "name", name, "condition", condition, "config", config));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void headersAreAddedOnBothWaysWhateverTheCompression(String codec) throws Exception {
        String topic = topic("headers");

        write(clients, topic, Map.of("compression.type", codec), RECORDS, "");

        List<ConsumerRecord<String, String>> read = read(clients, topic, RECORDS);
        assertThat(read).extracting(ConsumerRecord::value).containsExactlyElementsOf(numbers(RECORDS));
        assertThat(read).allSatisfy(record -> assertThat(headers(record)).containsExactly("written=yes", "seen=yes"));
        assertThat(read(direct, topic, RECORDS))
                .allSatisfy(record -> assertThat(headers(record)).containsExactly("written=yes"));
    }

    /** Every second one, all of the last ones, all there are. */
    @ParameterizedTest
    @CsvSource({
        "none, EVEN",
        "none, TAIL",
        "none, ALL",
        "zstd, EVEN",
        "zstd, TAIL",
        "zstd, ALL",
        "lz4, ALL",
        "snappy, ALL",
        "gzip, ALL"
    })
    void recordsAreLeftOutAndConsumersGoOnBehindThem(String codec, Skipped skipped) throws Exception {
        String topic = topic("skipped");
        try (KafkaProducer<String, String> producer =
                direct.producer(Map.of("compression.type", codec, "linger.ms", "200"))) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(skipped.record(topic, i));
            }
        }

        List<String> values = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = clients.consumer(Map.of("enable.auto.commit", "false"))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(Clients.LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return consumer.position(partition) == RECORDS;
            });
        }

        assertThat(values)
                .containsExactlyElementsOf(IntStream.range(0, RECORDS)
                        .filter(i -> !skipped.skips(i))
                        .mapToObj(Integer::toString)
                        .toList());
    }

    /** The oldest and newest clients of Java, and librdkafka: all that is left, each once, and all the way to the end. */
    @Test
    void clientsOfAllAgesGoOnBehindWhatIsLeftOut() throws Exception {
        String bootstrap = clients.bootstrapServers();
        Map<String, List<String>> topics = writeTransactions();

        for (Map.Entry<String, List<String>> topic : topics.entrySet()) {
            assertThat(OlderReader.read(bootstrap, topic.getKey())).isEqualTo(topic.getValue());
        }
        String expected = told(topics);
        List<String> arguments =
                Stream.concat(Stream.of(bootstrap), topics.keySet().stream()).toList();
        for (String version : List.of("2.8", "3.9")) {
            assertThat(Programs.olderJava(version, OlderReader.class, arguments))
                    .contains("version " + version)
                    .contains(expected);
        }
        if (Programs.isInstalled("kcat")) {
            for (Map.Entry<String, List<String>> topic : topics.entrySet()) {
                String read = Programs.kcat(
                        "-b",
                        bootstrap,
                        "-C",
                        "-q",
                        "-e",
                        "-o",
                        "beginning",
                        "-X",
                        "isolation.level=read_committed",
                        "-t",
                        topic.getKey());
                assertThat(read.lines().toList()).as("kcat").isEqualTo(topic.getValue());
            }
        }
    }

    /** Likewise, and they go on with what is written behind that. */
    @ParameterizedTest
    @ValueSource(strings = {"sarama 2.5.0", "sarama 4.1.0", "franz-go", "kafka-python", "confluent-kafka", "kafkajs"})
    void clientsOfOtherMakesGoOnBehindWhatIsLeftOut(String client) throws Exception {
        Map<String, List<String>> topics = writeTransactions();
        List<String> arguments = Stream.concat(
                        Stream.of(clients.bootstrapServers(), "end-" + UUID.randomUUID()), topics.keySet().stream())
                .toList();

        String told = switch (client) {
            case "franz-go" -> OtherClients.go("franz-reader", arguments);
            case "kafka-python" -> OtherClients.python("kafka_python_reader.py", arguments);
            case "confluent-kafka" -> OtherClients.python("confluent_reader.py", arguments);
            case "kafkajs" -> OtherClients.javaScript("kafkajs_reader.js", arguments);
            default ->
                OtherClients.go(
                        "sarama-reader",
                        Stream.concat(Stream.of(client.substring("sarama ".length())), arguments.stream())
                                .toList());
        };

        assertThat(told).contains(told(topics));
    }

    /** Topics of which something is left out for consumers, with the values of the others. */
    private Map<String, List<String>> writeTransactions() throws Exception {
        Map<String, List<String>> topics = new LinkedHashMap<>();
        for (Skipped skipped : Skipped.values()) {
            for (String codec : List.of("none", "gzip")) { // all that older clients have without further jars
                String topic = topic("skipped");
                topics.put(topic, skipped.writeTransactions(direct, topic, codec));
            }
        }
        return topics;
    }

    private static String told(Map<String, List<String>> topics) {
        return topics.entrySet().stream()
                .map(topic -> topic.getKey() + " " + String.join(",", topic.getValue()))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void committedTransactionsAreSeenAndAbortedOnesAreNot() throws Exception {
        String topic = topic("headers");
        try (KafkaProducer<String, String> producer =
                clients.producer(Map.of("transactional.id", "records-" + UUID.randomUUID()))) {
            producer.initTransactions();
            for (int i = 0; i < 6; i++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(topic, 0, null, Integer.toString(i)))
                        .get();
                if (i % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        }

        try (KafkaConsumer<String, String> consumer = clients.consumer(Map.of(
                "isolation.level",
                "read_committed",
                "group.id",
                "g-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest"))) {
            consumer.subscribe(List.of(topic));
            assertThat(Clients.values(consumer, 3)).containsExactly("0", "2", "4");
        }
    }

    @Test
    void aBatchThatIsRefusedSaysWhichRecordAndOthersGoOn() throws Exception {
        String topic = topic("json");
        String other = topic("headers");
        try (KafkaProducer<String, String> producer = clients.producer(Map.of("linger.ms", "200"))) {
            Future<RecordMetadata> bad = producer.send(new ProducerRecord<>(topic, 0, null, "no json"));
            Future<RecordMetadata> good = producer.send(new ProducerRecord<>(other, 0, null, "no json"));

            assertThatThrownBy(bad::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InvalidRecordException.class)
                    .hasMessageContaining("policy [writable]: the value is not valid JSON");
            assertThat(good.get().offset()).isZero();
            assertThat(producer.send(new ProducerRecord<>(topic, 0, null, "{}"))
                            .get()
                            .offset())
                    .isZero();
        }
        assertThat(node.process().isAlive()).isTrue();
    }

    @Test
    void whoAwaitsNoAnswerLosesTheConnectionAndNothingIsWritten() throws Exception {
        String topic = topic("json");
        write(clients, topic, Map.of("acks", "0", "enable.idempotence", "false"), 1, "no json ");

        await().atMost(Clients.LIMIT).until(() -> NodeMetrics.rejected(node, "record_refused") > 0);
        assertThat(end(topic)).isZero();
    }

    @Test
    void aConsumerIsGivenAllInFrontOfARecordThatHoldsItUpAndIsToldWhere() throws Exception {
        String topic = topic("held-up");
        write(direct, topic, Map.of("linger.ms", "200"), 3, "");
        write(direct, topic, Map.of(), 1, "no json ");
        write(direct, topic, Map.of(), 1, "");
        TopicPartition partition = new TopicPartition(topic, 0);

        try (KafkaConsumer<String, String> consumer = clients.consumer(Map.of("enable.auto.commit", "false"))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> values = new ArrayList<>();
            List<KafkaException> errors = new ArrayList<>();
            await().atMost(Clients.LIMIT).until(() -> {
                try {
                    consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                } catch (KafkaException | IllegalStateException e) {
                    errors.add(new KafkaException(e));
                }
                return !errors.isEmpty();
            });
            assertThat(values).containsExactly("0", "1", "2");
            assertThat(errors.get(0)).hasMessageContaining("offset 3");
            assertThat(consumer.position(partition)).isEqualTo(3);

            consumer.seek(partition, 4);
            assertThat(Clients.values(consumer, 1)).containsExactly("0");
        }
    }

    @Test
    void aChangedPolicyHoldsFromTheNextRequestOn() throws Exception {
        String topic = topic("later");
        try (KafkaProducer<String, String> producer = clients.producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, 0, null, "no json")).get();
            JsonNode policy =
                    policy("produce", "schema_validation", "later", on("later"), json("failure_mode", "reject"));
            gateway.awaitApplied();

            assertThatThrownBy(producer.send(new ProducerRecord<>(topic, 0, null, "no json"))::get)
                    .hasMessageContaining("policy [later]");

            gateway.api()
                    .delete(gateway.path(
                            "/virtual-clusters/" + Gateway.id(cluster) + "/produce-policies/" + Gateway.id(policy)));
            gateway.awaitApplied();
            assertThat(producer.send(new ProducerRecord<>(topic, 0, null, "no json"))
                            .get()
                            .offset())
                    .isOne();
        }
    }

    @Test
    void valuesAreEncryptedByAKeyOfKmsForTheBrokersAndDecryptedForReaders() throws Exception {
        String topic = topic("kms");

        write(clients, topic, Map.of(), RECORDS, "plain ");

        assertThat(read(direct, topic, RECORDS)).allSatisfy(record -> {
            assertThat(record.value()).doesNotContain("plain");
            assertThat(record.headers()).extracting(Header::key).containsExactly("kong/enc");
        });
        assertThat(read(clients, topic, RECORDS))
                .extracting(ConsumerRecord::value)
                .containsExactlyElementsOf(
                        numbers(RECORDS).stream().map(i -> "plain " + i).toList());
        assertThat(kms.calls).contains("TrentService.GenerateDataKey", "TrentService.Decrypt");
    }

    /** Though what fails would pass as it is, both ways. */
    @Test
    void nothingPassesAsItIsWhileKmsHangsOrThrottles() throws Exception {
        String topic = topic("hung");
        String other = topic("headers");
        kms.have(ScriptedKms.Trouble.HANGS);
        try (KafkaProducer<String, String> producer = clients.producer(Map.of())) {
            Future<RecordMetadata> written = producer.send(new ProducerRecord<>(topic, 0, null, "plain"));
            await().atMost(Clients.LIMIT).until(this::isKeyUnavailable);

            assertThat(written).isNotDone();
            write(clients, other, Map.of(), RECORDS, "");
            assertThat(end(topic)).isZero();

            kms.have(ScriptedKms.Trouble.NONE);
            assertThat(written.get().offset()).isZero();
        }
        await().atMost(Clients.LIMIT).until(() -> !isKeyUnavailable());

        kms.have(new ScriptedKms.Trouble(400, "ThrottlingException"));
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = clients.consumer(Map.of("enable.auto.commit", "false"))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(Clients.LIMIT).until(() -> {
                assertThat(consumer.poll(Duration.ofMillis(100)).count()).isZero();
                return isKeyUnavailable();
            });
            assertThat(consumer.position(partition)).isZero();

            kms.have(ScriptedKms.Trouble.NONE);
            assertThat(Clients.values(consumer, 1)).containsExactly("plain");
        }
        await().atMost(Clients.LIMIT).until(() -> !isKeyUnavailable());
    }

    private boolean isKeyUnavailable() {
        return gateway.problems().stream()
                .map(JsonNode::toString)
                .anyMatch(problem -> problem.contains("virtual_cluster.key_unavailable") && problem.contains(HUNG_KEY));
    }

    private String topic(String prefix) throws Exception {
        String topic = prefix + "-" + UUID.randomUUID();
        try (Admin admin = direct.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        return topic;
    }

    private static void write(Clients to, String topic, Map<String, Object> config, int count, String prefix)
            throws Exception {
        try (KafkaProducer<String, String> producer = to.producer(config)) {
            List<Future<RecordMetadata>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(producer.send(new ProducerRecord<>(topic, 0, null, prefix + i)));
            }
            for (Future<RecordMetadata> one : all) {
                one.get();
            }
        }
    }

    private static List<ConsumerRecord<String, String>> read(Clients from, String topic, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = from.consumer(Map.of("enable.auto.commit", "false"))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(Clients.LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    private long end(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = direct.consumer(Map.of())) {
            return requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
        }
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static List<String> headers(ConsumerRecord<?, ?> record) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(header.key() + "=" + Utils.utf8(header.value()));
        }
        return headers;
    }
}
