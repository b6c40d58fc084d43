package io.signalbox.testbed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** What ordinary clients must be able to do at an address, whether a gateway or a broker answers there. */
public final class KafkaChecks {

    private static final int RECORDS = 1_000;
    private static final int PARTITIONS = 6;
    private static final int LIMIT_SECONDS = 120;
    private static final Duration LIMIT = Duration.ofSeconds(LIMIT_SECONDS);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaClients clients;
    private final short replicationFactor;
    private final List<String> created = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();
    private final String prefix = "guided-tour-" + UUID.randomUUID().toString().substring(0, 8);

    public KafkaChecks(KafkaClients clients, int replicationFactor) {
        this.clients = clients;
        this.replicationFactor = (short) replicationFactor;
    }

    /** The topics that the checks have created; no other client uses them. */
    public Collection<String> topics() {
        return List.copyOf(created);
    }

    /** The consumer groups that the checks have used, likewise. */
    public Collection<String> groups() {
        return List.copyOf(groups);
    }

    /** Each broker is told to clients at the address where it is expected, and no other is. */
    public String addresses(Map<Integer, String> expected) throws ExecutionException, InterruptedException {
        try (Admin admin = clients.admin()) {
            Map<Integer, String> told = admin.describeCluster().nodes().get().stream()
                    .collect(Collectors.toMap(
                            Node::id, node -> node.host() + ":" + node.port(), (a, b) -> a, TreeMap::new));
            if (!told.equals(expected)) {
                throw new CheckFailedException("expected " + expected + ", but clients are told " + told);
            }
            return told.entrySet().stream()
                    .map(broker -> broker.getKey() + " at " + broker.getValue())
                    .collect(Collectors.joining(", "));
        }
    }

    public String createTopics() throws Exception {
        create(List.of(topic("records"), topic("shared"), topic("transactions")));
        return PARTITIONS + " partitions each, replication factor " + replicationFactor;
    }

    /** Enough for {@link #records}. */
    public String createOneTopic() throws Exception {
        create(List.of(topic("records")));
        try (Admin admin = clients.admin()) {
            Set<String> listed = admin.listTopics().names().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!listed.contains(topic("records"))) {
                throw new CheckFailedException("listed are only " + listed);
            }
            return topic("records") + ", one of " + listed.size();
        }
    }

    private void create(List<String> names) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(names.stream()
                            .map(name -> new NewTopic(name, PARTITIONS, replicationFactor))
                            .toList())
                    .all()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            created.addAll(names);
        }
    }

    /** Everything that was produced is consumed, once, and nothing else. */
    public String records() throws Exception {
        List<String> sent = values("record", RECORDS);
        try (KafkaProducer<String, String> producer = clients.producer(Map.of())) {
            send(producer, topic("records"), sent);
        }
        Map<Integer, Integer> perPartition = new TreeMap<>();
        List<String> received = readAll(topic("records"), Map.of(), perPartition);
        RecordCheck.requireSame(sent, received);
        return received.size() + " of " + RECORDS + ", from " + perPartition.size() + " partitions";
    }

    /** Two members share the partitions, each is given some, and together they consume everything once. */
    public String sharedTopic() throws Exception {
        List<String> sent = values("shared", RECORDS);
        groups.add(prefix);
        try (GroupMember one = new GroupMember("one", clients, prefix, topic("shared"));
                GroupMember two = new GroupMember("two", clients, prefix, topic("shared"))) {
            List<GroupMember> members = List.of(one, two);
            if (!Wait.until(() -> shared(members), LIMIT)) {
                throw new CheckFailedException("after " + LIMIT_SECONDS + " s the members hold "
                        + members.stream().map(GroupMember::partitions).toList() + " of " + PARTITIONS + " partitions");
            }
            try (KafkaProducer<String, String> producer = clients.producer(Map.of())) {
                send(producer, topic("shared"), sent);
            }
            Wait.until(() -> received(members).size() >= RECORDS, LIMIT);
            RecordCheck.requireSame(sent, received(members));
            members.forEach(GroupMember::requireShare);
            return members.stream().map(GroupMember::summary).collect(Collectors.joining(", "));
        }
    }

    /** What was aborted stays unseen by who reads only what is committed. */
    public String transactions() throws Exception {
        List<String> committed = values("committed", 100);
        Map<String, Object> transactional = Map.of("transactional.id", prefix, "transaction.timeout.ms", 30_000);
        try (KafkaProducer<String, String> producer = clients.producer(transactional)) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, topic("transactions"), values("aborted", 100));
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, topic("transactions"), committed);
            producer.commitTransaction();
        }
        List<String> received =
                readAll(topic("transactions"), Map.of("isolation.level", "read_committed"), new TreeMap<>());
        RecordCheck.requireSame(committed, received);
        return received.size() + " committed records seen, of 100 aborted ones none";
    }

    private static boolean shared(List<GroupMember> members) {
        int held =
                members.stream().mapToInt(member -> member.partitions().size()).sum();
        return held == PARTITIONS
                && members.stream().noneMatch(member -> member.partitions().isEmpty());
    }

    private static List<String> received(List<GroupMember> members) {
        return members.stream().flatMap(member -> member.received().stream()).toList();
    }

    private static void send(KafkaProducer<String, String> producer, String topic, List<String> values)
            throws Exception {
        List<Future<?>> acknowledged = new ArrayList<>();
        for (String value : values) {
            acknowledged.add(producer.send(new ProducerRecord<>(topic, value, value)));
        }
        producer.flush();
        for (Future<?> future : acknowledged) {
            future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Reads from the beginning to what is now the end, which is the only way to notice a record too many. */
    private List<String> readAll(String topic, Map<String, Object> settings, Map<Integer, Integer> perPartition) {
        try (KafkaConsumer<String, String> consumer = clients.consumer(settings)) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> values = new ArrayList<>();
            boolean finished = Wait.until(
                    () -> {
                        for (ConsumerRecord<String, String> entry : consumer.poll(POLL)) {
                            values.add(entry.value());
                            perPartition.merge(entry.partition(), 1, Integer::sum);
                        }
                        return ends.entrySet().stream()
                                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
                    },
                    LIMIT);
            if (!finished) {
                throw new CheckFailedException(
                        "after " + LIMIT_SECONDS + " s only " + values.size() + " records were read");
            }
            return values;
        }
    }

    private static List<String> values(String kind, int count) {
        return IntStream.range(0, count).mapToObj(i -> kind + " " + i).toList();
    }

    private String topic(String name) {
        return prefix + "-" + name;
    }
}
