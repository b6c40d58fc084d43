package io.signalbox.controlplane.database;

import io.signalbox.controlplane.problem.StoreFailure;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import io.signalbox.controlplane.state.StartException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL that the settings name. */
public final class ExternalDatabase {

    /** Replicas and their database are often started together. */
    public static final Duration START_LIMIT = Duration.ofSeconds(30);

    /** What somebody is to do whose database cannot be used. */
    public static final String ADVICE =
            "see that it runs, and that " + Settings.DATABASE_URL + ", user and password are right";

    private static final Logger log = LoggerFactory.getLogger(ExternalDatabase.class);
    private static final int CONNECT_SECONDS = 5;
    private static final int ANSWER_SECONDS = 30;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private ExternalDatabase() {}

    /**
     * Connections that are not pooled.
     *
     * @throws StartException when its URL cannot be read
     */
    public static PGSimpleDataSource source(DatabaseSettings database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setUrl(database.url());
        } catch (IllegalArgumentException e) {
            throw new StartException(
                    Settings.DATABASE_URL + " cannot be read: correct it"); // the cause may quote a password
        }
        database.user().ifPresent(source::setUser);
        database.password().ifPresent(source::setPassword);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(ANSWER_SECONDS);
        return source;
    }

    /**
     * Returns when it answers. One that cannot be reached, that is starting or is full, is asked every second until the limit has
     * passed; one that refuses us is not asked again.
     *
     * @throws StartException when it does not answer, or refuses
     */
    public static void await(DatabaseSettings database, Duration limit) {
        PGSimpleDataSource source = source(database);
        long end = System.nanoTime() + limit.toNanos();
        boolean told = false;
        while (true) {
            try {
                source.getConnection().close();
                return;
            } catch (SQLException e) {
                if (!StoreFailure.isOutage(e) || System.nanoTime() > end) {
                    throw new StartException("the database cannot be used (" + firstLine(e) + "): " + ADVICE);
                }
                if (!told) {
                    log.warn(
                            "the database cannot be used yet, and is asked for {} s: {}",
                            limit.toSeconds(),
                            firstLine(e));
                    told = true;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** What the driver says, without what the server hints at. */
    public static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
