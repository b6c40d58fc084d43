package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * An idempotent producer that counts, and a consumer that listens, on a topic of one partition: so that a record that is
 * lost, repeated or out of order is seen.
 */
final class Load implements AutoCloseable {

    private static final Map<String, Object> NOTICES_SOON = Map.of("request.timeout.ms", 5_000);
    private static final int FLUSH_AFTER = 20; // many small requests, not few large ones
    /** Between two flushes, so that what is tested under load is not kept from the processor by it. */
    private static final long REST_NANOS = Duration.ofMillis(100).toNanos();

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final List<String> consumed = Collections.synchronizedList(new ArrayList<>());
    private final Collection<Supplier<Map<MetricName, ? extends Metric>>> metrics = new ConcurrentLinkedQueue<>();
    private final Future<Integer> producing;
    private final Future<?> consuming;
    private volatile double closedAtFirst;
    private volatile boolean produces = true;
    private volatile boolean listens = true;

    private Load(Clients clients, String topic) {
        producing = threads.submit(() -> produce(clients, topic));
        consuming = threads.submit(() -> consume(clients, topic));
    }

    static Load on(Clients clients, String topic) {
        Load load = new Load(clients, topic);
        load.awaitProgress(500);
        load.closedAtFirst = load.connectionsEnded();
        return load;
    }

    /** Waits until so many further records have been acknowledged, and as many have arrived. */
    void awaitProgress(int records) {
        int sent = acknowledged.get();
        int received = consumed.size();
        await().until(() -> acknowledged.get() > sent + records && consumed.size() > received + records);
    }

    /**
     * How many connections of both clients have ended since the load began, by whomsoever. While a group is new its
     * consumer may give up a coordinator's connection: that was before.
     */
    double connectionsClosed() {
        return connectionsEnded() - closedAtFirst;
    }

    private double connectionsEnded() {
        return metrics.stream()
                .flatMap(client -> client.get().values().stream())
                .filter(metric -> metric.metricName().name().equals("connection-close-total"))
                .filter(metric -> metric.metricName().group().matches("(producer|consumer)-metrics"))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    /** Stops producing, waits for the last record, and holds that every one arrived once and in order. */
    void assertNothingLostRepeatedOrReordered() throws Exception {
        produces = false;
        int produced = producing.get();
        await().until(() -> consumed.size() >= produced);
        listens = false;
        consuming.get();
        assertThat(consumed)
                .containsExactlyElementsOf(
                        IntStream.range(0, produced).mapToObj(Integer::toString).toList());
        assertThat(acknowledged).hasValue(produced);
    }

    @Override
    public void close() {
        produces = false;
        listens = false;
        threads.shutdownNow();
    }

    private int produce(Clients clients, String topic) {
        int sent = 0;
        try (KafkaProducer<String, String> producer = clients.producer(NOTICES_SOON)) {
            metrics.add(producer::metrics);
            while (produces) {
                producer.send(new ProducerRecord<>(topic, Integer.toString(sent)), (metadata, failure) -> {
                    if (failure == null) {
                        acknowledged.incrementAndGet();
                    }
                });
                sent++;
                if (sent % FLUSH_AFTER == 0) {
                    producer.flush();
                    LockSupport.parkNanos(REST_NANOS);
                }
            }
        }
        return sent;
    }

    private void consume(Clients clients, String topic) {
        try (KafkaConsumer<String, String> consumer = clients.consumer(NOTICES_SOON)) {
            metrics.add(consumer::metrics);
            consumer.subscribe(List.of(topic));
            while (listens) {
                consumer.poll(Duration.ofMillis(100)).forEach(one -> consumed.add(one.value()));
            }
        }
    }
}
