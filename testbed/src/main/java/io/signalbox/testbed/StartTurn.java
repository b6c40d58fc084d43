package io.signalbox.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The turn to start something, of which a machine has as many as processors. A start takes all that a processor can give:
 * where several test JVMs start brokers and planes at once, each would take as long as all. For tests, which name a folder
 * (see {@link StartCache}); elsewhere it is always everyone's turn.
 */
final class StartTurn {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final ReentrantLock OF_THIS_JVM = new ReentrantLock();

    private StartTurn() {}

    /** Waits for one, for all of the start; what is started within has its turn, too. */
    static <T> T during(Supplier<T> start) {
        OF_THIS_JVM.lock();
        try {
            Optional<FileChannel> turn = OF_THIS_JVM.getHoldCount() > 1
                    ? Optional.empty()
                    : StartCache.folder().map(StartTurn::await);
            try {
                return start.get();
            } finally {
                if (turn.isPresent()) {
                    turn.get().close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            OF_THIS_JVM.unlock();
        }
    }

    private static FileChannel await(Path folder) {
        int turns = Runtime.getRuntime().availableProcessors();
        try {
            Files.createDirectories(folder);
            while (true) {
                for (int i = 0; i < turns; i++) {
                    Optional<FileChannel> taken = locked(folder.resolve("start-" + i + ".lock"));
                    if (taken.isPresent()) {
                        return taken.get();
                    }
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<FileChannel> locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(channel);
    }
}
