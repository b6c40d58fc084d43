package io.signalbox.demo;

import io.signalbox.testbed.CheckFailedException;
import io.signalbox.testbed.Console;
import io.signalbox.testbed.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Some records a second through the gateway, in and out, so that there is something to see after the tour. */
final class Traffic implements AutoCloseable {

    private static final String TOPIC = "demo-traffic";

    private static final int PARTITIONS = 3;
    private static final int RECORDS_AT_ONCE = 5;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final Duration TOPIC_LIMIT = Duration.ofMinutes(1);

    private final KafkaClients clients;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong received = new AtomicLong();
    private final List<Thread> threads;

    private Traffic(KafkaClients clients) {
        this.clients = clients;
        threads = List.of(
                new Thread(() -> run(this::send), "traffic in"), new Thread(() -> run(this::receive), "traffic out"));
        threads.forEach(thread -> thread.setDaemon(true));
    }

    /** Creates its topic and begins. */
    static Traffic start(KafkaClients clients, short replicationFactor) {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.of(replicationFactor))))
                    .all()
                    .get(TOPIC_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CheckFailedException("interrupted while a topic was created");
        } catch (ExecutionException | TimeoutException e) {
            throw new CheckFailedException("no topic for traffic: " + Console.message(e));
        }
        Traffic traffic = new Traffic(clients);
        traffic.threads.forEach(Thread::start);
        return traffic;
    }

    String topic() {
        return TOPIC;
    }

    long received() {
        return received.get();
    }

    @Override
    public void close() {
        ended.countDown();
        for (Thread thread : threads) {
            try {
                thread.join(END_LIMIT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** What a client could not get over by itself is said once; the tour's processes are watched elsewhere. */
    private static void run(Runnable traffic) {
        try {
            traffic.run();
        } catch (KafkaException e) {
            Console.complain("traffic has ended: " + Console.message(e));
        }
    }

    private void send() {
        try (KafkaProducer<String, String> producer = clients.producer(Map.of("client.id", "demo-producer"))) {
            long number = 0;
            while (!hasEnded()) {
                for (int i = 0; i < RECORDS_AT_ONCE; i++) {
                    producer.send(new ProducerRecord<>(TOPIC, "key-" + number % PARTITIONS, "order " + number));
                    number++;
                }
            }
            producer.close(END_LIMIT);
        }
    }

    private void receive() {
        try (KafkaConsumer<String, String> consumer =
                clients.consumer(Map.of("client.id", "demo-consumer", "group.id", "demo-group"))) {
            consumer.subscribe(List.of(TOPIC));
            while (ended.getCount() > 0) {
                received.addAndGet(consumer.poll(PAUSE).count());
            }
        }
    }

    private boolean hasEnded() {
        try {
            return ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
