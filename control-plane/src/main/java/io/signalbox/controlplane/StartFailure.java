package io.signalbox.controlplane;

import io.signalbox.controlplane.database.ExternalDatabase;
import io.signalbox.controlplane.state.StartException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/** What stopped a start, where one line can say it. */
final class StartFailure {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private StartFailure() {}

    static Optional<StartException> of(Throwable failure) {
        return StartException.in(failure).or(() -> missingPrivilege(failure));
    }

    private static Optional<StartException> missingPrivilege(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .filter(cause -> INSUFFICIENT_PRIVILEGE.equals(cause.getSQLState()))
                .findFirst()
                .map(cause -> new StartException(
                        "the database's user may not do what a start needs (" + ExternalDatabase.firstLine(cause)
                                + "): it must own the database, or may create in its schema"));
    }
}
