package io.signalbox.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A control plane from this tree's jar, on loopback, with its own embedded PostgreSQL unless it is given another. */
public final class ControlPlaneProcess implements AutoCloseable {

    private final ProcessOptions options;
    private final Map<String, String> settings;
    private final ManagedProcess process;

    private ControlPlaneProcess(ProcessOptions options, Map<String, String> settings, ManagedProcess process) {
        this.options = options;
        this.settings = settings;
        this.process = process;
    }

    /** Starts one and waits until it is ready. */
    public static ControlPlaneProcess start(ProcessOptions options) {
        List<String> startCache = startCache(); // which may be waited for
        return StartTurn.during(() -> {
            ControlPlaneProcess started = launch(options, startCache);
            try {
                started.awaitReady();
                return started;
            } catch (RuntimeException e) {
                started.close();
                throw e;
            }
        });
    }

    /** Starts one without waiting; {@link #awaitReady} must follow. */
    public static ControlPlaneProcess launch(ProcessOptions options) {
        return launch(options, startCache());
    }

    /** Has what tests' control planes start from made beforehand, beside something else. */
    public static void prepareStartCache() {
        startCache();
    }

    private static List<String> startCache() {
        return StartCache.CONTROL_PLANE.options(Installation.find().controlPlaneJar(), ControlPlaneProcess::rehearse);
    }

    private static ControlPlaneProcess launch(ProcessOptions options, List<String> startCache) {
        Map<String, String> settings = options.settings(Map.of(
                "SIGNALBOX_HTTP_PORT", Integer.toString(FreePorts.any()),
                "SIGNALBOX_GRPC_PORT", Integer.toString(FreePorts.any()),
                "SIGNALBOX_BIND_ADDRESS", "127.0.0.1",
                "SIGNALBOX_STATE_DIR", options.stateDir().toString()));
        UnpackedPostgres.lend(options.stateDir());
        JavaCommand command = JavaCommand.jar(Installation.find().controlPlaneJar())
                .withJvmOptions(startCache)
                .withJvmOptions(options.jvmOptions())
                .withEnvironment(settings);
        ManagedProcess process = ManagedProcess.start("control plane", command, options.log(), options.stopLimit());
        return new ControlPlaneProcess(options, settings, process);
    }

    /** A control plane that records what it loads until something was declared. */
    private static void rehearse(List<String> recording) {
        TemporaryFolder folder = TemporaryFolder.create("signalbox-control-plane-");
        ProcessOptions options =
                ProcessOptions.in(folder.path(), "control-plane").forShortLife().withStopLimit(Wait.LIMIT);
        try (ControlPlaneProcess recorded = launch(options, recording)) {
            recorded.awaitReady();
            recorded.api().post("/v1/event-gateways", Map.of("name", "rehearsal"));
        } finally {
            new ControlPlaneState(options.stateDir()).remove();
            folder.remove();
        }
    }

    /**
     * Waits until its readiness probe says yes.
     *
     * @throws ProcessFailedException when it ends first, or the limit passes; with its last log lines
     */
    public void awaitReady() {
        ReadinessProbe probe = ReadinessProbe.at("127.0.0.1:" + httpPort());
        process.awaitReady(() -> probe.getAsBoolean() && isItself(), options.startLimit());
        UnpackedPostgres.keep(options.stateDir());
    }

    public int httpPort() {
        return port("SIGNALBOX_HTTP_PORT");
    }

    public int grpcPort() {
        return port("SIGNALBOX_GRPC_PORT");
    }

    /** Of the REST API, ending before {@code /v1}. */
    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + httpPort());
    }

    /** For a node's {@code SIGNALBOX_CONTROL_PLANE}. */
    public String streamAddress() {
        return "127.0.0.1:" + grpcPort();
    }

    /** The CA that signed the config stream's certificate. */
    public Path caCertificate() {
        return options.stateDir().resolve("ca.crt");
    }

    public Path adminTokenFile() {
        return options.stateDir().resolve("admin-token");
    }

    /** The token that it was given, or made itself at its first start. */
    public String adminToken() {
        return Optional.ofNullable(settings.get("SIGNALBOX_ADMIN_TOKEN")).orElseGet(() -> {
            try {
                return Files.readString(adminTokenFile()).strip();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the admin token: " + e.getMessage(), e);
            }
        });
    }

    public ApiClient api() {
        return new ApiClient(baseUri(), adminToken());
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
        new ControlPlaneState(options.stateDir()).stopDatabase();
    }

    /**
     * Whether it is this control plane that answers: another process may have taken the port while this one was starting,
     * and be ready. With a shared database replicas share their tokens, and the first made them: then nothing tells.
     */
    private boolean isItself() {
        if (settings.containsKey("SIGNALBOX_DATABASE_URL")) {
            return true;
        }
        if (!settings.containsKey("SIGNALBOX_ADMIN_TOKEN") && !Files.exists(adminTokenFile())) {
            return false;
        }
        try {
            return api().exchange("GET", "/v1/event-gateways", "").statusCode() == 200;
        } catch (ApiException e) {
            return false;
        }
    }

    private int port(String setting) {
        return Integer.parseInt(settings.getOrDefault(setting, ""));
    }
}
