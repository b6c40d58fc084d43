package io.signalbox.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * PostgreSQL's programs as a control plane unpacks them at its first start, which takes seconds of processor time: those of
 * the first that a test starts are lent to the others. They are kept beside the {@link StartCache}s, or not at all.
 */
final class UnpackedPostgres {

    private static final String FOLDER = "postgres";
    private static final String DATA = "data";

    private UnpackedPostgres() {}

    /** Gives them to a control plane that has never been started. */
    static void lend(Path stateDir) {
        kept().filter(Files::isDirectory).ifPresent(kept -> {
            Path own = stateDir.resolve(FOLDER);
            if (!Files.exists(stateDir)) {
                link(kept, own);
            }
        });
    }

    /** Keeps those of a control plane that is ready, unless there are some. */
    static synchronized void keep(Path stateDir) {
        kept().filter(kept -> !Files.exists(kept)).ifPresent(kept -> {
            Path own = stateDir.resolve(FOLDER);
            if (Files.isDirectory(own)) {
                Path draft = kept.resolveSibling(
                        FOLDER + "-" + ProcessHandle.current().pid());
                link(own, draft);
                try {
                    Files.move(draft, kept, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    new TemporaryFolder(draft).remove(); // another process was first
                }
            }
        });
    }

    private static Optional<Path> kept() {
        return StartCache.folder().map(folder -> folder.resolve(FOLDER));
    }

    /** Hard links: a process is known by where its program lies. */
    private static void link(Path from, Path to) {
        try {
            Files.createDirectories(
                    to.toAbsolutePath().getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.walkFileTree(from, new Linker(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lend PostgreSQL's programs: " + e.getMessage(), e);
        }
    }

    private static final class Linker extends SimpleFileVisitor<Path> {

        private final Path from;
        private final Path to;

        Linker(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (folder.equals(from.resolve(DATA))) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            Path copy = Files.createDirectory(to.resolve(from.relativize(folder)));
            Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(folder));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (from.equals(file.getParent())) {
                return FileVisitResult.CONTINUE; // its log
            }
            Path copy = to.resolve(from.relativize(file));
            if (attributes.isSymbolicLink()) {
                Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
            } else {
                try {
                    Files.createLink(copy, file);
                } catch (IOException e) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES); // on another file system
                }
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
