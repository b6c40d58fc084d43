package io.signalbox.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A node, started as users start it: by the launcher, which says how a node's Java runs. */
public final class NodeProcess implements AutoCloseable {

    private final ProcessOptions options;
    private final String adminAddress;
    private final ManagedProcess process;

    private NodeProcess(ProcessOptions options, String adminAddress, ManagedProcess process) {
        this.options = options;
        this.adminAddress = adminAddress;
        this.process = process;
    }

    /** Starts one and waits until it is ready: that is, until it has applied a configuration. */
    public static NodeProcess start(ProcessOptions options, GatewayAccess access) {
        List<String> startCache = startCache(); // which may be waited for
        return StartTurn.during(() -> {
            NodeProcess started = launch(options, settings(options, access), startCache);
            try {
                started.awaitReady();
                return started;
            } catch (RuntimeException e) {
                started.close();
                throw e;
            }
        });
    }

    /** Starts one without waiting. */
    public static NodeProcess launch(ProcessOptions options, GatewayAccess access) {
        return launch(options, settings(options, access));
    }

    private static Map<String, String> settings(ProcessOptions options, GatewayAccess access) {
        return Map.of(
                "SIGNALBOX_CONTROL_PLANE", String.join(",", access.controlPlanes()),
                "SIGNALBOX_CONTROL_PLANE_CA", access.controlPlaneCa().toString(),
                "SIGNALBOX_GATEWAY_ID", access.gatewayId(),
                "SIGNALBOX_CLIENT_CERT_PATH",
                        access.certificate().certificateFile().toString(),
                "SIGNALBOX_CLIENT_KEY_PATH", access.certificate().keyFile().toString(),
                "SIGNALBOX_STATE_DIR", options.stateDir().toString(),
                "SIGNALBOX_ADMIN_ADDRESS", "127.0.0.1:" + FreePorts.any());
    }

    /** Starts one with these settings, without waiting. */
    public static NodeProcess launch(ProcessOptions options, Map<String, String> chosen) {
        return launch(options, chosen, startCache());
    }

    private static List<String> startCache() {
        return StartCache.NODE.options(Installation.find().dataPlaneJar(), NodeProcess::rehearse);
    }

    private static NodeProcess launch(ProcessOptions options, Map<String, String> chosen, List<String> startCache) {
        Map<String, String> settings = options.settings(chosen);
        JavaCommand command = JavaCommand.launched("data-plane")
                .withJvmOptions(startCache)
                .withJvmOptions(options.jvmOptions())
                .withEnvironment(settings);
        ManagedProcess process = ManagedProcess.start("node", command, options.log(), options.stopLimit());
        return new NodeProcess(options, settings.getOrDefault("SIGNALBOX_ADMIN_ADDRESS", ""), process);
    }

    /** Has what tests' nodes start from made beforehand, beside something else. */
    public static void prepareStartCache() {
        startCache();
    }

    /** Has the start cache made that the launcher gives to nodes, where there is none and this Java can have one. */
    public static void prepareCache(Path log, Duration limit) {
        JavaCommand command = JavaCommand.launched("node-cache");
        try (ManagedProcess making = ManagedProcess.start("node-cache", command, log)) {
            making.awaitExit(limit);
        }
    }

    /** A node that records what it loads, with a configuration that it finds on its disk. */
    private static void rehearse(List<String> recording) {
        TemporaryFolder folder = TemporaryFolder.create("signalbox-node-");
        try {
            Path log = folder.path().resolve("log");
            Path state = folder.path().resolve("state");
            String port = Integer.toString(FreePorts.anyConsecutive(2));
            try (ManagedProcess preparing = ManagedProcess.start(
                    "state of a node",
                    JavaCommand.launched("bench-state", state.toString(), port, "127.0.0.1:1"),
                    log)) {
                preparing.awaitExit(Wait.LIMIT);
            }
            String admin = "127.0.0.1:" + FreePorts.any();
            JavaCommand command = JavaCommand.launched(
                            "data-plane",
                            "--config",
                            state.resolve("node.properties").toString())
                    .withJvmOptions(recording)
                    .withEnvironment(Map.of("SIGNALBOX_ADMIN_ADDRESS", admin));
            try (ManagedProcess node = ManagedProcess.start("node that records its start", command, log, Wait.LIMIT)) {
                node.awaitReady(ReadinessProbe.at(admin), Wait.LIMIT);
            }
        } finally {
            folder.remove();
        }
    }

    /**
     * Waits until its readiness probe says yes.
     *
     * @throws ProcessFailedException when it ends first, or the limit passes; with its last log lines
     */
    public void awaitReady() {
        process.awaitReady(ReadinessProbe.at(adminAddress), options.startLimit());
    }

    public boolean isReady() {
        return ReadinessProbe.at(adminAddress).getAsBoolean();
    }

    /** Host and port of health and metrics. */
    public String adminAddress() {
        return adminAddress;
    }

    public ManagedProcess process() {
        return process;
    }

    public OptionalInt exitCode() {
        return process.exitCode();
    }

    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.stop();
    }
}
