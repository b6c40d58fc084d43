package io.signalbox.demo;

import io.signalbox.testbed.Console;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.ControlPlaneState;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.GatewayAccess;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import io.signalbox.testbed.ManagedProcess;
import io.signalbox.testbed.NodeCertificate;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessFailedException;
import io.signalbox.testbed.ProcessOptions;
import io.signalbox.testbed.ShutdownHook;
import io.signalbox.testbed.TemporaryFolder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The processes that the tour starts, and the folder with all of their state. Whatever ends the tour, they are stopped first,
 * and then the folder is removed, unless it is to be kept.
 */
final class Stage implements AutoCloseable {

    private static final String CONTROL_PLANE = "control-plane";
    private static final int HTTP_PORT = 8080;

    private final TemporaryFolder folder = TemporaryFolder.create("signalbox-demo-");
    private final ShutdownHook atShutdown;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final List<ManagedProcess> processes = new CopyOnWriteArrayList<>();
    private volatile boolean kept;
    private boolean closed;

    Stage() {
        atShutdown = ShutdownHook.register("end of the tour", this::close);
    }

    Path folder() {
        return folder.path();
    }

    /** Keeps the folder, with the logs in it, so that a failure can be explained. */
    void keepFolder() {
        kept = true;
    }

    /** On the usual port, or the next one that is free. */
    ControlPlaneProcess launchControlPlane() {
        return launchControlPlane(FreePorts.consecutive(HTTP_PORT, 1));
    }

    /** In place of one that has ended, on a port that other processes are unlikely to try at the same time. */
    ControlPlaneProcess replaceControlPlane() {
        processes.removeIf(process -> !process.isAlive());
        return launchControlPlane(FreePorts.any());
    }

    private ControlPlaneProcess launchControlPlane(int http) {
        ControlPlaneProcess controlPlane = ControlPlaneProcess.launch(
                options(CONTROL_PLANE).withEnvironment("SIGNALBOX_HTTP_PORT", Integer.toString(http)));
        processes.add(controlPlane.process());
        return closing(controlPlane);
    }

    KafkaCluster launchBrokers(int count) {
        return closing(
                KafkaCluster.launchInOneProcess(KafkaOptions.brokers(count).withFolder(folder.subfolder("kafka"))));
    }

    NodeProcess launchNode(ControlPlaneProcess controlPlane, String gatewayId, NodeCertificate certificate) {
        GatewayAccess access = new GatewayAccess(
                List.of(controlPlane.streamAddress()), controlPlane.caCertificate(), gatewayId, certificate);
        // No client needs time to find another node here: there is none.
        NodeProcess node =
                NodeProcess.launch(options("node").withEnvironment("SIGNALBOX_DRAIN_DURATION", "0s"), access);
        processes.add(node.process());
        return closing(node);
    }

    /** For a file of this name. */
    Path file(String name) {
        return folder.path().resolve(name);
    }

    NodeCertificate createCertificate() {
        return NodeCertificate.create(folder.path(), "node-1");
    }

    /** The first of our two planes that has ended unasked. */
    Optional<ProcessFailedException> ended() {
        return processes.stream()
                .filter(process -> !process.isAlive())
                .map(process -> process.failure(
                        "ended with exit code " + process.exitCode().orElseThrow()))
                .findFirst();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        toClose.stream().parallel().forEach(Stage::close);
        if (!kept) {
            new ControlPlaneState(folder.path().resolve(CONTROL_PLANE)).remove();
            folder.remove();
        }
        atShutdown.forget();
    }

    private ProcessOptions options(String name) {
        return ProcessOptions.in(folder.path(), name).forShortLife().withJvmOption("-Xmx384m");
    }

    private synchronized <T extends AutoCloseable> T closing(T started) {
        if (closed) {
            close(started);
            folder.remove(); // once more: what was being started may have written into it
            throw new ProcessFailedException("everything is being stopped");
        }
        toClose.push(started);
        return started;
    }

    private static void close(AutoCloseable process) {
        try {
            process.close();
        } catch (Exception e) {
            Console.complain("while stopping: " + Console.message(e));
        }
    }
}
