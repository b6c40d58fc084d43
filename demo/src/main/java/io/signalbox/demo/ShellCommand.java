package io.signalbox.demo;

import io.signalbox.testbed.CheckFailedException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A line as a user would type it, run in a shell of its own. */
record ShellCommand(String line) {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern PLAIN = Pattern.compile("[-+,./:=@_a-zA-Z0-9]+");

    /** What it wrote to either output. */
    record Outcome(int exitCode, String output) {

        boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** A word that the shell takes as it stands. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** @throws CheckFailedException when it does not end within the limit */
    Outcome run() {
        try {
            // Not a pipe: its reader would wait for ever if a child of the shell outlives it.
            Path output = Files.createTempFile("signalbox-", ".out");
            try {
                Process process = new ProcessBuilder("sh", "-c", line)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(output.toFile())
                        .start();
                return new Outcome(exitCode(process), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run a shell: " + e.getMessage(), e);
        }
    }

    private int exitCode(Process process) {
        try {
            if (process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new CheckFailedException("did not end within " + LIMIT.toSeconds() + " s: " + line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CheckFailedException("interrupted: " + line);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
