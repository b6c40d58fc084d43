package io.signalbox.controlplane.problem;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.transaction.CannotCreateTransactionException;

/** Distinguishes an unreachable PostgreSQL from a mistake of ours, and kinds of collision. */
public final class StoreFailure {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private StoreFailure() {}

    /** No connection, or one that broke, or a server that shuts down or is full. */
    public static boolean isOutage(Throwable e) {
        return e instanceof CannotCreateTransactionException
                || causes(e).anyMatch(SQLTransientConnectionException.class::isInstance)
                || causes(e).anyMatch(StoreFailure::isOfThePool)
                || state(e).filter(s -> s.startsWith("08") || s.startsWith("57") || s.startsWith("53"))
                        .isPresent();
    }

    /** Another transaction was first. */
    public static boolean isUniqueViolation(Throwable e) {
        return state(e).filter(UNIQUE_VIOLATION::equals).isPresent();
    }

    /** Deadlock, serialisation failure, lock timeout: the same transaction may succeed when run again. */
    public static boolean isCollision(Throwable e) {
        return state(e).filter(s -> s.startsWith("40") || s.equals("55P03")).isPresent();
    }

    /** What PostgreSQL says of something that the user may not do. */
    public static Optional<SQLException> missingPrivilege(Throwable e) {
        return refusals(e)
                .filter(refusal -> INSUFFICIENT_PRIVILEGE.equals(refusal.getSQLState()))
                .findFirst();
    }

    /** Without values of any row: a driver's message may quote them. */
    static String reason(Throwable e) {
        return e.getClass().getSimpleName() + " " + state(e).orElse("");
    }

    // PostgreSQL and its driver always name a state. The pool, of a connection that broke and was closed, does not.
    private static boolean isOfThePool(Throwable cause) {
        return cause instanceof SQLException failure && failure.getSQLState() == null;
    }

    private static Optional<String> state(Throwable e) {
        return refusals(e)
                .map(SQLException::getSQLState)
                .filter(state -> state != null)
                .findFirst();
    }

    private static Stream<SQLException> refusals(Throwable e) {
        return causes(e).filter(SQLException.class::isInstance).map(SQLException.class::cast);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(20);
    }
}
