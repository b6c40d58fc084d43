package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs of the machine's own, run to their end. */
final class Programs {

    private Programs() {}

    static boolean isInstalled(String program) {
        return find(program).isPresent();
    }

    /** Of a program that is installed. */
    static Path path(String program) {
        return find(program).orElseThrow();
    }

    private static Optional<Path> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether the program ends in time and without an error. */
    static boolean succeeds(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        return ended && process.exitValue() == 0;
    }

    /** Everything that it writes. */
    static String kcat(String... arguments) throws IOException, InterruptedException {
        return run(
                Optional.empty(),
                Map.of(),
                Stream.concat(Stream.of("kcat"), Stream.of(arguments)).toList());
    }

    /** What a program of these tests writes that runs on the jar of an older client. */
    static String olderJava(String version, Class<?> program, List<String> arguments)
            throws IOException, InterruptedException {
        String classPath = Stream.of("older-clients/" + version + "/*", "older-clients/slf4j/*", "test-classes")
                .map(folder -> Path.of("target").toAbsolutePath() + File.separator + folder)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath,
                                program.getName()),
                        arguments.stream())
                .toList();
        return run(Optional.empty(), Map.of(), command);
    }

    /** Everything that the program writes, if it ends in time and without an error. */
    static String run(Optional<String> input, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("client", ".out");
        Path source = Files.createTempFile("client", ".in");
        try {
            Files.writeString(source, input.orElse(""));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(source.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as("ended in time: " + text).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
            return text;
        } finally {
            Files.delete(output);
            Files.delete(source);
        }
    }
}
