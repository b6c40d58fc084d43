package io.signalbox.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What Jazzer calls, by these names; and a program that writes a target's seeds, for it to begin with. */
@SuppressWarnings("NonFinalStaticField") // Jazzer knows no instances
public final class Jazzer {

    private static Optional<FuzzTarget> target = Optional.empty();

    private Jazzer() {}

    /** Writes the seeds of the target with this name into this folder. */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        List<byte[]> seeds = named(arguments[0]).seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
    }

    /** Also reads the seeds once: what is slow the first time is no finding. */
    public static void fuzzerInitialize(String[] arguments) throws Exception {
        FuzzTarget named = named(arguments[0]);
        for (byte[] seed : named.seeds()) {
            named.read(seed);
        }
        target = Optional.of(named);
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        target.orElseThrow().read(input);
    }

    private static FuzzTarget named(String name) throws ReflectiveOperationException {
        var constructor = Class.forName(name).asSubclass(FuzzTarget.class).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }
}
