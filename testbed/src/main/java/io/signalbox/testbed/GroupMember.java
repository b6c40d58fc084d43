package io.signalbox.testbed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/** One member of a consumer group, on a thread of its own; others may look at what it holds and has received. */
final class GroupMember implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String name;
    private final KafkaConsumer<String, String> consumer;
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Set<Integer> partitions = Set.of();
    private volatile Optional<RuntimeException> failure = Optional.empty();

    GroupMember(String name, KafkaClients clients, String group, String topic) {
        this.name = name;
        consumer = clients.consumer(Map.of("group.id", group, "client.id", "guided-tour-" + name));
        consumer.subscribe(List.of(topic));
        Thread thread = new Thread(this::run, "group member " + name);
        thread.setDaemon(true);
        thread.start();
    }

    Set<Integer> partitions() {
        failure.ifPresent(thrown -> {
            throw thrown;
        });
        return partitions;
    }

    List<String> received() {
        return List.copyOf(received);
    }

    /** @throws CheckFailedException when the other member was given everything */
    void requireShare() {
        if (received.isEmpty()) {
            throw new CheckFailedException("member " + name + " was given nothing");
        }
    }

    String summary() {
        return "member " + name + " took " + received.size() + " from " + partitions.size() + " partitions";
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            if (!ended.await(Wait.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new CheckFailedException("member " + name + " did not leave its group");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            while (true) {
                consumer.poll(POLL).forEach(entry -> received.add(entry.value()));
                partitions = consumer.assignment().stream()
                        .map(partition -> partition.partition())
                        .collect(Collectors.toSet());
            }
        } catch (WakeupException e) {
            // That is how close() ends us.
        } catch (RuntimeException e) {
            failure = Optional.of(e);
        } finally {
            ended.countDown();
        }
    }
}
