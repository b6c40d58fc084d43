package io.signalbox.testbed;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The {@code server.properties} of each broker of a cluster: small, quick to start, otherwise as Kafka's defaults are. */
final class BrokerProperties {

    private static final int MAX_VOTERS = 3;
    private static final String PARTITIONS_OF_INTERNAL_TOPICS = "6";

    private final KafkaOptions options;
    private final IntFunction<BrokerPorts> portsOf;
    private final List<Integer> voters;

    BrokerProperties(KafkaOptions options, IntFunction<BrokerPorts> portsOf) {
        this.options = options;
        this.portsOf = portsOf;
        // Two voters would need each other: of two brokers one votes, and of three or more, three.
        int count = options.nodeIds().size() < MAX_VOTERS ? 1 : MAX_VOTERS;
        voters = options.nodeIds().subList(0, count);
    }

    Properties of(int nodeId, Path dataFolder) {
        Properties properties = new Properties();
        properties.put("node.id", Integer.toString(nodeId));
        properties.put("log.dirs", dataFolder.toString());
        properties.putAll(network(nodeId));
        properties.putAll(replication());
        properties.putAll(size());
        options.security().ifPresent(security -> properties.putAll(security.properties()));
        properties.putAll(options.properties());
        return properties;
    }

    private Map<String, String> network(int nodeId) {
        BrokerPorts ports = portsOf.apply(nodeId);
        boolean votes = voters.contains(nodeId);
        int port = options.advertisedPort()
                .map(portOf -> portOf.applyAsInt(nodeId))
                .orElse(ports.client());
        String internal = "INTERNAL://127.0.0.1:" + ports.internal();
        String controller = votes ? ",CONTROLLER://127.0.0.1:" + ports.controller() : "";
        return Map.of(
                "process.roles",
                votes ? "broker,controller" : "broker",
                "listeners",
                "CLIENT://127.0.0.1:" + ports.client() + "," + internal + secure(listener -> "127.0.0.1", ports)
                        + controller,
                "advertised.listeners",
                "CLIENT://" + host(options.advertisedHost(), nodeId) + ":" + port + "," + internal
                        + secure(listener -> host(advertisedHost(listener), nodeId), ports),
                "listener.security.protocol.map",
                "CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT"
                        + ports.secure().keySet().stream()
                                .map(listener -> "," + listener + ":" + listener.protocol())
                                .collect(Collectors.joining()),
                "inter.broker.listener.name",
                "INTERNAL",
                "controller.listener.names",
                "CONTROLLER",
                "controller.quorum.voters",
                voters.stream()
                        .map(id -> id + "@127.0.0.1:" + portsOf.apply(id).controller())
                        .collect(Collectors.joining(",")));
    }

    private static String secure(Function<SecureListener, String> host, BrokerPorts ports) {
        return ports.secure().entrySet().stream()
                .map(entry -> "," + entry.getKey() + "://" + host.apply(entry.getKey()) + ":" + entry.getValue())
                .collect(Collectors.joining());
    }

    private String advertisedHost(SecureListener listener) {
        return options.security()
                .map(security -> security.advertisedHosts().get(listener))
                .orElse(options.advertisedHost());
    }

    private static String host(String pattern, int nodeId) {
        return pattern.replace("{id}", Integer.toString(nodeId));
    }

    private Map<String, String> replication() {
        int brokers = options.nodeIds().size();
        String factor = Integer.toString(Math.min(3, brokers));
        String inSync = brokers < 3 ? "1" : "2"; // one broker of three may be away
        return Map.of(
                "default.replication.factor", factor,
                "min.insync.replicas", inSync,
                "offsets.topic.replication.factor", factor,
                "transaction.state.log.replication.factor", factor,
                "transaction.state.log.min.isr", inSync,
                "share.coordinator.state.topic.replication.factor", factor,
                "share.coordinator.state.topic.min.isr", inSync);
    }

    private static Map<String, String> size() {
        return Map.of(
                "offsets.topic.num.partitions", PARTITIONS_OF_INTERNAL_TOPICS,
                "transaction.state.log.num.partitions", PARTITIONS_OF_INTERNAL_TOPICS,
                "share.coordinator.state.topic.num.partitions", PARTITIONS_OF_INTERNAL_TOPICS,
                "num.network.threads", "2",
                "num.io.threads", "4",
                // 128 MiB by default: half of the heap that a broker has here.
                "log.cleaner.dedupe.buffer.size", "4194304",
                // Twice in a second each would write a record that says nothing, and two others fetch it.
                "metadata.max.idle.interval.ms", "10000",
                // A consumer group need not wait for members that may never come.
                "group.initial.rebalance.delay.ms", "0",
                // A killed broker is replaced as leader after six seconds, not nine.
                "broker.session.timeout.ms", "6000",
                "broker.heartbeat.interval.ms", "1000");
    }
}
