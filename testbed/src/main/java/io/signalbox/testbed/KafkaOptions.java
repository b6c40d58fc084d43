package io.signalbox.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * What a cluster of brokers shall look like. Immutable: each {@code with…} gives a changed copy.
 *
 * @param nodeIds of the brokers, in the order of their ports
 * @param firstPort of the consecutive ports for clients; absent: free ones are taken
 * @param advertisedHost given to clients by each broker, with {@code {id}} for the broker's node id
 * @param advertisedPort from node id to the port that is given to clients; absent: the port that the broker listens on
 * @param folder for data, which is removed at the end, and for logs, which are not; absent: a fresh one, removed as a whole
 * @param startLimit how long all brokers together may take to be ready
 * @param security of more listeners; absent: there are none
 */
public record KafkaOptions(
        List<Integer> nodeIds,
        Optional<Integer> firstPort,
        String advertisedHost,
        Optional<IntUnaryOperator> advertisedPort,
        List<String> jvmOptions,
        Map<String, String> properties,
        Optional<Path> folder,
        Duration startLimit,
        Optional<BrokerSecurity> security) {

    public KafkaOptions {
        nodeIds = List.copyOf(nodeIds);
        jvmOptions = List.copyOf(jvmOptions);
        properties = Map.copyOf(properties);
        if (nodeIds.isEmpty() || nodeIds.stream().distinct().count() < nodeIds.size()) {
            throw new IllegalArgumentException("node ids must be distinct, and at least one: " + nodeIds);
        }
        if (nodeIds.stream().anyMatch(id -> id < 0)) {
            throw new IllegalArgumentException("node ids must not be negative: " + nodeIds);
        }
    }

    /** So many brokers, with node ids from 0 on. */
    public static KafkaOptions brokers(int count) {
        return nodeIds(IntStream.range(0, count).boxed().toList());
    }

    public static KafkaOptions nodeIds(List<Integer> ids) {
        return new KafkaOptions(
                ids,
                Optional.empty(),
                "127.0.0.1",
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Wait.LIMIT,
                Optional.empty());
    }

    public KafkaOptions withFirstPort(int port) {
        return new KafkaOptions(
                nodeIds,
                Optional.of(port),
                advertisedHost,
                advertisedPort,
                jvmOptions,
                properties,
                folder,
                startLimit,
                security);
    }

    /** For example {@code kafka-{id}.backend.internal}. Brokers do not use it among themselves, so it need not resolve. */
    public KafkaOptions withAdvertisedHost(String pattern) {
        return new KafkaOptions(
                nodeIds, firstPort, pattern, advertisedPort, jvmOptions, properties, folder, startLimit, security);
    }

    public KafkaOptions withAdvertisedPort(IntUnaryOperator portOfNode) {
        return new KafkaOptions(
                nodeIds,
                firstPort,
                advertisedHost,
                Optional.of(portOfNode),
                jvmOptions,
                properties,
                folder,
                startLimit,
                security);
    }

    public KafkaOptions withJvmOption(String option) {
        List<String> all = new ArrayList<>(jvmOptions);
        all.add(option);
        return new KafkaOptions(
                nodeIds, firstPort, advertisedHost, advertisedPort, all, properties, folder, startLimit, security);
    }

    /** A broker property, which wins over our own choice. */
    public KafkaOptions withProperty(String key, String value) {
        Map<String, String> all = new TreeMap<>(properties);
        all.put(key, value);
        return new KafkaOptions(
                nodeIds, firstPort, advertisedHost, advertisedPort, jvmOptions, all, folder, startLimit, security);
    }

    public KafkaOptions withFolder(Path ofData) {
        return new KafkaOptions(
                nodeIds,
                firstPort,
                advertisedHost,
                advertisedPort,
                jvmOptions,
                properties,
                Optional.of(ofData),
                startLimit,
                security);
    }

    public KafkaOptions withStartLimit(Duration limit) {
        return new KafkaOptions(
                nodeIds, firstPort, advertisedHost, advertisedPort, jvmOptions, properties, folder, limit, security);
    }

    /** Gives every broker all of the {@link SecureListener}s, too. */
    public KafkaOptions withSecurity(BrokerSecurity ofListeners) {
        return new KafkaOptions(
                nodeIds,
                firstPort,
                advertisedHost,
                advertisedPort,
                jvmOptions,
                properties,
                folder,
                startLimit,
                Optional.of(ofListeners));
    }
}
