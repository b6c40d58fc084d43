package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A producer that writes the same few records in each transaction, with its number, and aborts every third; and a consumer of
 * what was committed, on a topic of one partition: so that a transaction that is lost, in part or whole, repeated, or seen
 * though it was aborted, is noticed.
 */
final class TransactionLoad implements AutoCloseable {

    private static final int RECORDS = 5; // of each transaction
    private static final int ABORTED = 3; // one of so many
    private static final Duration REST = Duration.ofMillis(50);

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicInteger ended = new AtomicInteger();
    private final List<String> committed = Collections.synchronizedList(new ArrayList<>());
    private final List<String> consumed = Collections.synchronizedList(new ArrayList<>());
    private final Future<?> producing;
    private final Future<?> consuming;
    private volatile boolean produces = true;
    private volatile boolean listens = true;

    private TransactionLoad(Clients clients, String topic) {
        producing = threads.submit(() -> produce(clients, topic));
        consuming = threads.submit(() -> consume(clients, topic));
    }

    static TransactionLoad on(Clients clients, String topic) {
        TransactionLoad load = new TransactionLoad(clients, topic);
        load.awaitProgress(ABORTED);
        return load;
    }

    /** Waits until so many further transactions have ended, and something of them has arrived. */
    void awaitProgress(int transactions) {
        int before = ended.get();
        int received = consumed.size();
        await().until(() -> producing.isDone() || (ended.get() >= before + transactions && consumed.size() > received));
    }

    /** Stops producing, waits for the last record, and holds that every one arrived once and in order. */
    void assertNothingLostRepeatedOrReordered() throws Exception {
        produces = false;
        producing.get();
        await().until(() -> consumed.size() >= committed.size());
        listens = false;
        consuming.get();
        assertThat(consumed).containsExactlyElementsOf(committed);
    }

    @Override
    public void close() {
        produces = false;
        listens = false;
        threads.shutdownNow();
    }

    private void produce(Clients clients, String topic) {
        try (KafkaProducer<String, String> producer = clients.producer(
                Map.of("transactional.id", "load-" + UUID.randomUUID(), "request.timeout.ms", 5_000))) {
            untilInTime(producer::initTransactions);
            for (int number = 0; produces; number++) {
                List<String> values = new ArrayList<>();
                for (int i = 0; i < RECORDS; i++) {
                    values.add(number + "-" + i);
                }
                boolean aborts = number % ABORTED == ABORTED - 1;
                while (!written(producer, topic, values, aborts)) {
                    untilInTime(producer::abortTransaction);
                }
                if (!aborts) {
                    committed.addAll(values);
                }
                ended.incrementAndGet();
                Thread.sleep(REST.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False where the transaction has to be aborted and written again. */
    private static boolean written(
            KafkaProducer<String, String> producer, String topic, List<String> values, boolean aborts) {
        try {
            producer.beginTransaction();
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value));
            }
            producer.flush();
            untilInTime(aborts ? producer::abortTransaction : producer::commitTransaction);
            return true;
        } catch (ProducerFencedException | OutOfOrderSequenceException | AuthorizationException e) {
            throw e;
        } catch (KafkaException e) {
            return false;
        }
    }

    /** What did not end in time may be asked for again, and is the same then. */
    private static void untilInTime(Runnable step) {
        while (true) {
            try {
                step.run();
                return;
            } catch (TimeoutException e) {
                // The broker that it waits for may be down.
            }
        }
    }

    private void consume(Clients clients, String topic) {
        try (KafkaConsumer<String, String> consumer =
                clients.consumer(Map.of("isolation.level", "read_committed", "request.timeout.ms", 5_000))) {
            consumer.subscribe(List.of(topic));
            while (listens) {
                consumer.poll(Duration.ofMillis(100)).forEach(one -> consumed.add(one.value()));
            }
        }
    }
}
