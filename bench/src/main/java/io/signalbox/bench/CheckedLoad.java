package io.signalbox.bench;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * An idempotent producer that numbers its records in each partition, and a consumer that counts along: what is lost, comes twice or
 * out of order is seen at once, whatever the length of the run.
 */
final class CheckedLoad implements AutoCloseable {

    private static final int RECORD_BYTES = 100;
    private static final int MOST_FAULTS = 20;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int PATIENCE_MILLIS = 600_000;
    private static final int REQUEST_MILLIS = 10_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrap;
    private final String topic;
    private final int partitions;
    private final int perSecond;
    private final long[] sent; // the producer's thread alone, until that has ended
    private final long[] seen; // the consumer's
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong consumed = new AtomicLong();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Thread producing;
    private final Thread consuming;
    private volatile boolean produces = true;
    private volatile boolean consumes = true;

    CheckedLoad(String bootstrap, String topic, int partitions, int perSecond) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.partitions = partitions;
        this.perSecond = perSecond;
        sent = new long[partitions];
        seen = new long[partitions];
        producing = new Thread(() -> watched(this::produce), "producer of " + topic);
        consuming = new Thread(() -> watched(this::consume), "consumer of " + topic);
        producing.setDaemon(true);
        consuming.setDaemon(true);
    }

    CheckedLoad start() {
        producing.start();
        consuming.start();
        return this;
    }

    long acknowledged() {
        return acknowledged.get();
    }

    long consumed() {
        return consumed.get();
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Stops producing, and waits until everything has come or the limit is over; what has not come is lost. */
    void finish(Duration limit) throws InterruptedException {
        produces = false;
        producing.join();
        long deadline = System.nanoTime() + limit.toNanos();
        while (consumed.get() < acknowledged.get() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
        close();
        consuming.join();
        for (int partition = 0; partition < partitions; partition++) {
            if (seen[partition] != sent[partition]) {
                fault(topic + "-" + partition + ": " + sent[partition] + " were sent, " + seen[partition] + " came");
            }
        }
    }

    @Override
    public void close() {
        produces = false;
        consumes = false;
    }

    private void produce() {
        Map<String, Object> config = new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrap,
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "compression.type",
                "lz4",
                "linger.ms",
                5,
                "request.timeout.ms",
                REQUEST_MILLIS,
                "delivery.timeout.ms",
                PATIENCE_MILLIS,
                "max.block.ms",
                PATIENCE_MILLIS));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config)) {
            long begin = System.nanoTime();
            for (long number = 0; produces; number++) {
                LockSupport.parkNanos(begin + number * NANOS_PER_SECOND / perSecond - System.nanoTime());
                int partition = (int) (number % partitions);
                byte[] value = ByteBuffer.allocate(RECORD_BYTES)
                        .putLong(sent[partition]++)
                        .array();
                producer.send(new ProducerRecord<>(topic, partition, null, value), (metadata, failure) -> {
                    if (failure == null) {
                        acknowledged.incrementAndGet();
                    } else {
                        fault(topic + "-" + partition + ": not produced: " + failure);
                    }
                });
            }
        }
    }

    private void consume() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrap,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class,
                "auto.offset.reset",
                "none",
                "request.timeout.ms",
                REQUEST_MILLIS,
                "default.api.timeout.ms",
                PATIENCE_MILLIS);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
            List<TopicPartition> all = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++) {
                all.add(new TopicPartition(topic, partition));
            }
            consumer.assign(all);
            all.forEach(partition -> consumer.seek(partition, 0));
            while (consumes) {
                consumer.poll(POLL).forEach(record -> {
                    check(record.partition(), ByteBuffer.wrap(record.value()).getLong());
                    consumed.incrementAndGet();
                });
            }
        }
    }

    private void check(int partition, long number) {
        long expected = seen[partition];
        if (number != expected) {
            fault(topic + "-" + partition + ": " + number + " came where " + expected + " was next: "
                    + (number < expected ? "twice, or out of order" : "something is lost, or out of order"));
        }
        seen[partition] = Math.max(expected, number + 1);
    }

    /** The first ones tell what there is to tell. */
    private void fault(String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(what);
        }
    }

    private void watched(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            fault(topic + ": " + e);
        }
    }
}
