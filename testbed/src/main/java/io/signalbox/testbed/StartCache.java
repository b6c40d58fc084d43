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
import java.nio.file.attribute.FileTime;
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
    CONTROL_PLANE,
    /** From Java 25 on the launcher sees to a node's cache. */
    NODE;

    /** Names the folder. */
    static final String PROPERTY = "signalbox.start-caches";

    private static final int JAVA_WITH_CACHE = 25;

    static Optional<Path> folder() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of);
    }

    /** Options for a program of ours that starts others: it uses the same folder. */
    static List<String> handedOn() {
        return folder().map(folder -> List.of("-D" + PROPERTY + "=" + folder)).orElse(List.of());
    }

    /**
     * The options for a program that is to use its archive; none when there is no folder, or no archive could be made.
     *
     * @param jar the program's; an archive is for one build of it
     * @param rehearsal runs the program with these options, and ends it in order
     */
    List<String> options(Path jar, Consumer<List<String>> rehearsal) {
        if ((this == NODE && Runtime.version().feature() >= JAVA_WITH_CACHE) || !Files.isRegularFile(jar)) {
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
            // Of the same build there may be several copies, and an archive fits the one at its place alone.
            String name = this + "-" + Integer.toHexString(jar.toString().hashCode());
            Path archive = folder.resolve(name + "-" + Runtime.version().feature() + "-"
                    + builtAt(jar).toMillis() + ".jsa");
            if (Files.exists(archive)) {
                return archive;
            }
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.exists(archive)) {
                    removeOlder(folder, name);
                    Path draft = folder.resolve(name + ".draft");
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

    /** When the newest was built of the program's jars: Java leaves an archive aside when one of them is another one. */
    private static FileTime builtAt(Path jar) throws IOException {
        FileTime newest = Files.getLastModifiedTime(jar);
        Path libraries = jar.resolveSibling("lib");
        if (Files.isDirectory(libraries)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(libraries, "*.jar")) {
                for (Path each : jars) {
                    FileTime built = Files.getLastModifiedTime(each);
                    newest = built.compareTo(newest) > 0 ? built : newest;
                }
            }
        }
        return newest;
    }

    private static void removeOlder(Path folder, String name) throws IOException {
        try (DirectoryStream<Path> older = Files.newDirectoryStream(folder, name + "-*.jsa")) {
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
