package io.signalbox.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive ports that belong to this JVM until it ends: many are bound only long after they were chosen, and no other JVM
 * may choose them meanwhile. A locked file stands for the block; the operating system gives it free, however the JVM ends.
 */
final class PortBlock {

    static final int SIZE = 64;
    private static final Path FOLDER =
            Path.of(System.getProperty("java.io.tmpdir"), "signalbox-ports-" + System.getProperty("user.name"));

    private final int first;
    private final FileChannel
            channel; // referred to for as long as the block is ours: closed, it would give up its lock
    private int used;

    private PortBlock(int first, FileChannel channel) {
        this.first = first;
        this.channel = channel;
    }

    /** The block from {@code first} on, unless another JVM or this one has it. */
    static Optional<PortBlock> claim(int first) {
        try {
            Files.createDirectories(FOLDER);
            FileChannel channel = FileChannel.open(
                    FOLDER.resolve(first + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return Optional.of(new PortBlock(first, channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot claim ports in " + FOLDER + ": " + e.getMessage(), e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The first of the next {@code count} ports, each of which is given once; empty when too few are left. */
    Optional<Integer> next(int count) {
        if (!channel.isOpen() || used + count > SIZE) {
            return Optional.empty();
        }
        int port = first + used;
        used += count;
        return Optional.of(port);
    }

    /** What lies before this port, if it is one of the block, is not given any more. */
    void skipTo(int end) {
        if (end > first && end <= first + SIZE) {
            used = Math.max(used, end - first);
        }
    }
}
