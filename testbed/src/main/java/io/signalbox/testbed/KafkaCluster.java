package io.signalbox.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;

/**
 * Real Kafka brokers on 127.0.0.1, each a process of its own unless they are to share one, with data that is thrown away at
 * the end. The first three are the controllers, too. All die when this JVM does.
 */
public final class KafkaCluster implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final int HEAP_MIB = 256;
    private static final Duration DEATH_POLL = Duration.ofMillis(500);
    private static final List<String> JVM_OPTIONS =
            List.of("-Dlogback.configurationFile=broker-logback.xml", "-Djava.net.preferIPv4Stack=true");

    private final KafkaOptions options;
    private final boolean inOneProcess;
    private final TemporaryFolder folder;
    private final Map<Integer, BrokerPorts> ports;
    private final Map<Integer, ManagedProcess> processes = new ConcurrentSkipListMap<>();
    private final ShutdownHook atShutdown;
    private final List<String> startCache;
    private boolean closed;

    private KafkaCluster(KafkaOptions options, boolean inOneProcess, List<String> startCache) {
        this.options = options;
        this.inOneProcess = inOneProcess;
        this.startCache = startCache;
        ports = BrokerPorts.choose(options);
        folder = options.folder().map(TemporaryFolder::new).orElseGet(() -> TemporaryFolder.create("signalbox-kafka-"));
        atShutdown = ShutdownHook.register("remove brokers", this::close);
        writeProperties();
    }

    /**
     * Starts the brokers and waits until all of them are in the cluster's metadata.
     *
     * @throws ProcessFailedException when a broker ends, or the time limit passes; with that broker's last log lines
     */
    public static KafkaCluster start(KafkaOptions options) {
        return start(options, false);
    }

    /** The same, in one process, which loads and compiles once: none of the brokers can be ended alone. */
    public static KafkaCluster startInOneProcess(KafkaOptions options) {
        return start(options, true);
    }

    private static KafkaCluster start(KafkaOptions options, boolean inOneProcess) {
        List<String> startCache = startCache(); // which may be waited for
        return StartTurn.during(() -> {
            KafkaCluster cluster = launch(options, inOneProcess, startCache);
            try {
                cluster.awaitReady();
                return cluster;
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
        });
    }

    /** As {@link #startInOneProcess}, without waiting; {@link #awaitReady} must follow. */
    public static KafkaCluster launchInOneProcess(KafkaOptions options) {
        return launch(options, true, startCache());
    }

    private static List<String> startCache() {
        return StartCache.BROKER.options(Installation.jarOf(BrokerProcess.class), KafkaCluster::rehearse);
    }

    private static KafkaCluster launch(KafkaOptions options, boolean inOneProcess, List<String> startCache) {
        KafkaCluster cluster = new KafkaCluster(options, inOneProcess, startCache);
        try {
            if (inOneProcess) {
                cluster.launch(options.nodeIds());
            } else {
                options.nodeIds().forEach(id -> cluster.launch(List.of(id)));
            }
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** One broker that records what it loads while clients use it. */
    private static void rehearse(List<String> recording) {
        try (KafkaCluster cluster = launch(KafkaOptions.brokers(1), false, recording)) {
            cluster.awaitReady();
            KafkaChecks checks = new KafkaChecks(KafkaClients.plaintext(cluster.bootstrapServers()), 1);
            checks.createTopics();
            checks.records();
            cluster.forget(0).stop(Wait.LIMIT);
        } catch (Exception e) {
            throw new ProcessFailedException("a broker that was to record its start failed: " + e.getMessage(), e);
        }
    }

    /** Waits until all running brokers are in the metadata. */
    public void awaitReady() {
        Set<Integer> expected = Set.copyOf(processes.keySet());
        if (expected.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        try (Admin admin = Admin.create(askingOurselves())) {
            while (!known(admin).equals(expected)) {
                processes.values().forEach(broker -> {
                    if (!broker.isAlive()) {
                        throw broker.failure("ended with exit code "
                                + broker.exitCode().orElseThrow() + " before the cluster was ready");
                    }
                });
                if (System.nanoTime() - start > options.startLimit().toNanos()) {
                    throw lateBroker(known(admin));
                }
            }
        }
    }

    /** Where clients may begin: the addresses that the brokers listen on, whatever they advertise. */
    public String bootstrapServers() {
        return options.nodeIds().stream()
                .map(id -> "127.0.0.1:" + ports(id).client())
                .collect(Collectors.joining(","));
    }

    /** For clients that shall be told addresses which work on this machine, also when the advertised ones do not. */
    public String internalBootstrapServers() {
        return options.nodeIds().stream()
                .map(id -> "127.0.0.1:" + ports(id).internal())
                .collect(Collectors.joining(","));
    }

    public List<Integer> nodeIds() {
        return options.nodeIds();
    }

    /** The port for clients that a broker listens on. */
    public int port(int nodeId) {
        return ports(nodeId).client();
    }

    public boolean isAlive(int nodeId) {
        return Optional.ofNullable(processes.get(nodeId))
                .map(ManagedProcess::isAlive)
                .orElse(false);
    }

    /** Where clients may begin that use this listener. */
    public String bootstrapServers(SecureListener listener) {
        return options.nodeIds().stream()
                .map(id -> "127.0.0.1:" + port(id, listener))
                .collect(Collectors.joining(","));
    }

    public int port(int nodeId, SecureListener listener) {
        return Optional.ofNullable(ports(nodeId).secure().get(listener))
                .orElseThrow(() -> new IllegalStateException("these brokers have no listener " + listener));
    }

    /** What a broker has written, and those that it shares a process with. */
    public Path log(int nodeId) {
        int first = inOneProcess ? options.nodeIds().get(0) : nodeId;
        return folder.path().resolve("broker-" + first + ".log");
    }

    /** SIGKILL. */
    public void kill(int nodeId) {
        forget(nodeId).kill();
    }

    /** An orderly end: the broker hands its leaderships over first. */
    public void stop(int nodeId) {
        forget(nodeId).stop(STOP_LIMIT);
    }

    /** Starts a broker again that was killed or stopped, on the same ports and data, and waits for it. */
    public void start(int nodeId) {
        startWithoutWaiting(nodeId);
        awaitReady();
    }

    /** The same, for when there may be too few brokers to elect a controller. */
    public void startWithoutWaiting(int nodeId) {
        ports(nodeId);
        if (isAlive(nodeId)) {
            throw new IllegalStateException("broker " + nodeId + " is running");
        }
        launch(List.of(nodeId));
    }

    /** A broker that has ended unasked. */
    public record Dead(int nodeId, ProcessFailedException why) {}

    /** Waits a moment for one; it can be started again. */
    public Optional<Dead> awaitDeath() {
        Wait.until(() -> processes.values().stream().anyMatch(broker -> !broker.isAlive()), DEATH_POLL);
        for (Map.Entry<Integer, ManagedProcess> entry : List.copyOf(processes.entrySet())) {
            ManagedProcess broker = entry.getValue();
            if (!broker.isAlive() && processes.remove(entry.getKey(), broker)) {
                int exitCode = broker.exitCode().orElseThrow();
                return Optional.of(new Dead(entry.getKey(), broker.failure("ended with exit code " + exitCode)));
            }
        }
        return Optional.empty();
    }

    /** Ends all brokers at once, as nothing of them is kept, and removes their data. */
    @Override
    public synchronized void close() {
        closed = true;
        processes.values().stream().distinct().parallel().forEach(ManagedProcess::stop);
        processes.clear();
        if (options.folder().isPresent()) {
            // The logs beside the data are left to the owner of the folder.
            nodeIds().forEach(id -> new TemporaryFolder(dataFolder(id)).remove());
        } else {
            folder.remove();
        }
        atShutdown.forget();
    }

    /** All of them in one process. */
    private synchronized void launch(List<Integer> ids) {
        String name = (ids.size() == 1 ? "broker " : "brokers ")
                + ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
        if (closed) {
            throw new ProcessFailedException(name + " was not started: everything is being stopped");
        }
        String[] files = ids.stream().map(id -> propertiesFile(id).toString()).toArray(String[]::new);
        JavaCommand command = JavaCommand.mainClass(BrokerProcess.class, files)
                .withJvmOptions(JVM_OPTIONS)
                .withJvmOptions(List.of("-Xmx" + HEAP_MIB * ids.size() + "m"))
                .withJvmOptions(startCache)
                .withJvmOptions(options.jvmOptions())
                .withJvmOptions(
                        options.security().map(BrokerSecurity::jvmOptions).orElse(List.of()));
        // Nothing to save: and a broker that ends in order waits for a quorum, which all the others are leaving, too.
        ManagedProcess process = ManagedProcess.start(name, command, log(ids.get(0)), Duration.ZERO);
        ids.forEach(id -> processes.put(id, process));
    }

    private void writeProperties() {
        BrokerProperties properties = new BrokerProperties(options, this::ports);
        String clusterId = Uuid.randomUuid().toString();
        for (int nodeId : options.nodeIds()) {
            Properties ofNode = properties.of(nodeId, dataFolder(nodeId));
            ofNode.put(BrokerProcess.CLUSTER_ID, clusterId);
            options.security()
                    .ifPresent(security ->
                            ofNode.put(BrokerProcess.SCRAM_USERS, String.join("\n", security.scramUsers())));
            try (Writer writer = Files.newBufferedWriter(propertiesFile(nodeId))) {
                ofNode.store(writer, null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Set<Integer> known(Admin admin) {
        try {
            return admin
                    .describeCluster(new DescribeClusterOptions().timeoutMs(4_000))
                    .nodes()
                    .get(5, TimeUnit.SECONDS)
                    .stream()
                    .map(Node::id)
                    .collect(Collectors.toSet());
        } catch (ExecutionException | TimeoutException e) {
            return Set.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessFailedException("interrupted while waiting for the brokers", e);
        }
    }

    private ProcessFailedException lateBroker(Set<Integer> known) {
        ManagedProcess late = processes.entrySet().stream()
                .filter(entry -> !known.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        return late.failure("was not in the cluster's metadata after "
                + options.startLimit().toSeconds() + " s (brokers there: " + known + ")");
    }

    private Map<String, Object> askingOurselves() {
        String servers = processes.keySet().stream()
                .map(id -> "127.0.0.1:" + ports(id).internal())
                .collect(Collectors.joining(","));
        return Map.of(
                "bootstrap.servers", servers,
                "reconnect.backoff.ms", 50,
                "reconnect.backoff.max.ms", 200,
                "retry.backoff.ms", 100,
                "enable.metrics.push", false);
    }

    /** From here on its end is expected. */
    private ManagedProcess forget(int nodeId) {
        ports(nodeId);
        if (inOneProcess) {
            throw new IllegalStateException("broker " + nodeId + " cannot be ended alone: it shares its process");
        }
        return Optional.ofNullable(processes.remove(nodeId))
                .orElseThrow(() -> new IllegalStateException("broker " + nodeId + " is not running"));
    }

    private BrokerPorts ports(int nodeId) {
        return Optional.ofNullable(ports.get(nodeId))
                .orElseThrow(() -> new IllegalArgumentException("there is no broker " + nodeId));
    }

    private Path dataFolder(int nodeId) {
        return folder.subfolder("data-" + nodeId);
    }

    private Path propertiesFile(int nodeId) {
        return folder.path().resolve("broker-" + nodeId + ".properties");
    }
}
