package io.signalbox.e2e;

import io.signalbox.testbed.Installation;
import io.signalbox.testbed.ShutdownHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;

/** A command as a page printed it, run by a shell in a folder in which {@code ./signalbox} is the launcher. */
final class PrintedCommand implements AutoCloseable {

    private final Process shell;
    private final ShutdownHook atShutdown;

    private PrintedCommand(Process shell) {
        this.shell = shell;
        atShutdown = ShutdownHook.register("stop a printed command", this::stop);
    }

    /** What it writes is in {@code log} of the folder. */
    static PrintedCommand run(String command, Path folder, Map<String, String> environment) throws IOException {
        Path launcher = Installation.find().launcher();
        Files.writeString(folder.resolve("signalbox"), "#!/bin/sh\nexec '" + launcher + "' --as-built \"$@\"\n");
        Files.setPosixFilePermissions(folder.resolve("signalbox"), PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SIGNALBOX_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new PrintedCommand(builder.start());
    }

    @Override
    public void close() {
        atShutdown.forget();
        stop();
    }

    private void stop() {
        Stream.concat(shell.descendants(), Stream.of(shell.toHandle())).forEach(ProcessHandle::destroy);
    }
}
