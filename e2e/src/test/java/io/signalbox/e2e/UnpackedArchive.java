package io.signalbox.e2e;

import io.signalbox.testbed.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Signalbox as unpacked from an archive: no sources, nothing to build with. */
record UnpackedArchive(Path root) {

    /** Packs what this checkout has built, and unpacks it below the folder. */
    static UnpackedArchive unpack(Path folder) throws IOException, InterruptedException {
        Path archive = folder.resolve("signalbox.tar");
        checkout("archive", archive.toString());
        Programs.run(Optional.empty(), Map.of(), List.of("tar", "-C", folder.toString(), "-xf", archive.toString()));
        Files.delete(archive);
        try (Stream<Path> unpacked = Files.list(folder)) {
            return new UnpackedArchive(unpacked.findFirst().orElseThrow());
        }
    }

    /** A command of the launcher in this checkout. */
    static String checkout(String... command) throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(List.of(Installation.find().launcher().toString(), "--as-built"));
        line.addAll(List.of(command));
        return Programs.run(Optional.empty(), Map.of(), line);
    }

    Path launcher() {
        return root.resolve("bin/signalbox");
    }

    /** A start whose caches are made at everyone's priority: the tests beside it would leave the lowest one nothing. */
    ProcessBuilder start(String... arguments) throws IOException {
        Path programs = Files.createDirectories(root.resolve("programs of a test"));
        Path nice = programs.resolve("nice");
        if (!Files.exists(nice)) {
            Files.writeString(nice, "#!/bin/sh\nshift 2 # -n 19\nexec \"$@\"\n");
            Files.setPosixFilePermissions(nice, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        List<String> line = new ArrayList<>(List.of(launcher().toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        return builder;
    }

    /** What a plane's starts have kept ready to use, or are making. */
    List<Path> startCache(String plane) throws IOException {
        Path folder = root.resolve("lib").resolve(plane).resolve("start-cache");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith("lock")).sorted().toList();
        }
    }

    /** Every process that was started from here. */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(root.toString()))
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .toList();
    }
}
