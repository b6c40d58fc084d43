package io.signalbox.controlplane.check;

import io.signalbox.controlplane.database.EmbeddedPostgres;
import io.signalbox.controlplane.database.ExternalDatabase;
import io.signalbox.controlplane.secret.SealedColumns;
import io.signalbox.controlplane.secret.SecretCipher;
import io.signalbox.controlplane.settings.Settings;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import io.signalbox.controlplane.state.StartException;
import io.signalbox.settings.StartCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database: there, brought up to date by a start or newer than this release, and with secrets that can be opened. */
final class DatabaseCheck {

    private static final String SUBJECT = "database";

    private final StartCheck check;

    DatabaseCheck(StartCheck check) {
        this.check = check;
    }

    void run(Settings settings, Optional<SecretCipher> cipher) {
        if (settings.database().isPresent()) {
            external(settings.database().get(), cipher);
        } else {
            embedded();
        }
    }

    /** It runs with the control plane alone, so that there is nobody to ask. */
    private void embedded() {
        try {
            check.good(SUBJECT, "the embedded PostgreSQL, run as " + EmbeddedPostgres.userName());
        } catch (StartException e) {
            check.bad(SUBJECT, "the embedded PostgreSQL does not start", String.valueOf(e.getMessage()));
        }
    }

    private void external(DatabaseSettings database, Optional<SecretCipher> cipher) {
        PGSimpleDataSource source;
        try {
            source = ExternalDatabase.source(database);
        } catch (StartException e) {
            check.bad(SUBJECT, "its URL cannot be read", "correct " + Settings.DATABASE_URL);
            return;
        }
        if (isReachable(source) && isFit(source)) {
            cipher.ifPresent(known -> secrets(source, known));
        }
    }

    private boolean isReachable(PGSimpleDataSource source) {
        try (Connection connection = source.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductVersion();
            check.good(SUBJECT, "PostgreSQL " + product + " answers");
            return true;
        } catch (SQLException e) {
            check.bad(SUBJECT, "cannot be used (" + ExternalDatabase.firstLine(e) + ")", ExternalDatabase.ADVICE);
            return false;
        }
    }

    private boolean isFit(PGSimpleDataSource source) {
        try {
            MigrationInfoService migrations =
                    Flyway.configure().dataSource(source).load().info();
            boolean failed = Arrays.stream(migrations.all())
                    .anyMatch(each -> each.getState().isFailed());
            boolean newer = Arrays.stream(migrations.applied())
                    .anyMatch(each -> !each.getState().isResolved());
            String version = Optional.ofNullable(migrations.current())
                    .map(MigrationInfo::getVersion)
                    .map(String::valueOf)
                    .orElse("none");
            int pending = migrations.pending().length;
            if (failed) {
                check.bad("schema", "a migration has failed", "restore the backup from before the upgrade");
            } else if (newer) {
                check.doubtful(
                        "schema",
                        "version " + version + " is a newer release's",
                        "read in its changelog whether this release works with it");
            } else if (pending > 0) {
                check.good("schema", "version " + version + ", and " + pending + " migrations are made at the start");
            } else {
                check.good("schema", "version " + version + ", up to date");
            }
            return !failed;
        } catch (FlywayException e) {
            check.bad("schema", "cannot be read", ExternalDatabase.firstLine(e));
            return false;
        }
    }

    private void secrets(PGSimpleDataSource source, SecretCipher cipher) {
        try {
            Optional<String> unknown = new SealedColumns(JdbcClient.create(source)).unknownKey(cipher);
            if (unknown.isPresent()) {
                check.bad("stored secrets", "cannot be opened", unknown.get());
            } else {
                check.good("stored secrets", "can be opened, all of them");
            }
        } catch (DataAccessException e) {
            check.bad("stored secrets", "cannot be read", ExternalDatabase.firstLine(e));
        }
    }
}
