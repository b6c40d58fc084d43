package io.signalbox.e2e;

import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.ControlPlaneState;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.GatewayAccess;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import io.signalbox.testbed.NodeCertificate;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * One control plane, three brokers and one node, which tests share. The brokers advertise {@code
 * kafka-N.backend.invalid}: a hosts file that only the node is given resolves it.
 */
final class Stage implements AutoCloseable {

    static final int BROKERS = 3;

    /** What every broker's advertised name ends with. */
    static final String BACKEND_DOMAIN = ".backend.invalid";

    final Gateway gateway;
    final KafkaCluster brokers;
    final Path nodeLog;
    private final Path folder;
    private final ProcessOptions nodeOptions;
    private final GatewayAccess nodeAccess;
    private final NewLines nodeLines;
    private NodeProcess node;
    private final ProcessOptions controlPlaneOptions;
    private ControlPlaneProcess controlPlane;
    private final int port;

    private Stage(Path folder, boolean toBeDisrupted) throws IOException {
        this.folder = folder;
        Path hosts = folder.resolve("hosts");
        String names = IntStream.range(0, BROKERS)
                .mapToObj(id -> "kafka-" + id + BACKEND_DOMAIN)
                .collect(Collectors.joining(" "));
        Files.writeString(hosts, "127.0.0.1 localhost " + names + "\n");
        // Where they are the first of all, recordings of their starts come before, for which other JVMs wait.
        new Thread(Stage::prepareStartCaches, "prepare the starts of planes").start();
        KafkaOptions threeBrokers = KafkaOptions.brokers(BROKERS)
                .withAdvertisedHost("kafka-{id}" + BACKEND_DOMAIN)
                .withFolder(Files.createDirectories(folder.resolve("kafka")))
                .withProperty("message.max.bytes", Integer.toString(16 * 1024 * 1024));
        brokers = toBeDisrupted ? KafkaCluster.start(threeBrokers) : KafkaCluster.startInOneProcess(threeBrokers);
        int apiPort = FreePorts.anyConsecutive(2);
        controlPlaneOptions = ProcessOptions.in(folder, "control-plane")
                .withEnvironment("SIGNALBOX_HTTP_PORT", Integer.toString(apiPort))
                .withEnvironment("SIGNALBOX_GRPC_PORT", Integer.toString(apiPort + 1))
                .forShortLife()
                .withJvmOption("-Xmx384m")
                // Each connection to PostgreSQL costs a login that is slow on purpose: as many as are needed.
                .withJvmOption("-Dspring.datasource.hikari.minimum-idle=2");
        controlPlane = ControlPlaneProcess.start(controlPlaneOptions);
        gateway = Gateway.create(controlPlane.api(), "e2e");
        NodeCertificate certificate =
                NodeCertificate.create(Files.createDirectories(folder.resolve("node certificate")), "node");
        gateway.register(certificate);
        nodeOptions = nodeOptions("node");
        nodeLog = nodeOptions.log();
        nodeLines = new NewLines(nodeLog);
        port = FreePorts.anyConsecutive(BROKERS + 1);
        JsonNode backend = gateway.backendCluster("brokers", advertisedServers());
        JsonNode virtualCluster = gateway.virtualCluster("orders", backend);
        JsonNode listener = gateway.listener("main", port + "-" + (port + BROKERS));
        gateway.portMapping(listener, virtualCluster, Map.of());
        nodeAccess = new GatewayAccess(
                List.of(controlPlane.streamAddress()), controlPlane.caCertificate(), gateway.id(), certificate);
        node = NodeProcess.start(nodeOptions, nodeAccess);
        gateway.awaitApplied();
    }

    private static void prepareStartCaches() {
        ControlPlaneProcess.prepareStartCache();
        NodeProcess.prepareStartCache();
    }

    /** @param toBeDisrupted that each broker can be killed by itself */
    static Stage start(String name, boolean toBeDisrupted) throws IOException {
        Path target = Files.createDirectories(Path.of("target", "e2e stage")); // a space: paths must bear one
        return new Stage(Files.createTempDirectory(target.toAbsolutePath(), name + "-"), toBeDisrupted);
    }

    /** What the node has logged since this was last asked. */
    String newLinesOfNode() throws IOException {
        return nodeLines.next();
    }

    NodeProcess node() {
        return node;
    }

    /** Where browsers find the control plane's pages. */
    String pages() {
        return "http://127.0.0.1:" + controlPlane.httpPort() + "/";
    }

    /** The token that may do everything. */
    String adminToken() {
        return controlPlane.adminToken();
    }

    /** What a node needs whose certificate is registered with a gateway already. */
    GatewayAccess access(String gatewayId, NodeCertificate certificate) {
        return new GatewayAccess(
                List.of(controlPlane.streamAddress()), controlPlane.caCertificate(), gatewayId, certificate);
    }

    /** A folder below which a test of this stage keeps files. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /** A gateway of the test's own, on the same control plane, with the same brokers as its backend cluster. */
    Gateway anotherGateway(String name) {
        return Gateway.create(controlPlane.api(), name);
    }

    /** A node for such a gateway; it is not waited for. Its log is {@code NAME.log} beside the others. */
    NodeProcess anotherNode(Gateway another, String name, Map<String, String> environment) throws IOException {
        return NodeProcess.launch(with(environment, nodeOptions(name)), access(another, name));
    }

    private static ProcessOptions with(Map<String, String> environment, ProcessOptions options) {
        ProcessOptions all = options;
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            all = all.withEnvironment(variable.getKey(), variable.getValue());
        }
        return all;
    }

    /** How a node is started for which names stand for other addresses than for the rest; lines of a hosts file. */
    ProcessOptions nodeOptionsWithNames(String name, String lines) throws IOException {
        Path own = Files.writeString(
                folder.resolve(name + ".hosts"), Files.readString(folder.resolve("hosts")) + lines + "\n");
        return ProcessOptions.in(folder, name)
                .withJvmOption("-Djdk.net.hosts.file=" + own)
                .forShortLife();
    }

    /** Registers a certificate for a further node of a gateway. */
    GatewayAccess access(Gateway another, String name) throws IOException {
        NodeCertificate certificate = NodeCertificate.create(Files.createDirectories(folder.resolve(name)), name);
        another.register(certificate);
        return new GatewayAccess(
                List.of(controlPlane.streamAddress()), controlPlane.caCertificate(), another.id(), certificate);
    }

    String controlPlaneLog() throws IOException {
        return Files.readString(controlPlaneOptions.log());
    }

    Path logOf(String name) {
        return folder.resolve(name + ".log");
    }

    /** How a node is started that resolves the brokers' names. */
    ProcessOptions nodeOptions(String name) {
        return ProcessOptions.in(folder, name)
                .withJvmOption("-Djdk.net.hosts.file=" + folder.resolve("hosts"))
                .forShortLife()
                .withJvmOption("-Dio.netty.leakDetection.level=paranoid")
                // That a buffer leaks is seen all the same; where it was used costs most of a node's time.
                .withJvmOption("-Dio.netty.leakDetection.targetRecords=0");
    }

    /** Starts the node again, which has ended, and waits until it is ready. */
    void startNode() {
        startNode(Map.of());
    }

    /** The same with settings of the test's own. */
    void startNode(Map<String, String> environment) {
        node = NodeProcess.start(with(environment, nodeOptions), nodeAccess);
    }

    /** SIGKILL, for the control plane and not for its database. */
    void killControlPlane() {
        controlPlane.kill();
    }

    /** SIGKILL, for the control plane and for its database. */
    void killControlPlaneAndDatabase() {
        controlPlane.kill();
        new ControlPlaneState(controlPlaneOptions.stateDir()).killDatabase();
    }

    /** A second control plane, on the first one's database. */
    Replica replica(String name) throws IOException {
        return Replica.start(folder, name, controlPlaneOptions, controlPlane);
    }

    /** Starts the control plane again, on the same ports and state, and waits until it is ready. */
    void startControlPlane() {
        controlPlane = ControlPlaneProcess.start(controlPlaneOptions);
    }

    /** Where clients begin; each broker N is at this port + 1 + N. */
    String bootstrap() {
        return "localhost:" + port;
    }

    int port() {
        return port;
    }

    Clients clients() {
        return new Clients(bootstrap());
    }

    /** The brokers' own addresses, as they advertise them. */
    List<String> advertisedServers() {
        return brokers.nodeIds().stream()
                .map(id -> "kafka-" + id + BACKEND_DOMAIN + ":" + brokers.port(id))
                .toList();
    }

    @Override
    public void close() {
        node.close();
        brokers.close();
        controlPlane.close();
    }
}
