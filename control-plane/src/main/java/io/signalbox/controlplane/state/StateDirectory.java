package io.signalbox.controlplane.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The process's directory, locked as long as this is open. Whatever is written here is for its owner's eyes only. */
public final class StateDirectory implements AutoCloseable {

    /** Of the own CA, for whoever has none: what nodes trust. */
    public static final String CA_CERTIFICATE = "ca.crt";

    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private StateDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the directory where it is missing and locks it.
     *
     * @throws StartException when another control plane has it, or it cannot be written
     */
    public static StateDirectory open(Path path) {
        try {
            if (!Files.isDirectory(path)) {
                if (path.getParent() != null) {
                    Files.createDirectories(path.getParent());
                }
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            FileChannel channel =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    return new StateDirectory(path, channel);
                }
            } catch (OverlappingFileLockException e) {
                // the same, within one process
            }
            channel.close();
            throw new StartException("the state directory " + path
                    + " is in use by another control plane: stop that one, or set SIGNALBOX_STATE_DIR");
        } catch (IOException e) {
            throw new StartException("the state directory " + path + " cannot be used (SIGNALBOX_STATE_DIR): "
                    + e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    public Path path() {
        return path;
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }

    public Optional<String> read(String name) {
        try {
            Path file = path.resolve(name);
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file that only its owner can read; it appears whole or not at all. */
    public void write(String name, String text) {
        try {
            Path draft = path.resolve(name + ".new");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, text);
            Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void delete(String name) {
        try {
            Files.deleteIfExists(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
