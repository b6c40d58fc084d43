package io.signalbox.controlplane;

import io.signalbox.controlplane.database.ExternalDatabase;
import io.signalbox.controlplane.problem.StoreFailure;
import io.signalbox.controlplane.state.StartException;
import java.util.Optional;

/** What stopped a start, where one line can say it. */
final class StartFailure {

    private StartFailure() {}

    static Optional<StartException> of(Throwable failure) {
        return StartException.in(failure).or(() -> missingPrivilege(failure));
    }

    private static Optional<StartException> missingPrivilege(Throwable failure) {
        return StoreFailure.missingPrivilege(failure)
                .map(cause -> new StartException(
                        "the database's user may not do what a start needs (" + ExternalDatabase.firstLine(cause)
                                + "): it must own the database, or may create in its schema"));
    }
}
