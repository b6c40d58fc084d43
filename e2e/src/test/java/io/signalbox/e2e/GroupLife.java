package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * A program of its own, which also runs on the jar of an older client: topics, a transaction, a group that subscribes by a
 * pattern, and all that an admin does to the group until it is deleted. Uses nothing but what every client since 2.8 has,
 * and prints what it is told.
 */
final class GroupLife {

    private static final int RECORDS = 100;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Map<String, Object> settings;
    private final String name;

    private GroupLife(Map<String, Object> settings, String name) {
        this.settings = settings;
        this.name = name;
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("version " + AppInfoParser.getVersion());
        System.out.println(told(Map.of("bootstrap.servers", arguments[0]), arguments[1]));
    }

    /** Begins and ends a topic, a group and a transaction of this name; returns what it was told, in lines. */
    static String told(Map<String, Object> settings, String name) throws Exception {
        return new GroupLife(settings, name).told();
    }

    private String told() throws Exception {
        String other = name + "-other";
        StringBuilder lines = new StringBuilder();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", requireNonNull(settings.get("bootstrap.servers"))))) {
            admin.createTopics(Stream.of(name, other)
                            .map(topic -> new NewTopic(topic, 2, (short) 1))
                            .collect(Collectors.toList()))
                    .all()
                    .get();
            write(other);
            try (KafkaConsumer<String, String> consumer = consumer()) {
                consumer.subscribe(Pattern.compile(Pattern.quote(name) + ".*"));
                lines.append("read ").append(read(consumer)).append('\n');
                consumer.commitSync();
                lines.append("member of ").append(name).append(" has ").append(assigned(admin));
            }
            lines.append("\ntopics ")
                    .append(ours(admin.listTopics().names().get()))
                    .append("\ngroups ")
                    .append(groups(admin))
                    .append("\ncommitted ")
                    .append(committed(admin))
                    .append('\n');
            admin.alterConsumerGroupOffsets(name, Map.of(new TopicPartition(name, 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
            admin.deleteConsumerGroupOffsets(name, Set.of(new TopicPartition(name, 1)))
                    .all()
                    .get();
            lines.append("committed ").append(committed(admin));
            admin.deleteConsumerGroups(Set.of(name)).all().get();
            lines.append("\ngroups ").append(groups(admin));
            admin.deleteTopics(Set.of(other)).all().get();
        }
        return lines.toString();
    }

    /** One transaction that is aborted, and one that is committed. */
    private void write(String other) {
        Map<String, Object> transactional = new TreeMap<>(settings);
        transactional.remove("group.protocol");
        transactional.put("transactional.id", name);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(transactional, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(other, 0, "none", "aborted"));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>(name, i % 2, Integer.toString(i), Integer.toString(i)));
            }
            producer.commitTransaction();
        }
    }

    private KafkaConsumer<String, String> consumer() {
        Map<String, Object> all = new TreeMap<>(settings);
        all.put("group.id", name);
        all.put("isolation.level", "read_committed");
        all.put("auto.offset.reset", "earliest");
        all.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
    }

    /** Until it has all, and both topics. */
    private int read(KafkaConsumer<String, String> consumer) {
        Set<String> values = new TreeSet<>();
        BooleanSupplier done =
                () -> values.size() >= RECORDS && consumer.assignment().size() == 4;
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < deadline) {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
        }
        return values.size();
    }

    private String assigned(Admin admin) throws Exception {
        ConsumerGroupDescription description = requireNonNull(admin.describeConsumerGroups(Set.of(name))
                        .describedGroups()
                        .get(name))
                .get();
        return description.members().stream()
                .map(MemberDescription::assignment)
                .flatMap(assignment -> assignment.topicPartitions().stream())
                .map(TopicPartition::topic)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @SuppressWarnings({"deprecation", "removal"}) // what took its place is not in older clients
    private String groups(Admin admin) throws Exception {
        return ours(admin.listConsumerGroups().all().get().stream()
                .map(group -> group.groupId())
                .collect(Collectors.toList()));
    }

    private long committed(Admin admin) throws Exception {
        return admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(each -> each.getKey().topic().equals(name))
                .mapToLong(each -> each.getValue().offset())
                .sum();
    }

    private String ours(Collection<String> all) {
        return all.stream().filter(each -> each.contains(name)).sorted().collect(Collectors.joining(" "));
    }
}
