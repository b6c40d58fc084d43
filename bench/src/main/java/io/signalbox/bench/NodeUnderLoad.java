package io.signalbox.bench;

import io.signalbox.demo.FreePorts;
import io.signalbox.demo.Home;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node as a process, in front of one broker, without a control plane; what it costs is read from the system. */
final class NodeUnderLoad implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String RESIDENT = "VmRSS:";

    private final Process process;
    private final int port;

    private NodeUnderLoad(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static NodeUnderLoad start(Path folder, String broker) throws IOException {
        int port = FreePorts.consecutive(20_900, 2);
        String jar = Home.find().nodeJar().toString();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path log = folder.resolve("node.log");
        Process state = start(
                log,
                List.of(
                        java.toString(),
                        "-cp",
                        jar,
                        "io.signalbox.dataplane.StateFolder",
                        folder.toString(),
                        Integer.toString(port),
                        broker));
        if (state.onExit().join().exitValue() != 0) {
            throw new IOException("the node's state was not written; see " + log);
        }
        Process node = start(
                log,
                List.of(
                        java.toString(),
                        "@" + Home.find().nodeOptions(),
                        "-Xmx128m",
                        "-jar",
                        jar,
                        "--config",
                        folder.resolve("node.properties").toString()));
        NodeUnderLoad started = new NodeUnderLoad(node, port);
        started.awaitPort(log);
        return started;
    }

    private static Process start(Path log, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** Processor time so far, of all its threads. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resident memory; empty where the system does not say it as Linux does. */
    OptionalLong residentKib() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private void awaitPort(Path log) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    process.destroyForcibly();
                    throw new IOException("the node did not start; see " + log, e);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
