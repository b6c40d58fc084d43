package io.signalbox.demo;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where this copy of Signalbox lies, a checkout or an installation: the folder with the launcher, and with the modules'. */
public record Home(Path root) {

    /** Names the folder explicitly; otherwise it is found from where this class was loaded. */
    public static final String PROPERTY = "signalbox.home";

    public static Home find() {
        return new Home(Optional.ofNullable(System.getProperty(PROPERTY))
                .map(Path::of)
                .orElseGet(Home::besideThisClass)
                .toAbsolutePath()
                .normalize());
    }

    public Path controlPlaneJar() {
        return jar("control-plane");
    }

    Path dataPlaneJar() {
        return jar("data-plane");
    }

    private Path jar(String module) {
        Path built = root.resolve(module + "/target");
        Path folder = Files.isDirectory(built) ? built : root.resolve(module);
        return existing(folder.resolve(module + ".jar"));
    }

    public Path launcher() {
        return existing(root.resolve("signalbox"));
    }

    /**
     * A class path with this module and its libraries. The jar names its libraries in its manifest; when the classes come
     * from a folder, as in an IDE, the libraries are those of the running process.
     */
    static String classPath() {
        Path source = codeSource();
        if (Files.isRegularFile(source)) {
            return source.toString();
        }
        return System.getProperty("java.class.path", source.toString());
    }

    private static Path besideThisClass() {
        Path target = codeSource().getParent();
        Path module = target == null ? null : target.getParent();
        Path root = module == null ? null : module.getParent();
        if (root == null) {
            throw new IllegalStateException(
                    "cannot tell where Signalbox lies: set the system property " + PROPERTY + " to its folder");
        }
        return root;
    }

    private static Path codeSource() {
        try {
            return Path.of(Home.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of this class is not a path", e);
        }
    }

    private static Path existing(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException(file + " is missing: build it with mvn -DskipTests package");
        }
        return file;
    }
}
