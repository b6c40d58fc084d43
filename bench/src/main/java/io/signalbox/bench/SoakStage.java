package io.signalbox.bench;

import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.GatewayAccess;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import io.signalbox.testbed.ProcessFolder;
import io.signalbox.testbed.ProcessOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Three brokers, two control planes on one database, and what can be killed of it. The first control plane has the database in it:
 * when that is started anew, the database is, too.
 */
final class SoakStage implements AutoCloseable {

    static final int BROKERS = 3;

    private static final int SHOWN_CHARACTERS = 600;

    private static final Pattern DATABASE = Pattern.compile("embedded database started port=(\\d+)");

    private final ProcessFolder folder = new ProcessFolder();
    private final KafkaCluster kafka;
    private final ProcessOptions firstOptions = onFixedPorts(folder.controlPlane());
    private final ProcessOptions replicaOptions = onFixedPorts(folder.process("replica"));
    private ControlPlaneProcess first;
    private ControlPlaneProcess second;
    private int broker;

    SoakStage() throws IOException {
        kafka = KafkaCluster.start(KafkaOptions.brokers(BROKERS));
        first = ControlPlaneProcess.start(firstOptions);
        second = ControlPlaneProcess.start(secondOptions());
    }

    /** Where nodes find it again. */
    private static ProcessOptions onFixedPorts(ProcessOptions options) {
        return options.withEnvironment("SIGNALBOX_HTTP_PORT", Integer.toString(FreePorts.any()))
                .withEnvironment("SIGNALBOX_GRPC_PORT", Integer.toString(FreePorts.any()))
                .withJvmOption("-Xmx256m");
    }

    private ProcessOptions secondOptions() throws IOException {
        return replicaOptions
                .withEnvironment(
                        "SIGNALBOX_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + databasePort() + "/postgres")
                .withEnvironment("SIGNALBOX_DATABASE_USER", "signalbox")
                .withEnvironment(
                        "SIGNALBOX_DATABASE_PASSWORD",
                        Files.readString(firstOptions.stateDir().resolve("database-password"))
                                .strip())
                .withEnvironment(
                        "SIGNALBOX_SECRET_KEY_FILE",
                        firstOptions.stateDir().resolve("secret.key").toString());
    }

    private String databasePort() throws IOException {
        return DATABASE.matcher(Files.readString(firstOptions.log()))
                .results()
                .reduce((earlier, later) -> later)
                .map(found -> found.group(1))
                .orElseThrow();
    }

    KafkaCluster kafka() {
        return kafka;
    }

    ControlPlaneProcess first() {
        return first;
    }

    ApiClient secondApi() {
        return new ApiClient(second.baseUri(), first.adminToken());
    }

    /** Of a node that goes to both control planes. */
    GatewayAccess access(BenchListeners listeners) throws IOException {
        Path authorities = folder.path().resolve("both.crt");
        Files.writeString(
                authorities, Files.readString(first.caCertificate()) + Files.readString(second.caCertificate()));
        return listeners.access(folder.path(), List.of(first.streamAddress(), second.streamAddress()), authorities);
    }

    ProcessOptions node(String name) {
        return folder.process(name).withJvmOption("-Xmx256m").withJvmOption("-Dio.netty.leakDetection.level=paranoid");
    }

    /** One after the other; waits until it is back. */
    void killABroker() {
        int id = kafka.nodeIds().get(broker++ % BROKERS);
        kafka.kill(id);
        kafka.start(id);
    }

    void killTheReplica() throws IOException {
        second.kill();
        second = ControlPlaneProcess.start(secondOptions());
    }

    /** With its database; the other one has none meanwhile, and another one afterwards. */
    void startTheFirstAnew() throws IOException {
        first.close();
        first = ControlPlaneProcess.start(firstOptions);
        second.close();
        second = ControlPlaneProcess.start(secondOptions());
    }

    /** Lines that must not be there, of both nodes and both control planes. */
    List<String> badLines() throws IOException {
        try (Stream<Path> logs = Files.list(folder.path())) {
            return logs.filter(file -> file.getFileName().toString().endsWith(".log"))
                    .flatMap(SoakStage::badLines)
                    .limit(20)
                    .toList();
        }
    }

    private static Stream<String> badLines(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            boolean isNode = log.getFileName().toString().startsWith("node");
            return lines
                    .filter(line -> line.contains("LEAK") || (isNode && line.contains(" ERROR ")))
                    .map(line ->
                            log.getFileName() + ": " + line.substring(0, Math.min(line.length(), SHOWN_CHARACTERS)))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        second.close();
        first.close();
        kafka.close();
        folder.close();
    }
}
