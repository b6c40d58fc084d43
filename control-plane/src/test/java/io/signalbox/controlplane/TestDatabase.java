package io.signalbox.controlplane;

import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The PostgreSQL of the tests: a container with {@code -Dsignalbox.test.docker=true}, else the one that we ship. All tests
 * share the server, and most the database; what is about a first start has a new one in it.
 */
final class TestDatabase {

    private static final String IMAGE = "postgres:18";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestDatabase() {}

    /** A database of the caller's own, with nothing in it. */
    static DatabaseSettings fresh() {
        DatabaseSettings shared = TestControlPlane.shared().database();
        String name = "test_" + NUMBER.incrementAndGet();
        jdbc(shared).sql("create database " + name).update();
        return new DatabaseSettings(shared.url().replaceFirst("/[^/]+$", "/" + name), shared.user(), shared.password());
    }

    static JdbcClient jdbc(DatabaseSettings database) {
        return JdbcClient.create(new DriverManagerDataSource(
                database.url(),
                database.user().orElseThrow(),
                database.password().orElseThrow()));
    }

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
