package io.signalbox.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a control plane leaves on disk. Its embedded PostgreSQL refuses to run as root; where root cannot get around that,
 * the database lies outside the state directory, in a place that a file there names.
 */
public record ControlPlaneState(Path stateDir) {

    private static final Path ELSEWHERE = Path.of("/var/lib/signalbox");

    /** Removes everything, once the control plane has ended. */
    public void remove() {
        databaseElsewhere().ifPresent(database -> new TemporaryFolder(database).remove());
        new TemporaryFolder(stateDir).remove();
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
