package io.signalbox.rehearsal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which a cache is made, beside its place, so that the finished file can be moved there in one step. One process at
 * a time has one. It is removed at the end, Ctrl-C and SIGTERM included, and after a SIGKILL by the next run.
 */
final class WorkFolder implements AutoCloseable {

    private static final String PREFIX = "making-";

    private final FileChannel lock;
    private final Path path;
    private boolean closed;

    private WorkFolder(FileChannel lock, Path path) {
        this.lock = lock;
        this.path = path;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "remove what is not finished"));
    }

    /** Empty when another process has one there. */
    static Optional<WorkFolder> openBeside(Path cache) throws IOException {
        Path parent = Files.createDirectories(cache.toAbsolutePath().getParent());
        FileChannel channel =
                FileChannel.open(parent.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        leftBehind(parent).forEach(WorkFolder::removeAll);
        return Optional.of(new WorkFolder(channel, Files.createTempDirectory(parent, PREFIX)));
    }

    Path path() {
        return path;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        ForcedEnd.of(ProcessHandle.current().descendants()); // who write there
        removeAll(path);
        try {
            lock.close();
        } catch (IOException e) {
            System.err.println("cannot close " + path.resolveSibling("lock") + ": " + e.getMessage());
        }
    }

    private static List<Path> leftBehind(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(folder -> folder.getFileName().toString().startsWith(PREFIX))
                    .toList();
        }
    }

    private static void removeAll(Path folder) {
        RehearsedDatabase database = new RehearsedDatabase(folder);
        database.end();
        database.folders().forEach(WorkFolder::remove);
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("cannot remove " + folder + ": " + e.getMessage()); // the next one tries again
        }
    }
}
