package io.signalbox.testbed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A process that we started: its output goes to a log file, and it never outlives this JVM's orderly end.
 *
 * <p>The shutdown hook is registered before the process exists, and starting and stopping exclude each other. So there is
 * no moment, not even while starting, in which Ctrl-C could leave a process behind.
 */
public final class ManagedProcess implements AutoCloseable {

    private static final Duration DEFAULT_STOP_LIMIT = Duration.ofSeconds(15);
    private static final int POLL_MILLIS = 100;
    private static final int LAST_LINES = 20;

    private final String name;
    private final LogFile log;
    private final Duration stopLimit;
    private final ShutdownHook atShutdown;
    private @Nullable Process process;
    private boolean closed;

    private ManagedProcess(String name, Path log, Duration stopLimit) {
        this.name = name;
        this.log = new LogFile(log);
        this.stopLimit = stopLimit;
        atShutdown = ShutdownHook.register("stop " + name, this::stop);
    }

    /**
     * Starts a process.
     *
     * @param stopLimit how long an orderly end may take; zero for a process that has nothing to save
     * @throws ProcessFailedException when it cannot be started, or this JVM is already ending
     */
    public static ManagedProcess start(String name, JavaCommand command, Path log, Duration stopLimit) {
        ManagedProcess managed = new ManagedProcess(name, log, stopLimit);
        managed.run(command);
        return managed;
    }

    public static ManagedProcess start(String name, JavaCommand command, Path log) {
        return start(name, command, log, DEFAULT_STOP_LIMIT);
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log.path();
    }

    public long pid() {
        return started().pid();
    }

    public boolean isAlive() {
        return started().isAlive();
    }

    /** Empty while it runs; 128 + the signal's number when a signal ended it. */
    public OptionalInt exitCode() {
        return isAlive() ? OptionalInt.empty() : OptionalInt.of(started().exitValue());
    }

    /** The end of what it wrote. */
    public String lastLines() {
        return log.lastLines(LAST_LINES);
    }

    /**
     * Waits until {@code ready}.
     *
     * @throws ProcessFailedException when the process ends first, or the limit passes
     */
    public void awaitReady(BooleanSupplier ready, Duration limit) {
        long start = System.nanoTime();
        while (!ready.getAsBoolean()) {
            if (endsWithin(Duration.ofMillis(POLL_MILLIS))) {
                throw failure("ended with exit code " + started().exitValue() + " before it was ready");
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw failure("was not ready after " + limit.toSeconds() + " s");
            }
        }
    }

    /** Waits for its end; empty when it still runs after the limit. */
    public OptionalInt awaitExit(Duration limit) {
        return endsWithin(limit) ? exitCode() : OptionalInt.empty();
    }

    /** SIGTERM, without waiting. */
    public void terminate() {
        started().destroy();
    }

    /** SIGTERM; SIGKILL when it has not ended within its limit. */
    public void stop() {
        stop(stopLimit);
    }

    /** As {@link #stop()}, with another limit than the process was started with. */
    public void stop(Duration limit) {
        close(limit.isZero()).ifPresent(running -> {
            if (!endsWithin(limit.plusSeconds(1))) {
                running.destroyForcibly();
                endsWithin(Duration.ofSeconds(5));
            }
        });
        atShutdown.forget();
    }

    /** SIGKILL: as if the machine had lost it. */
    public void kill() {
        close(true).ifPresent(killed -> {
            if (!endsWithin(Wait.LIMIT)) {
                throw failure("did not end after SIGKILL");
            }
        });
        atShutdown.forget();
    }

    @Override
    public void close() {
        stop();
    }

    /** What a caller throws who has found this process wanting. */
    public ProcessFailedException failure(String happened) {
        String lines = lastLines();
        return new ProcessFailedException(
                name + " " + happened + (lines.isEmpty() ? "; it wrote nothing" : "; its last lines:\n" + lines));
    }

    private synchronized void run(JavaCommand command) {
        if (closed) {
            throw new ProcessFailedException(name + " was not started: everything is being stopped");
        }
        try {
            process = command.toProcessBuilder()
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()))
                    .start();
        } catch (IOException e) {
            atShutdown.forget();
            throw new ProcessFailedException(name + " could not be started: " + e.getMessage(), e);
        }
    }

    private synchronized Optional<Process> close(boolean forcibly) {
        closed = true;
        Optional<Process> running = Optional.ofNullable(process).filter(Process::isAlive);
        running.ifPresent(forcibly ? Process::destroyForcibly : Process::destroy);
        return running;
    }

    private boolean endsWithin(Duration limit) {
        try {
            return started().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessFailedException("interrupted while waiting for " + name, e);
        }
    }

    private synchronized Process started() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }
}
