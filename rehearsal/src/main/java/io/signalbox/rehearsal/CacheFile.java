package io.signalbox.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Where a node's start looks for its cache; named for the Java and the build that it is for. */
record CacheFile(Path path) {

    private static final String FAILED = ".failed";

    /** Moves what was made to its place, in one step, and removes what was made for other builds. */
    void take(Path made) throws IOException {
        Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
        for (Path old : others()) {
            Files.deleteIfExists(old);
        }
    }

    /** Keeps the launcher from trying it again and again. */
    void noteFailure(String why) throws IOException {
        Files.writeString(failure(), why + "\n");
    }

    private Path failure() {
        return path.resolveSibling(path.getFileName() + FAILED);
    }

    private List<Path> others() throws IOException {
        try (Stream<Path> all = Files.list(path.toAbsolutePath().getParent())) {
            return all.filter(file -> isCache(file.getFileName().toString()))
                    .filter(file -> !file.getFileName().equals(path.getFileName()))
                    .toList();
        }
    }

    private static boolean isCache(String name) {
        return name.endsWith(".aot") || name.endsWith(".aot" + FAILED);
    }
}
