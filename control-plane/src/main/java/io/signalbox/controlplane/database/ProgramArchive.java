package io.signalbox.controlplane.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * A tar file that is compressed by xz. Apart from {@link PostgresPrograms}, so that a start that unpacks nothing loads nothing of the
 * library for xz: its package is sealed, and a JVM with that in its start cache refuses to start once the installation has moved from
 * where the cache was made (decision 0032).
 */
final class ProgramArchive {

    /** Of folders and programs. */
    static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final int ANY_EXECUTE = 0111;

    private ProgramArchive() {}

    /** @param root which is there, and empty */
    static void unpack(InputStream archive, Path root) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, root);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path path = root.resolve(entry.getName()).normalize();
        if (!path.startsWith(root)) {
            throw new IOException("unexpected entry " + entry.getName());
        }
        if (entry.isDirectory()) {
            createDirectories(path, root);
        } else if (entry.isSymbolicLink()) {
            createParents(path, root);
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            createParents(path, root);
            Files.copy(tar, path);
            Files.setPosixFilePermissions(path, (entry.getMode() & ANY_EXECUTE) == 0 ? FILE : PROGRAM);
        }
    }

    // One by one, since the process's umask may be stricter than what another user needs to read them.
    private static void createDirectories(Path path, Path root) throws IOException {
        if (!Files.isDirectory(path) && path.startsWith(root)) {
            createParents(path, root);
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, PROGRAM);
        }
    }

    private static void createParents(Path path, Path root) throws IOException {
        Path parent = path.getParent();
        if (parent != null) {
            createDirectories(parent, root);
        }
    }
}
