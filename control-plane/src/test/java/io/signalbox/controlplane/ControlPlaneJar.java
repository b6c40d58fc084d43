package io.signalbox.controlplane;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The jar, run for a short time; and the archive of the classes that it loads, which lets it start with half of the processor
 * time. One that the tests here have recorded while they were at it is kept where end-to-end tests look for theirs, so
 * that none is made there: see {@code StartCache} in the module testbed, which says what its name is.
 */
final class ControlPlaneJar {

    private static final Path JAR = Path.of("target", "control-plane.jar").toAbsolutePath();
    private static final List<String> SHORT_LIFE = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=240m",
            "-XX:+UseSerialGC",
            "-Dkeystore.pkcs12.keyPbeIterationCount=1");

    private ControlPlaneJar() {}

    static List<String> command() throws IOException {
        return command(archive()
                .filter(Files::exists)
                .map(archive -> archived("-XX:SharedArchiveFile=" + archive))
                .orElse(List.of()));
    }

    /** Records what it loads until it ends in order, unless that is known. */
    static List<String> recordingCommand(Path recorded) throws IOException {
        return archive().filter(Files::exists).isPresent()
                ? command()
                : command(archived("-XX:ArchiveClassesAtExit=" + recorded));
    }

    /** Of this build; archives of others go. */
    static void keep(Path recorded) throws IOException {
        Optional<Path> archive = archive();
        if (archive.isEmpty() || !Files.exists(recorded)) {
            return;
        }
        Path folder = Files.createDirectories(archive.get().getParent());
        try (DirectoryStream<Path> older = Files.newDirectoryStream(folder, name() + "-*.jsa")) {
            for (Path each : older) {
                Files.delete(each);
            }
        }
        Path draft = Files.copy(recorded, folder.resolve(name() + ".recorded"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(draft, archive.get(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> command(List<String> more) {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(SHORT_LIFE);
        command.addAll(more);
        command.addAll(List.of("-jar", JAR.toString()));
        return command;
    }

    private static Optional<Path> archive() throws IOException {
        String file =
                name() + "-" + Runtime.version().feature() + "-" + builtAt().toMillis() + ".jsa";
        return Optional.ofNullable(System.getProperty("signalbox.start-caches"))
                .map(folder -> Path.of(folder).resolve(file));
    }

    private static FileTime builtAt() throws IOException {
        FileTime newest = Files.getLastModifiedTime(JAR);
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(JAR.resolveSibling("lib"), "*.jar")) {
            for (Path each : jars) {
                FileTime built = Files.getLastModifiedTime(each);
                newest = built.compareTo(newest) > 0 ? built : newest;
            }
        }
        return newest;
    }

    private static String name() {
        return "CONTROL_PLANE-" + Integer.toHexString(JAR.toString().hashCode());
    }

    /** Without a word about it, which would be lines among those of the log. */
    private static List<String> archived(String option) {
        return List.of(option, "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:class+path=off");
    }
}
