package io.signalbox.dataplane.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sealed file and the one before it. At every moment at least one of them is whole: a new one is written aside, forced to
 * disk, and takes the place of the current one, which becomes the former.
 */
public final class StateFile {

    /** Opens what a file holds. */
    @FunctionalInterface
    interface Reader<T> {
        T read(byte[] content) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    private static final long MAX_BYTES = 512L * 1024 * 1024;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final Path current;
    private final Path former;
    private final StateSeal seal;

    public StateFile(Path folder, StateSeal seal) {
        this.folder = folder;
        this.current = folder.resolve("last-known-good");
        this.former = folder.resolve("last-known-good.former");
        this.seal = seal;
    }

    void write(byte[] content) throws IOException {
        Files.createDirectories(folder);
        Path draft = folder.resolve("last-known-good.draft");
        Files.deleteIfExists(draft); // of a write that was cut off
        Files.createFile(draft, OWNER_ALONE);
        try (FileChannel file = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(seal.seal(content));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        if (Files.exists(current)) {
            Files.move(current, former, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(draft, current, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** The newest that is whole; what is wrong with one that is not is logged. */
    <T> Optional<T> read(Reader<T> reader) {
        for (Path file : List.of(current, former)) {
            try {
                if (Files.size(file) > MAX_BYTES) {
                    throw new IOException("it is larger than " + MAX_BYTES + " bytes");
                }
                return Optional.of(reader.read(seal.open(Files.readAllBytes(file))));
            } catch (NoSuchFileException e) {
                LOG.debug("no state: file={}", file);
            } catch (IOException e) {
                LOG.warn("state cannot be used: file={} reason=\"{}\"", file, e.getMessage());
            }
        }
        return Optional.empty();
    }
}
