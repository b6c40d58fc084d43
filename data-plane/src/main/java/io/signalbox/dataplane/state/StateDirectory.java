package io.signalbox.dataplane.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's directory, for its owner's eyes only, and locked as long as this is open: a node's id is one process's. */
public final class StateDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int STICKY_BIT = 0_1000;

    private final Path path;
    private final FileChannel lock;

    private StateDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the directory where it is missing, and locks it.
     *
     * @throws IOException when another process has it, or it cannot be used
     */
    public static StateDirectory open(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        }
        closeToOthers(path);
        FileChannel channel = FileChannel.open(
                path.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNERS_FILE);
        if (isLocked(path, channel)) {
            return new StateDirectory(path, channel);
        }
        channel.close();
        throw new IOException("SIGNALBOX_STATE_DIR: the state directory " + path.toAbsolutePath()
                + " is in use by another node: stop that one, or give this one a directory of its own");
    }

    /**
     * The node's id: chosen once, and kept here (contract section 2.9).
     *
     * @throws IOException when the file cannot be used or holds no UUID
     */
    public UUID nodeId() throws IOException {
        Path file = path.resolve("node-id");
        if (Files.exists(file)) {
            String text = Files.readString(file).strip();
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " does not hold a UUID; remove it to have a new one chosen", e);
            }
        }
        UUID chosen = UUID.randomUUID();
        Path draft = Files.createTempFile(path, "node-id", ".tmp", OWNERS_FILE);
        Files.writeString(draft, chosen + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return chosen;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("state directory not given back: path={} reason=\"{}\"", path, e.toString());
        }
    }

    private static boolean isLocked(Path path, FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // the same, within one process
        } catch (IOException e) {
            // Some network file systems have no locks. Two nodes with one id are noticed by the control plane as well.
            LOG.warn("state directory cannot be locked: path={} reason=\"{}\"", path, e.toString());
            return true;
        }
    }

    /** One that all may write, such as /tmp, or that is somebody else's, is left as it is. */
    private static void closeToOthers(Path path) throws IOException {
        if (Files.getPosixFilePermissions(path).equals(OWNER_ALONE)) {
            return;
        }
        int mode = (int) Files.getAttribute(path, "unix:mode");
        try {
            if ((mode & STICKY_BIT) == 0) {
                Files.setPosixFilePermissions(path, OWNER_ALONE);
                LOG.info("state directory closed to all but its owner: path={}", path);
                return;
            }
        } catch (FileSystemException e) {
            LOG.debug("state directory is somebody else's", e);
        }
        LOG.warn(
                "others may enter the state directory: path={} permissions={}",
                path,
                PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }
}
