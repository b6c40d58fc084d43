package io.signalbox.bench;

import io.signalbox.proto.config.v1.Resource;
import io.signalbox.rehearsal.StateFolder;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A node as a process, in front of one broker, without a control plane; what it costs is read from the system. */
final class NodeUnderLoad implements ColdLoad.Proxy {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final String RESIDENT = "VmRSS:";

    private final NodeProcess node;
    private final int port;

    private NodeUnderLoad(NodeProcess node, int port) {
        this.node = node;
        this.port = port;
    }

    static NodeUnderLoad start(ProcessOptions chosen, String broker) throws IOException {
        int port = FreePorts.consecutive(20_900, 2);
        List<Resource> resources = new ArrayList<>(StateFolder.cluster(broker));
        resources.addAll(StateFolder.byPort(port));
        ProcessOptions options = chosen.withJvmOption("-Xmx128m");
        NodeProcess node = NodeProcess.launch(options, StateFolder.write(options.stateDir(), resources));
        NodeUnderLoad started = new NodeUnderLoad(node, port);
        node.process().awaitReady(started::takesConnections, START_LIMIT);
        return started;
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    @Override
    public int port() {
        return port;
    }

    /** Processor time so far, of all its threads. */
    @Override
    public Duration cpu() {
        return ProcessHandle.of(node.process().pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /** Resident memory; empty where the system does not say it as Linux does. */
    OptionalLong residentKib() {
        try {
            return Files.readAllLines(
                            Path.of("/proc", Long.toString(node.process().pid()), "status"))
                    .stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private boolean takesConnections() {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
