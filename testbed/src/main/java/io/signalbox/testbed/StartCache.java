package io.signalbox.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What lets a program start with half of the processor time: an archive of the classes that an earlier run of it has loaded.
 * For tests, which start the same programs many times: they name a folder, and whoever starts a program first makes its
 * archive there. Without a folder there is none.
 */
enum StartCache {
    BROKER,
    /** From Java 25 on the launcher sees to a node's cache. */
    NODE;

    /** Names the folder. */
    static final String PROPERTY = "signalbox.start-caches";

    private static final int JAVA_WITH_CACHE = 25;

    static Optional<Path> folder() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of);
    }

    /**
     * The options for a program that is to use its archive; none when there is no folder, or no archive could be made.
     *
     * @param jar the program's; an archive is for one build of it
     * @param rehearsal runs the program with these options, and ends it in order
     */
    List<String> options(Path jar, Consumer<List<String>> rehearsal) {
        if (this == NODE && Runtime.version().feature() >= JAVA_WITH_CACHE || !Files.isRegularFile(jar)) {
            return List.of();
        }
        return folder().map(folder -> prepared(folder, jar, rehearsal))
                .filter(Files::isRegularFile)
                .map(archive -> options("-XX:SharedArchiveFile=" + archive))
                .orElse(List.of());
    }

    /** One process makes it, and the others wait: that takes less than to start without. */
    private synchronized Path prepared(Path folder, Path jar, Consumer<List<String>> rehearsal) {
        try {
            Files.createDirectories(folder);
            Path archive = folder.resolve(this + "-" + Runtime.version().feature() + "-"
                    + Files.getLastModifiedTime(jar).toMillis() + ".jsa");
            if (Files.exists(archive)) {
                return archive;
            }
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(this + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.exists(archive)) {
                    removeOlder(folder);
                    Path draft = folder.resolve(this + ".draft");
                    rehearsal.accept(options("-XX:ArchiveClassesAtExit=" + draft));
                    if (Files.exists(draft)) {
                        Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
                    }
                }
            }
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void removeOlder(Path folder) throws IOException {
        try (DirectoryStream<Path> older = Files.newDirectoryStream(folder, this + "-*.jsa")) {
            for (Path archive : older) {
                Files.delete(archive);
            }
        }
    }

    /** An archive that does not fit is left aside without a word. */
    private static List<String> options(String first) {
        return List.of(first, "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:class+path=off");
    }
}
