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
        Runtime.getRuntime().addShutdownHook(new Thread(started::close));
        return started;
    }

    /** Another one on the same database. */
    TestControlPlane replica() {
        return new TestControlPlane(
                Optional.of(database()),
                new SecretSettings(Optional.empty(), Optional.of(secretKey()), List.of(), Optional.empty()));
    }

    /** One that has nothing to do with the shared one but its PostgreSQL server. */
    static TestControlPlane separate() {
        return new TestControlPlane(Optional.of(TestDatabase.fresh()), SecretSettings.NONE);
    }

    DatabaseSettings database() {
        return running.part(DatabaseSettings.class);
    }

    Path secretKey() {
        return state.resolve("secret.key");
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
        return settings(state, database, Optional.of(TOKEN), TlsSettings.NONE, secrets, Optional.empty());
    }

    static Settings settings(Path state, Optional<DatabaseSettings> database, String adminToken) {
        Optional<String> token = Optional.of(adminToken).filter(text -> !text.isEmpty());
        return settings(state, database, token, TlsSettings.NONE, SecretSettings.NONE, Optional.empty());
    }

    static Settings settings(Path state, OidcSettings oidc) {
        return settings(
                state,
                Optional.of(TestDatabase.fresh()),
                Optional.of(TOKEN),
                TlsSettings.NONE,
                SecretSettings.NONE,
                Optional.of(oidc),
                Optional.empty());
    }

    static Settings settings(
            Path state,
            Optional<DatabaseSettings> database,
            Optional<String> token,
            TlsSettings tls,
            SecretSettings secrets,
            Optional<ApplySettings> apply) {
        return settings(state, database, token, tls, secrets, Optional.empty(), apply);
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

    /** As a process reads them, with a database of its own; {@code more} are further variables. */
    static Settings settings(Path state, Map<String, String> more) {
        DatabaseSettings database = TestDatabase.fresh();
        Map<String, String> environment = new HashMap<>(more);
        environment.put(Settings.HTTP_PORT, "0");
        environment.put(Settings.GRPC_PORT, "0");
        environment.put(Settings.STATE_DIR, state.toString());
        environment.put("SIGNALBOX_ADMIN_TOKEN", TOKEN);
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
