package io.signalbox.controlplane.database;

import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.controlplane.state.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own, on loopback, with its data on disk. It starts on what an earlier one left, stops what
 * an earlier one left running, and is gone when this is closed.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String USER = "signalbox";
    private static final String PASSWORD_FILE = "database-password";
    private static final int PASSWORD_BYTES = 24;
    private static final int START_ATTEMPTS = 5;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long MAX_LOG_BYTES = 8L << 20;
    private static final Duration INIT_LIMIT = Duration.ofMinutes(2);
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(6);

    private final PostgresHome home;
    private final String password;
    private final int port;
    private final StartGuard guard;

    private EmbeddedPostgres(PostgresHome home, String password, int port, StartGuard guard) {
        this.home = home;
        this.password = password;
        this.port = port;
        this.guard = guard;
    }

    /**
     * Starts it, with a new cluster where there is none.
     *
     * @throws StartException when it cannot
     */
    public static EmbeddedPostgres start(StateDirectory state) {
        try {
            return start(state, PostgresUser.find());
        } catch (IOException e) {
            throw new StartException("the embedded database cannot be started in " + state.path() + ": "
                    + e.getMessage() + "; another PostgreSQL can be named with SIGNALBOX_DATABASE_URL");
        }
    }

    /**
     * As whom it would run.
     *
     * @throws StartException when nobody here may
     */
    public static String userName() {
        try {
            return switch (PostgresUser.find()) {
                case SELF -> "this user";
                case ROOT_IN_NAMESPACE -> "root in a namespace of its own";
                case NOBODY -> "the user nobody";
            };
        } catch (IOException e) {
            throw new StartException("as whom it could run cannot be found out: " + e.getMessage());
        }
    }

    static EmbeddedPostgres start(StateDirectory state, PostgresUser user) throws IOException {
        PostgresHome home = PostgresHome.prepare(state, user);
        Optional<String> known = state.read(PASSWORD_FILE);
        if (known.isEmpty() && Files.exists(home.data())) {
            throw new StartException("the embedded database in " + home.data() + " is there, but its password in "
                    + state.resolve(PASSWORD_FILE) + " is not: restore that file, or remove the data");
        }
        String password = known.orElseGet(EmbeddedPostgres::random);
        state.write(PASSWORD_FILE, password + "\n");
        if (!Files.exists(home.data())) {
            initialise(home, password);
        }
        home.own(home.data());
        stopLeftOver(home);
        return run(home, password);
    }

    public DatabaseSettings settings() {
        return new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", Optional.of(USER), Optional.of(password));
    }

    /** To be called by an owner whose own end closes this: until then the end of the JVM does. */
    public void handOver() {
        guard.release();
    }

    @Override
    public void close() {
        guard.release();
        try {
            Command.Result fast =
                    home.run(STOP_LIMIT, "pg_ctl", "-D", home.data().toString(), "-m", "fast", "-w", "stop");
            if (!fast.succeeded()) {
                home.run(STOP_LIMIT, "pg_ctl", "-D", home.data().toString(), "-m", "immediate", "-w", "stop");
            }
            log.info("embedded database stopped");
        } catch (IOException e) {
            log.warn("embedded database not stopped reason={}", e.getMessage());
        }
    }

    /** Into a draft that gets its name only when it is complete: a start that was cut off is simply begun again. */
    private static void initialise(PostgresHome home, String password) throws IOException {
        Path draft = home.folder().resolve("data.new");
        Path passwordFile = home.folder().resolve("password.new");
        Folders.deleteTree(draft);
        Folders.createPrivateDirectory(draft);
        Folders.writePrivate(passwordFile, password);
        try {
            home.own(draft);
            home.own(passwordFile);
            home.run(
                            INIT_LIMIT,
                            "initdb",
                            "-D",
                            draft.toString(),
                            "-U",
                            USER,
                            "-A",
                            "scram-sha-256",
                            "--pwfile=" + passwordFile,
                            "-c",
                            "scram_iterations=1", // against guessing; the password is 24 random bytes
                            "-E",
                            "UTF8",
                            "--locale=C.UTF-8")
                    .orThrow("initdb");
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.move(draft, home.data());
        log.info("embedded database made data={}", home.data());
    }

    /** After the JVM was killed its server goes on. It is stopped: what it was started with is not known here. */
    private static void stopLeftOver(PostgresHome home) throws IOException {
        if (!Files.exists(home.data().resolve("postmaster.pid"))) {
            return;
        }
        String data = home.data().toString();
        for (String mode : List.of("fast", "immediate")) {
            if (!home.run(STOP_LIMIT, "pg_ctl", "-D", data, "status").succeeded()) {
                return;
            }
            log.warn("stopping an embedded database that an earlier control plane left mode={} data={}", mode, data);
            home.run(START_LIMIT, "pg_ctl", "-D", data, "-m", mode, "-w", "stop");
        }
        if (home.run(STOP_LIMIT, "pg_ctl", "-D", data, "status").succeeded()) {
            throw new IOException("a database that an earlier control plane left in " + data + " does not stop");
        }
    }

    private static EmbeddedPostgres run(PostgresHome home, String password) throws IOException {
        Path logFile = home.folder().resolve("postgres.log");
        if (Files.exists(logFile) && Files.size(logFile) > MAX_LOG_BYTES) {
            Files.delete(logFile);
        }
        if (!Files.exists(logFile)) {
            Folders.writePrivate(logFile, "");
        }
        home.own(logFile);
        StartGuard guard = StartGuard.register(home);
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            String options = String.join(
                    " ",
                    List.of(
                            "-p " + port,
                            "-c listen_addresses=127.0.0.1",
                            "-c unix_socket_directories=''",
                            "-c max_connections=200", // ten control planes with all their connections in use
                            "-c fsync=on",
                            "-c timezone=UTC"));
            Command.Result result = guard.start(() -> home.run(
                    START_LIMIT,
                    "pg_ctl",
                    "-D",
                    home.data().toString(),
                    "-l",
                    logFile.toString(),
                    "-w",
                    "-t",
                    "" + START_LIMIT.toSeconds(),
                    "-o",
                    options,
                    "start"));
            if (result.succeeded()) {
                log.info("embedded database started port={} data={}", port, home.data());
                return new EmbeddedPostgres(home, password, port, guard);
            }
            // Another process may have taken the port in between, or a killed server's children are not gone yet.
            if (attempt == START_ATTEMPTS) {
                guard.release();
                throw new IOException("PostgreSQL did not start; its log is " + logFile);
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(RETRY_AFTER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String random() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
