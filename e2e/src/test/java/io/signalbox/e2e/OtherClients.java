package io.signalbox.e2e;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of these tests on clients of other makes; a test that runs one which is not there is skipped, and says why. */
final class OtherClients {

    /** What {@code make other-clients} fetches and builds. */
    private static final Path FETCHED =
            Path.of(System.getProperty("signalbox.e2e.other-clients", "target/other-clients"));

    private static final Path SOURCES = Path.of("src", "test", "clients");

    private OtherClients() {}

    /** What the program writes. */
    static String go(String program, List<String> arguments) throws IOException, InterruptedException {
        return run(Map.of(), List.of(fetched(program).toAbsolutePath().toString()), arguments);
    }

    /** The same of one in Python. */
    static String python(String program, List<String> arguments) throws IOException, InterruptedException {
        assumeThat(Programs.isInstalled("python3")).as("python3 is installed").isTrue();
        return run(
                Map.of("PYTHONPATH", fetched("python").toAbsolutePath().toString()),
                List.of(
                        "python3",
                        "-B",
                        SOURCES.resolve("python").resolve(program).toString()),
                arguments);
    }

    /** The same of one in JavaScript. */
    static String javaScript(String program, List<String> arguments) throws IOException, InterruptedException {
        assumeThat(Programs.isInstalled("node")).as("node is installed").isTrue();
        Path packages = fetched("js").resolve("node_modules");
        return run(
                Map.of("NODE_PATH", packages.toAbsolutePath().toString()),
                List.of("node", SOURCES.resolve("js").resolve(program).toString()),
                arguments);
    }

    private static Path fetched(String name) {
        Path path = FETCHED.resolve(name);
        assumeThat(path).as("fetched by: make other-clients").exists();
        return path;
    }

    private static String run(Map<String, String> environment, List<String> program, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(program.stream(), arguments.stream()).toList();
        return Programs.run(Optional.empty(), environment, command);
    }
}
