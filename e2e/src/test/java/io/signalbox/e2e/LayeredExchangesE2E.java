package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Touch;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.rewrite.AddressLayer;
import io.signalbox.dataplane.kafka.rewrite.OfferedVersions;
import io.signalbox.e2e.LayeredGateway.Connection;
import io.signalbox.routing.HostPort;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A layer that does whatever a layer may do, between a real broker and real clients that produce and consume: it remembers
 * requests for their responses, asks the broker itself in between, has requests wait for that, and answers some here; and
 * it comes and goes while they are at it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayeredExchangesE2E {

    private static final String TOPIC = "orders";
    private static final String END = "end";
    private static final int BATCH = 200;
    private static final int LEAST_BATCHES = 20;
    private static final int OFTEN = 20;
    private static final int SWITCH_MILLIS = 3;

    private static final Plans PLAIN = Plans.of(List.of(new OfferedVersions(), new AddressLayer()));
    private static final Plans WATCHED = Plans.of(List.of(new Watching(), new OfferedVersions(), new AddressLayer()));

    private final AtomicInteger remembered = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger waited = new AtomicInteger();
    private final AtomicInteger answeredInTurn = new AtomicInteger();
    private final AtomicInteger switches = new AtomicInteger();
    private final List<String> mistakes = new CopyOnWriteArrayList<>();
    private KafkaCluster cluster;

    /** Sees that records are produced, and all of what asks for metadata. */
    private record Watching() implements Layer {
        @Override
        public Touch request(ApiKeys api) {
            return switch (api) {
                case PRODUCE -> Touch.HEAD;
                case METADATA -> Touch.WHOLE;
                default -> Touch.PASS;
            };
        }
    }

    private final class WatchingSession implements LayerSession {
        private final Connection connection;
        private final Map<String, MetadataResponseData> known = new HashMap<>();
        private int produced;

        WatchingSession(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Verdict onRequest(SeenRequest request) {
            return request.api() == ApiKeys.METADATA ? onMetadata(request) : onProduce(request);
        }

        private Verdict onProduce(SeenRequest request) {
            Verdict goesOn = new Verdict.Forward(false, Optional.of(request.correlationId()));
            produced++;
            if (produced % 5 > 0) {
                return goesOn;
            }
            waited.incrementAndGet();
            return new Verdict.Later(ask(connection).thenApply(answer -> goesOn));
        }

        /** What was told before is told again. */
        private Verdict onMetadata(SeenRequest request) {
            String question = request.version() + " " + request.body().orElseThrow();
            MetadataResponseData answer = known.get(question);
            if (answer == null) {
                return new Verdict.Forward(false, Optional.of(question));
            }
            if (!connection.exchanges.isEmpty()) {
                answeredInTurn.incrementAndGet();
            }
            return new Verdict.Answer(answer);
        }

        @Override
        public ByteBuf onResponse(SeenResponse response, ByteBufAllocator allocator) {
            Answer answer = response.read();
            Object memory = response.memory().orElseThrow();
            if (answer.body() instanceof MetadataResponseData metadata) {
                if (metadata.topics().stream().allMatch(topic -> topic.errorCode() == 0)) {
                    known.put((String) memory, metadata);
                }
            } else {
                remembered.incrementAndGet();
                if (!memory.equals(answer.header().correlationId())) {
                    mistakes.add(
                            memory + " was remembered of " + answer.header().correlationId());
                }
            }
            return answer.encode(allocator);
        }
    }

    @BeforeAll
    void start() throws Exception {
        cluster = KafkaCluster.start(KafkaOptions.brokers(1));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                    .all()
                    .get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void nothingIsLostAndEverythingIsInOrderWhateverLayersDoAndWhenTheyComeAndGo() throws Exception {
        try (LayeredGateway gateway = new LayeredGateway(cluster.port(0), this::onConnected)) {
            Map<String, Object> client =
                    Map.of("bootstrap.servers", gateway.address().toString(), "metadata.max.age.ms", 5);
            CompletableFuture<List<String>> consumed = CompletableFuture.supplyAsync(() -> consume(client));

            int sent = produce(client);

            assertThat(consumed.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(IntStream.range(0, sent)
                            .mapToObj(i -> i < sent - 1 ? Integer.toString(i) : END)
                            .toList());
            assertThat(mistakes).isEmpty();
            assertThat(gateway.failures()).isEmpty();
            assertThat(List.of(remembered.get(), asked.get(), waited.get(), answeredInTurn.get(), switches.get()))
                    .as("remembered, asked, waited, answered in turn, switched")
                    .allSatisfy(times -> assertThat(times).isGreaterThanOrEqualTo(OFTEN));
        }
    }

    /** From now on the layer comes and goes, and the broker is asked something again and again. */
    private void onConnected(Connection connection, HostPort gateway) {
        LayerSession watching = new WatchingSession(connection);
        LayerSession addresses = AddressLayer.session(nodeId -> Optional.of(gateway), seen -> {});
        LayerSession[] plain = {OfferedVersions.session(PLAIN), addresses};
        LayerSession[] watched = {watching, OfferedVersions.session(WATCHED), addresses};
        connection.follow(WATCHED, watched);
        // Of this connection alone: with one for all, switched in turn, one would always be watched and another never.
        AtomicBoolean watches = new AtomicBoolean(true);
        var unused = connection
                .client
                .eventLoop()
                .scheduleWithFixedDelay(
                        () -> {
                            boolean now = !watches.get();
                            watches.set(now);
                            switches.incrementAndGet();
                            connection.follow(now ? WATCHED : PLAIN, now ? watched : plain);
                        },
                        SWITCH_MILLIS,
                        SWITCH_MILLIS,
                        TimeUnit.MILLISECONDS);
        askAgain(connection);
    }

    private void askAgain(Connection connection) {
        ask(connection).thenRun(() -> {
            var unused = connection
                    .client
                    .eventLoop()
                    .schedule(() -> askAgain(connection), SWITCH_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private CompletionStage<ApiMessage> ask(Connection connection) {
        return connection
                .requests
                .ask(Question.ofLayer(ApiKeys.DESCRIBE_CLUSTER, (short) 1, new DescribeClusterRequestData()))
                .thenApply(answer -> {
                    asked.incrementAndGet();
                    int brokers =
                            ((DescribeClusterResponseData) answer).brokers().size();
                    if (brokers != 1) {
                        mistakes.add("a cluster of " + brokers + " brokers");
                    }
                    return answer;
                });
    }

    /** As many records as it takes until a layer has done all that it may do often; returns how many. */
    private int produce(Map<String, Object> client) throws Exception {
        int sent = 0;
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(with(client, "linger.ms", 0), new StringSerializer(), new StringSerializer())) {
            long start = System.nanoTime();
            for (int batch = 0; batch < LEAST_BATCHES || !hasDoneEverything(); batch++) {
                assertThat(System.nanoTime() - start)
                        .as(
                                "nanoseconds until a layer had remembered %s, asked %s, waited %s, answered %s, switched %s",
                                remembered, asked, waited, answeredInTurn, switches)
                        .isLessThan(Patience.LIMIT.toNanos());
                List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    acknowledged.add(producer.send(new ProducerRecord<>(TOPIC, Integer.toString(sent))));
                    sent++;
                }
                for (Future<RecordMetadata> one : acknowledged) {
                    one.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
                }
            }
            producer.send(new ProducerRecord<>(TOPIC, END)).get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        return sent + 1;
    }

    private boolean hasDoneEverything() {
        return remembered.get() >= OFTEN
                && asked.get() >= OFTEN
                && waited.get() >= OFTEN
                && answeredInTurn.get() >= OFTEN
                && switches.get() >= OFTEN;
    }

    private static List<String> consume(Map<String, Object> client) {
        List<String> values = new ArrayList<>();
        long start = System.nanoTime();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                with(client, "auto.offset.reset", "earliest"), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
            while (System.nanoTime() - start < Patience.LIMIT.toNanos() && !isAtItsEnd(values)) {
                consumer.poll(Duration.ofMillis(200)).forEach(read -> values.add(read.value()));
            }
        }
        return values;
    }

    private static boolean isAtItsEnd(List<String> values) {
        return !values.isEmpty() && values.get(values.size() - 1).equals(END);
    }

    private static Map<String, Object> with(Map<String, Object> client, String key, Object value) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(key, value);
        return properties;
    }
}
