package io.signalbox.dataplane;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a setting names, with certificates or a key. */
final class PemFile {

    private static final long MAX_FILE_BYTES = 1024 * 1024;

    private PemFile() {}

    /**
     * Reads all of it.
     *
     * @throws IllegalArgumentException with a reason that goes on after the name of the setting
     */
    static String text(String path) {
        Path file = Path.of(path);
        try {
            if (Files.isDirectory(file) || Files.size(file) > MAX_FILE_BYTES) {
                throw new IllegalArgumentException("is not a file of at most 1 MiB");
            }
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException("is not a text file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("is not a file that can be read", e);
        }
    }
}
