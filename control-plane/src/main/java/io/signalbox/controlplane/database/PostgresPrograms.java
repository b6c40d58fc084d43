package io.signalbox.controlplane.database;

import io.signalbox.controlplane.state.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;

/** PostgreSQL's programs, unpacked once from the jar that carries them. */
final class PostgresPrograms {

    /** Names the folder: another release is unpacked beside this one. A new major release could not read the data. */
    private static final String RELEASE = "18.6.0";

    private static final Map<String, String> ARCHIVES = Map.of(
            "amd64", "/postgres-linux-x86_64.txz",
            "x86_64", "/postgres-linux-x86_64.txz",
            "aarch64", "/postgres-linux-arm_64.txz");

    private PostgresPrograms() {}

    static Path extract(Path folder) throws IOException {
        Path target = folder.resolve(RELEASE);
        if (Files.isDirectory(target)) {
            return target;
        }
        Path draft = folder.resolve(RELEASE + ".new");
        Folders.deleteTree(draft);
        Files.createDirectory(draft);
        Files.setPosixFilePermissions(draft, ProgramArchive.PROGRAM);
        try (InputStream archive = open()) {
            ProgramArchive.unpack(archive, draft);
        }
        return Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
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
