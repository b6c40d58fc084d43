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
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A plane as the launcher starts it, which records what it loads. It never outlives us for long, however we end; a control plane has
 * its database to stop.
 */
final class RehearsedProcess implements AutoCloseable {

    /** For a start, for an answer and for the end, where the recording is turned into a cache: at the lowest priority. */
    static final Duration LIMIT = Duration.ofMinutes(10);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    // A line on standard input has it stop. The end of that input, which comes when we are gone, ends a node at once.
    private static final String GUARDED = """
            trap : HUP INT TERM
            "$@" </dev/null &
            process=$!
            if read -r _ || [ "$3" = control-plane ]; then kill -TERM $process; else kill -KILL $process; fi
            wait $process
            """;

    private final Process guard;
    private final Path log;

    private RehearsedProcess(Process guard, Path log) {
        this.guard = guard;
        this.log = log;
    }

    /** @param options of its Java */
    static RehearsedProcess start(Path launcher, String command, Map<String, String> settings, String options, Path log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", GUARDED, "sh", launcher.toString(), "--as-built", command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(RehearsedProcess::isSetting);
        builder.environment().putAll(settings);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", options);
        return new RehearsedProcess(builder.start(), log);
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    void awaitPort(int port) throws IOException {
        await(() -> {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    void await(BooleanSupplier condition) throws IOException {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (!guard.isAlive()) {
                throw new IOException("it has ended; see " + log);
            }
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                throw new IOException("it did not start within " + LIMIT + "; see " + log);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** In order, and waits for the end: only then is there what it has recorded. */
    void stop() throws IOException {
        guard.getOutputStream().write("stop\n".getBytes(StandardCharsets.US_ASCII));
        guard.getOutputStream().close();
        try {
            if (!guard.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("it did not end within " + LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while it was to end", e);
        }
    }

    @Override
    public void close() {
        if (guard.isAlive()) {
            ForcedEnd.of(Stream.concat(guard.descendants(), Stream.of(guard.toHandle())));
        }
    }

    /** A plane refuses to start on a setting that it does not know. */
    private static boolean isSetting(String variable) {
        return variable.startsWith("SIGNALBOX_") || variable.startsWith("KONG_") || variable.startsWith("KEG__");
    }
}
