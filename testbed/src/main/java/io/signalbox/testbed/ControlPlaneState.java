package io.signalbox.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a control plane leaves on disk. Its embedded PostgreSQL refuses to run as root; where root cannot get around that,
 * the database lies outside the state directory, in a place that a file there names.
 */
public record ControlPlaneState(Path stateDir) {

    private static final Path ELSEWHERE = Path.of("/var/lib/signalbox");
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    /**
     * Ends the database's processes, once the control plane has ended. One that ended in order has ended them itself; one
     * that was killed, or stopped while it was starting, has not.
     */
    public void stopDatabase() {
        if (!Wait.until(() -> endAll(false), STOP_LIMIT)) {
            Wait.until(() -> endAll(true), STOP_LIMIT);
        }
    }

    /** SIGKILL for the database's processes, as if the machine had lost them. */
    public void killDatabase() {
        if (!Wait.until(() -> endAll(true), Wait.LIMIT)) {
            throw new ProcessFailedException("the database in " + stateDir + " did not end after SIGKILL");
        }
    }

    /** Removes everything, once the control plane has ended. */
    public void remove() {
        stopDatabase();
        databaseElsewhere().ifPresent(database -> new TemporaryFolder(database).remove());
        new TemporaryFolder(stateDir).remove();
    }

    /** Tells what still runs to end; whether nothing did. */
    private boolean endAll(boolean forcibly) {
        List<ProcessHandle> running =
                ProcessHandle.allProcesses().filter(this::isOurs).toList();
        running.stream()
                // A server's children are the server's to end: told directly, they would look like a crash to it.
                .filter(process ->
                        forcibly || process.parent().filter(this::isOurs).isEmpty())
                .forEach(forcibly ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
        return running.isEmpty();
    }

    /** PostgreSQL's programs are unpacked beside its data: the processes that run them belong to this state, and no others do. */
    private boolean isOurs(ProcessHandle process) {
        return process.info()
                .command()
                .map(Path::of)
                .filter(program -> program.startsWith(stateDir.toAbsolutePath())
                        || databaseElsewhere().filter(program::startsWith).isPresent())
                .isPresent();
    }

    private Optional<Path> databaseElsewhere() {
        Path location = stateDir.resolve("database-location");
        try {
            return Files.exists(location)
                    ? Optional.of(Path.of(Files.readString(location).strip()))
                            .filter(database -> ELSEWHERE.equals(database.getParent()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
