package io.signalbox.controlplane.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PostgreSQL's programs, which take seconds of processor time to unpack: what the first control plane of this JVM has unpacked
 * is lent to tests that are about something else. Where none has run yet, each unpacks them by itself.
 */
public final class UnpackedPrograms {

    private static final String FOLDER = "postgres";

    private static volatile Optional<Path> unpacked = Optional.empty();

    private UnpackedPrograms() {}

    /** Those of a control plane that goes on running. */
    public static void of(Path state) {
        unpacked = Optional.of(state.resolve(FOLDER)).filter(Files::isDirectory);
        unpacked.ifPresent(UnpackedPrograms::keep);
    }

    /** For end-to-end tests, unless they have some: where {@code UnpackedPostgres} of the module testbed looks for them. */
    private static void keep(Path postgres) {
        Optional.ofNullable(System.getProperty("signalbox.start-caches"))
                .map(folder -> Path.of(folder).resolve(FOLDER))
                .filter(kept -> !Files.exists(kept))
                .ifPresent(kept -> {
                    long own = ProcessHandle.current().pid();
                    Path draft = kept.resolveSibling(FOLDER + "-" + own);
                    try {
                        Files.createDirectories(kept.getParent());
                        link(postgres, draft);
                        move(draft, kept);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static void move(Path draft, Path kept) throws IOException {
        try {
            Files.move(draft, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Folders.deleteTree(draft); // another process was first
        }
    }

    /** For a state directory that has none. */
    static void lendTo(Path state) {
        unpacked.ifPresent(postgres -> link(postgres, state.resolve(FOLDER)));
    }

    /** Hard links: a server that is left over is known by where its program lies. */
    private static void link(Path from, Path to) {
        try {
            Folders.createPrivateDirectory(to);
            for (Path each : walk(from)) {
                Path copy = to.resolve(from.relativize(each));
                if (Files.isSymbolicLink(each)) {
                    Files.createSymbolicLink(copy, Files.readSymbolicLink(each));
                } else if (Files.isDirectory(each)) {
                    Files.createDirectory(copy);
                    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(each));
                } else {
                    Files.createLink(copy, each);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The programs alone, which lie in a folder that is named for their release; not the data, nor the server's log. */
    private static List<Path> walk(Path postgres) throws IOException {
        try (Stream<Path> inside = Files.list(postgres)) {
            Path programs = inside.filter(each -> Files.isDirectory(each.resolve("bin")))
                    .findFirst()
                    .orElseThrow();
            try (Stream<Path> all = Files.walk(programs)) {
                return all.toList();
            }
        }
    }
}
