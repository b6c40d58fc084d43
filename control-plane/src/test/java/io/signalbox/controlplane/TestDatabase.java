package io.signalbox.controlplane;

import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The PostgreSQL of the tests: a container with {@code -Dsignalbox.test.docker=true}, else the one that we ship. */
final class TestDatabase {

    private static final String IMAGE = "postgres:18";

    private TestDatabase() {}

    /** Empty: the control plane starts its own. */
    static Optional<DatabaseSettings> start() {
        if (!Boolean.getBoolean("signalbox.test.docker")
                || !DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.empty();
        }
        PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
        container.start();
        return Optional.of(new DatabaseSettings(
                container.getJdbcUrl(), Optional.of(container.getUsername()), Optional.of(container.getPassword())));
    }
}
