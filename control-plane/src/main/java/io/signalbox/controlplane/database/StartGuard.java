package io.signalbox.controlplane.database;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a server whose owner is still being built when the JVM is told to end: so that Ctrl-C leaves none behind, at
 * whatever moment of a start it comes. Registered before the server is started, and gone once its owner takes over.
 */
final class StartGuard {

    private static final Logger log = LoggerFactory.getLogger(StartGuard.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(6);

    private final PostgresHome home;
    private final ReentrantLock starting = new ReentrantLock();
    private final Thread hook = new Thread(this::stop, "database-guard");
    private boolean ending;

    /** A command that starts a server. */
    interface Start {
        Command.Result run() throws IOException;
    }

    private StartGuard(PostgresHome home) {
        this.home = home;
    }

    static StartGuard register(PostgresHome home) {
        StartGuard guard = new StartGuard(home);
        Runtime.getRuntime().addShutdownHook(guard.hook);
        return guard;
    }

    /**
     * Runs the command; the JVM does not end before it has.
     *
     * @throws IOException also when the JVM is ending: then nothing is started
     */
    Command.Result start(Start command) throws IOException {
        starting.lock();
        try {
            if (ending) {
                throw new IOException("the process is ending");
            }
            return command.run();
        } finally {
            starting.unlock();
        }
    }

    /** Hands over: from here on the owner stops the server. */
    void release() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            log.debug("the process is ending already"); // stopping twice does no harm
        }
    }

    private void stop() {
        starting.lock();
        try {
            ending = true;
            home.run(STOP_LIMIT, "pg_ctl", "-D", home.data().toString(), "-m", "fast", "-w", "stop");
        } catch (IOException e) {
            log.warn("embedded database not stopped reason={}", e.getMessage());
        } finally {
            starting.unlock();
        }
    }
}
