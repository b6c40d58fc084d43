package io.signalbox.dataplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** The node's id: chosen once, and kept in the state directory (contract section 2.9). */
final class NodeIdFile {

    private NodeIdFile() {}

    /**
     * Reads the id, or chooses one.
     *
     * @throws IOException when the state directory cannot be used or the file holds no UUID
     */
    static UUID readOrCreate(Path stateDir) throws IOException {
        Files.createDirectories(stateDir);
        Path file = stateDir.resolve("node-id");
        if (Files.exists(file)) {
            String text = Files.readString(file).strip();
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " does not hold a UUID; remove it to have a new one chosen", e);
            }
        }
        UUID chosen = UUID.randomUUID();
        Path draft = Files.createTempFile(stateDir, "node-id", ".tmp");
        Files.writeString(draft, chosen + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return chosen;
    }
}
