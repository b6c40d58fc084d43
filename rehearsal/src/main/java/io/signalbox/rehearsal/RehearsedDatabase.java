package io.signalbox.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The embedded PostgreSQL of a control plane that was rehearsed, and may have been killed. Where root has to run it as another user,
 * it is outside of the control plane's folder, at a place that a file there names.
 */
record RehearsedDatabase(Path folder) {

    /** The control plane's state, below the folder. */
    static final String STATE = "state";

    private static final Path ELSEWHERE = Path.of("/var/lib/signalbox");

    /** Whether its programs are unpacked, and its cluster is there. */
    boolean isMade() {
        Path inside = folder.resolve(STATE).resolve("postgres");
        return Files.isDirectory(elsewhere().orElse(inside).resolve("data"));
    }

    /** Nothing of it is worth an orderly end. */
    void end() {
        Optional<Path> elsewhere = elsewhere();
        ForcedEnd.of(ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .map(Path::of)
                        .filter(program -> program.startsWith(folder)
                                || elsewhere.filter(program::startsWith).isPresent())
                        .isPresent()));
    }

    List<Path> folders() {
        return elsewhere().map(place -> List.of(place, folder)).orElse(List.of(folder));
    }

    private Optional<Path> elsewhere() {
        try {
            Path named = folder.resolve(STATE).resolve("database-location");
            return Files.exists(named)
                    ? Optional.of(Path.of(Files.readString(named).strip()))
                            .filter(place -> ELSEWHERE.equals(place.getParent()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
