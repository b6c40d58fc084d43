package io.signalbox.controlplane.database;

import io.signalbox.controlplane.state.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs, unpacked once from the jar that carries them. */
final class PostgresPrograms {

    /** Names the folder: another release is unpacked beside this one. A new major release could not read the data. */
    private static final String RELEASE = "18.6.0";

    private static final Map<String, String> ARCHIVES = Map.of(
            "amd64", "/postgres-linux-x86_64.txz",
            "x86_64", "/postgres-linux-x86_64.txz",
            "aarch64", "/postgres-linux-arm_64.txz");
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final int ANY_EXECUTE = 0111;

    private PostgresPrograms() {}

    static Path extract(Path folder) throws IOException {
        Path target = folder.resolve(RELEASE);
        if (Files.isDirectory(target)) {
            return target;
        }
        Path draft = folder.resolve(RELEASE + ".new");
        Folders.deleteTree(draft);
        Files.createDirectory(draft);
        Files.setPosixFilePermissions(draft, PROGRAM);
        try (InputStream archive = open();
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, draft);
            }
        }
        return Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
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

    private static InputStream open() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String archive = system.startsWith("linux") ? ARCHIVES.getOrDefault(machine, "") : "";
        InputStream stream = archive.isEmpty() ? null : PostgresPrograms.class.getResourceAsStream(archive);
        if (stream == null) {
            throw new StartException("there is no embedded database for " + system + " on " + machine
                    + ": name a PostgreSQL with SIGNALBOX_DATABASE_URL");
        }
        return stream;
    }
}
