package io.signalbox.testbed;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where this copy of Signalbox lies: a checkout with the launcher and the modules in it, or an installation with bin and lib. */
public record Installation(Path root) {

    /** Names the folder explicitly; otherwise it is found from where this class was loaded. */
    public static final String PROPERTY = "signalbox.home";

    private static final String LAUNCHER = "signalbox";
    private static final String INSTALLED_LAUNCHER = "bin/signalbox";

    public static Installation find() {
        return new Installation(Optional.ofNullable(System.getProperty(PROPERTY))
                .map(Path::of)
                .orElseGet(Installation::besideThisClass)
                .toAbsolutePath()
                .normalize());
    }

    public Path controlPlaneJar() {
        return jar("control-plane");
    }

    public Path dataPlaneJar() {
        return jar("data-plane");
    }

    private Path jar(String module) {
        Path built = root.resolve(module + "/target");
        Path folder = Files.isDirectory(built) ? built : root.resolve("lib").resolve(module);
        return existing(folder.resolve(module + ".jar"));
    }

    public Path launcher() {
        Path inCheckout = root.resolve(LAUNCHER);
        return Files.isRegularFile(inCheckout) ? inCheckout : existing(root.resolve(INSTALLED_LAUNCHER));
    }

    /**
     * A class path with this class's module and its libraries. A module's jar names its libraries in its manifest; a library
     * lies beside the others; when classes come from a folder, as in an IDE, the libraries are those of the running process.
     */
    static String classPath(Class<?> of) {
        Path source = jarOf(of);
        if (!Files.isRegularFile(source)) {
            return System.getProperty("java.class.path", source.toString());
        }
        return Files.isDirectory(source.resolveSibling("lib"))
                ? source.toString()
                : source.resolveSibling("*").toString();
    }

    /** Where a class comes from: a jar, or the folder of its module's classes. */
    static Path jarOf(Class<?> loaded) {
        try {
            return Path.of(loaded.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of this class is not a path", e);
        }
    }

    /** The nearest folder above that has the launcher. */
    private static Path besideThisClass() {
        for (Path folder = jarOf(Installation.class).getParent(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(LAUNCHER))
                    || Files.isRegularFile(folder.resolve(INSTALLED_LAUNCHER))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "cannot tell where Signalbox lies: set the system property " + PROPERTY + " to its folder");
    }

    private static Path existing(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException(file + " is missing: build it with mvn -DskipTests package");
        }
        return file;
    }
}
