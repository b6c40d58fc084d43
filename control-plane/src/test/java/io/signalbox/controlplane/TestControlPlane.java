package io.signalbox.controlplane;

import io.signalbox.controlplane.settings.OidcSettings;
import io.signalbox.controlplane.settings.SecretSettings;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The control plane that all tests share: started by the first, stopped when the JVM ends. */
final class TestControlPlane {

    static final String TOKEN = "the-token-of-the-tests";

    private static final TestControlPlane SHARED = new TestControlPlane();

    private final Path state;
    private final ControlPlane running;

    private TestControlPlane() {
        try {
            state = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "state of tests ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running = ControlPlane.start(settings(state, TestDatabase.start()));
        Runtime.getRuntime().addShutdownHook(new Thread(running::close));
    }

    static TestControlPlane shared() {
        return SHARED;
    }

    static Settings settings(Path state, Optional<DatabaseSettings> database) {
        return settings(state, database, SecretSettings.NONE);
    }

    static Settings settings(Path state, Optional<DatabaseSettings> database, SecretSettings secrets) {
        return new Settings(
                InetAddress.getLoopbackAddress(),
                0,
                0,
                state,
                database,
                Optional.of(TOKEN),
                Optional.empty(),
                secrets,
                Optional.empty());
    }

    static Settings settings(Path state, Optional<DatabaseSettings> database, String adminToken) {
        return new Settings(
                InetAddress.getLoopbackAddress(),
                0,
                0,
                state,
                database,
                Optional.of(adminToken).filter(token -> !token.isEmpty()),
                Optional.empty(),
                SecretSettings.NONE,
                Optional.empty());
    }

    static Settings settings(Path state, OidcSettings oidc) {
        return new Settings(
                InetAddress.getLoopbackAddress(),
                0,
                0,
                state,
                TestDatabase.start(),
                Optional.of(TOKEN),
                Optional.empty(),
                SecretSettings.NONE,
                Optional.of(oidc));
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
