package io.signalbox.controlplane.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, within a limit. */
final class Command {

    private static final int SHOWN_CHARACTERS = 500;

    private Command() {}

    /** The program's output goes to a file and not to a pipe: a server that it leaves behind would keep a pipe open. */
    static Result run(Duration limit, Path workingDirectory, List<String> command) throws IOException {
        Path output = Files.createTempFile("signalbox-", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(workingDirectory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("LC_ALL", "C");
            builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("SIGNALBOX_"));
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Result(-1, "took longer than " + limit.toSeconds() + " s");
            }
            return new Result(process.exitValue(), Files.readString(output).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    record Result(int status, String output) {

        boolean succeeded() {
            return status == 0;
        }

        void orThrow(String what) throws IOException {
            if (!succeeded()) {
                String tail = output.substring(Math.max(0, output.length() - SHOWN_CHARACTERS));
                throw new IOException(what + " failed: " + tail.replace('\n', ' '));
            }
        }
    }
}
