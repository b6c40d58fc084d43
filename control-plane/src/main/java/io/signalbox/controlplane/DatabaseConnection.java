package io.signalbox.controlplane;

import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** Where Spring finds the database: asked for when its pool is made, and waits only then for one that is still starting. */
final class DatabaseConnection implements JdbcConnectionDetails {

    private final Supplier<DatabaseSettings> database;

    DatabaseConnection(Supplier<DatabaseSettings> database) {
        this.database = database;
    }

    @Override
    public String getJdbcUrl() {
        return database.get().url();
    }

    @Override
    public @Nullable String getUsername() {
        return database.get().user().orElse(null);
    }

    @Override
    public @Nullable String getPassword() {
        return database.get().password().orElse(null);
    }
}
