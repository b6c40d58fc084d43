package io.signalbox.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Where a start looks for its cache; named for the Java and the build that it is for. */
record CacheFile(Path path) {

    private static final String FAILED = ".failed";

    /** How its name ends: different Javas take different kinds. */
    String kind() {
        String name = name();
        return name.substring(name.lastIndexOf('.'));
    }

    /**
     * Moves what was made to its place, in one step, and removes what was made for other builds. The name is given its size: a Java
     * before 25 crashes on an archive that was cut off, so the launcher compares.
     */
    Path take(Path made) throws IOException {
        String stem = name().substring(0, name().length() - kind().length());
        Path place = path.resolveSibling(stem + "-" + Files.size(made) + kind());
        Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
        for (Path old : others(place)) {
            Files.deleteIfExists(old);
        }
        return place;
    }

    /** Keeps the launcher from trying it again and again. */
    void noteFailure(String why) throws IOException {
        Files.writeString(failure(), why + "\n");
    }

    private Path failure() {
        return path.resolveSibling(name() + FAILED);
    }

    private List<Path> others(Path place) throws IOException {
        try (Stream<Path> all = Files.list(path.toAbsolutePath().getParent())) {
            return all.filter(file -> isCache(file.getFileName().toString()))
                    .filter(file -> !file.getFileName().equals(place.getFileName()))
                    .toList();
        }
    }

    private boolean isCache(String name) {
        return name.endsWith(kind()) || name.endsWith(kind() + FAILED);
    }

    private String name() {
        return String.valueOf(path.getFileName());
    }
}
