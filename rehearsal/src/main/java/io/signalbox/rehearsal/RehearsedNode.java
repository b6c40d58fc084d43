package io.signalbox.rehearsal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node as the launcher starts it, which records what it loads. It never outlives us, however we end. */
final class RehearsedNode implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    /** The recording is turned into a cache at the node's end. */
    private static final Duration STOP_LIMIT = Duration.ofMinutes(5);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    // A line on standard input has the node stop. The end of that input, which comes when we are gone, ends it at once.
    private static final String GUARDED = """
            trap : HUP INT TERM
            "$@" </dev/null &
            node=$!
            if read -r _; then kill -TERM $node; else kill -KILL $node; fi
            wait $node
            """;

    private final Process guard;
    private final Path log;

    private RehearsedNode(Process guard, Path log) {
        this.guard = guard;
        this.log = log;
    }

    static RehearsedNode start(Path launcher, Map<String, String> settings, Path recorded, Path log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", GUARDED, "sh", launcher.toString(), "--as-built", "data-plane")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(RehearsedNode::isSetting);
        builder.environment().putAll(settings);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // The profile of so few connections is not recorded: code that is compiled by it stays slow.
        builder.environment()
                .put(
                        "JAVA_OPTS",
                        "-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining '-XX:AOTCacheOutput=" + recorded + "'");
        return new RehearsedNode(builder.start(), log);
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    void awaitPort(int port) throws IOException {
        long begin = System.nanoTime();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (System.nanoTime() - begin > START_LIMIT.toNanos()) {
                    throw new IOException("the node did not start within " + START_LIMIT + "; see " + log, e);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    /** In order, and waits for the end: only then is there what it has recorded. */
    void stop() throws IOException {
        guard.getOutputStream().write("stop\n".getBytes(StandardCharsets.US_ASCII));
        guard.getOutputStream().close();
        try {
            if (!guard.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the node did not end within " + STOP_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the node was to end", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (guard.isAlive()) {
            guard.descendants().forEach(ProcessHandle::destroyForcibly);
            guard.destroyForcibly();
        }
    }

    /** A node refuses to start on a setting that it does not know. */
    private static boolean isSetting(String variable) {
        return variable.startsWith("SIGNALBOX_") || variable.startsWith("KONG_") || variable.startsWith("KEG__");
    }
}
