package io.signalbox.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Loads that a Kafka client puts on a cluster, or on what stands in front of it. */
final class KafkaLoad {

    private static final int RECORD_BYTES = 1_024;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CONSUME_LIMIT = Duration.ofMinutes(2);
    private static final double NANOS_PER_SECOND = 1e9;

    private final String bootstrap;
    private final byte[] value = new byte[RECORD_BYTES];

    KafkaLoad(String bootstrap) {
        this.bootstrap = bootstrap;
        new Random(1).nextBytes(value); // compresses to nothing less
    }

    /** How many bytes of values went by, and in which time. */
    record Throughput(long bytes, double seconds) {
        double mibPerSecond() {
            return bytes / seconds / (1 << 20);
        }

        double gib() {
            return (double) bytes / (1 << 30);
        }
    }

    void createTopic(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    /** As fast as it goes, in batches of up to 64 KiB. */
    Throughput produce(String topic, Duration time) {
        AtomicLong failed = new AtomicLong();
        long records = 0;
        long begin = System.nanoTime();
        try (KafkaProducer<byte[], byte[]> producer = producer(5, 64 * 1024)) {
            while (System.nanoTime() - begin < time.toNanos()) {
                producer.send(new ProducerRecord<>(topic, value), (sent, failure) -> {
                    if (failure != null) {
                        failed.incrementAndGet();
                    }
                });
                records++;
            }
            producer.flush();
        }
        check(failed.get() == 0, failed + " records were not produced");
        return new Throughput(records * RECORD_BYTES, (System.nanoTime() - begin) / NANOS_PER_SECOND);
    }

    /** Everything that is in the topic. */
    Throughput consume(String topic, long bytes) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrap,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class,
                "fetch.min.bytes",
                1 << 20);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
            List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long begin = System.nanoTime();
            AtomicLong seen = new AtomicLong();
            while (seen.get() < bytes) {
                consumer.poll(POLL).forEach(found -> seen.addAndGet(found.value().length));
                check(System.nanoTime() - begin < CONSUME_LIMIT.toNanos(), "not consumed within " + CONSUME_LIMIT);
            }
            return new Throughput(seen.get(), (System.nanoTime() - begin) / NANOS_PER_SECOND);
        }
    }

    /** Sorted nanoseconds from when each record should have been sent to its acknowledgement. */
    long[] latencies(String topic, int perSecond, Duration time) {
        int count = Math.toIntExact(perSecond * time.toSeconds());
        long[] took = new long[count];
        AtomicInteger done = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        try (KafkaProducer<byte[], byte[]> producer = producer(0, RECORD_BYTES)) {
            producer.partitionsFor(topic);
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long due = begin + (long) (i * NANOS_PER_SECOND / perSecond);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                producer.send(new ProducerRecord<>(topic, value), (sent, failure) -> {
                    if (failure == null) {
                        took[done.getAndIncrement()] = System.nanoTime() - due;
                    } else {
                        failed.incrementAndGet();
                    }
                });
            }
            producer.flush();
        }
        check(failed.get() == 0, failed + " records were not produced");
        Arrays.sort(took);
        return took;
    }

    private KafkaProducer<byte[], byte[]> producer(int lingerMillis, int batchBytes) {
        return new KafkaProducer<>(Map.of(
                "bootstrap.servers",
                bootstrap,
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class,
                "acks",
                "all",
                "linger.ms",
                lingerMillis,
                "batch.size",
                batchBytes));
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
