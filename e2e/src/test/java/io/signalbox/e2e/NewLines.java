package io.signalbox.e2e;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A log that grows, of which each line is read once. */
final class NewLines {

    private final Path file;
    private long read;

    NewLines(Path file) {
        this.file = file;
    }

    /** The lines that were written since the last call; one that is not whole yet waits for the next. */
    synchronized String next() throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(log.length() - read)];
            log.seek(read);
            log.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            read += end;
            return new String(bytes, 0, end, StandardCharsets.UTF_8);
        }
    }
}
