package io.signalbox.controlplane;

import io.signalbox.controlplane.database.UnpackedPrograms;
import io.signalbox.controlplane.settings.ApplySettings;
import io.signalbox.controlplane.settings.OidcSettings;
import io.signalbox.controlplane.settings.SecretSettings;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import io.signalbox.controlplane.settings.TlsSettings;
import io.signalbox.settings.LogSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The control plane that all tests share: started by the first, stopped when the JVM ends; and replicas of it. */
final class TestControlPlane implements AutoCloseable {

    static final String TOKEN = "the-token-of-the-tests";
    private static final int NO_TEST_IS_SO_FAST = 100_000; // requests per second

    private static final TestControlPlane SHARED = startShared();

    private static Optional<TestControlPlane> second = Optional.empty();

    private final Path state;
    private final ControlPlane running;

    private TestControlPlane(Optional<DatabaseSettings> database, SecretSettings secrets) {
        try {
            state = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "state of tests ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running = ControlPlane.start(settings(state, database, secrets));
    }

    private static TestControlPlane startShared() {
        TestControlPlane started = new TestControlPlane(TestDatabase.start(), SecretSettings.NONE);
        UnpackedPrograms.of(started.state);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            closeSecond(); // which needs the other's database
            started.close();
        }));
        return started;
    }

    /**
     * Another one on the same database, for all tests that need two: a start takes longer than most of them. It goes on
     * running; whoever wants to close one, or to overload it, has a {@link #replica} for that.
     */
    static synchronized TestControlPlane second() {
        TestControlPlane started = second.orElseGet(SHARED::replica);
        second = Optional.of(started);
        return started;
    }

    private static synchronized void closeSecond() {
        second.ifPresent(TestControlPlane::close);
    }

    /** Another one on the same database, for the caller alone. */
    TestControlPlane replica() {
        return new TestControlPlane(Optional.of(database()), sharedKey());
    }

    DatabaseSettings database() {
        return running.part(DatabaseSettings.class);
    }

    Path secretKey() {
        return state.resolve("secret.key");
    }

    /** For a replica. */
    SecretSettings sharedKey() {
        return new SecretSettings(Optional.empty(), Optional.of(secretKey()), List.of(), Optional.empty());
    }

    @Override
    public void close() {
        running.close();
    }

    static TestControlPlane shared() {
        return SHARED;
    }

    static Settings settings(Path state, Optional<DatabaseSettings> database) {
        return settings(state, database, SecretSettings.NONE);
    }

    static Settings settings(Path state, Optional<DatabaseSettings> database, SecretSettings secrets) {
        return settings(
                state, database, Optional.of(TOKEN), TlsSettings.NONE, secrets, Optional.empty(), Optional.empty());
    }

    static Settings settings(
            Path state, DatabaseSettings database, Optional<String> adminToken, SecretSettings secrets) {
        return settings(
                state,
                Optional.of(database),
                adminToken,
                TlsSettings.NONE,
                secrets,
                Optional.empty(),
                Optional.empty());
    }

    /** A replica of the shared one with these settings. */
    static Settings settings(Path state, OidcSettings oidc) {
        return settings(
                state,
                Optional.of(SHARED.database()),
                Optional.of(TOKEN),
                TlsSettings.NONE,
                SHARED.sharedKey(),
                Optional.of(oidc),
                Optional.empty());
    }

    /** A replica of the shared one with these settings. */
    static Settings settings(Path state, TlsSettings tls, Optional<ApplySettings> apply) {
        return settings(
                state,
                Optional.of(SHARED.database()),
                Optional.of(TOKEN),
                tls,
                SHARED.sharedKey(),
                Optional.empty(),
                apply);
    }

    private static Settings settings(
            Path state,
            Optional<DatabaseSettings> database,
            Optional<String> token,
            TlsSettings tls,
            SecretSettings secrets,
            Optional<OidcSettings> oidc,
            Optional<ApplySettings> apply) {
        return new Settings(
                InetAddress.getLoopbackAddress(),
                0,
                0,
                Optional.empty(),
                state,
                database,
                token,
                NO_TEST_IS_SO_FAST,
                tls,
                secrets,
                oidc,
                apply,
                LogSettings.UNCHANGED,
                true);
    }

    /** A replica of the shared one, with settings as a process reads them; {@code more} are further variables. */
    static Settings settings(Path state, Map<String, String> more) {
        DatabaseSettings database = SHARED.database();
        Map<String, String> environment = new HashMap<>(more);
        environment.put(Settings.HTTP_PORT, "0");
        environment.put(Settings.GRPC_PORT, "0");
        environment.put(Settings.STATE_DIR, state.toString());
        environment.put("SIGNALBOX_ADMIN_TOKEN", TOKEN);
        environment.put("SIGNALBOX_SECRET_KEY_FILE", SHARED.secretKey().toString());
        environment.put(Settings.DATABASE_URL, database.url());
        database.user().ifPresent(user -> environment.put("SIGNALBOX_DATABASE_USER", user));
        database.password().ifPresent(password -> environment.put("SIGNALBOX_DATABASE_PASSWORD", password));
        return Settings.read(environment, Map.of());
    }

    Api api() {
        return new Api(running.httpPort(), TOKEN);
    }

    int grpcPort() {
        return running.grpcPort();
    }

    <T> T part(Class<T> type) {
        return running.part(type);
    }

    Path state() {
        return state;
    }
}
