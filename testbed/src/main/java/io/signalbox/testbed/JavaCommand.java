package io.signalbox.testbed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java program to be run as a process of its own, by the same java that runs this one.
 *
 * @param starter what comes before the program: a JVM with its options, or our launcher, which becomes one
 * @param jvmOptions more of them
 * @param program what follows the JVM's options: {@code -jar FILE} or a main class, and its arguments; or the launcher's arguments
 * @param environment added to the inherited one, from which every setting of ours has been taken out
 */
public record JavaCommand(
        Starter starter, List<String> jvmOptions, List<String> program, Map<String, String> environment) {

    /** How the JVM comes to be. */
    enum Starter {
        JAVA {
            @Override
            void start(ProcessBuilder builder, JavaCommand command) {
                List<String> line =
                        new ArrayList<>(List.of(HOME.resolve("bin/java").toString()));
                line.addAll(COMMON_OPTIONS);
                line.addAll(command.jvmOptions());
                line.addAll(command.program());
                builder.command(line);
            }
        },
        LAUNCHER {
            @Override
            void start(ProcessBuilder builder, JavaCommand command) {
                List<String> line =
                        new ArrayList<>(List.of(Installation.find().launcher().toString(), "--as-built"));
                line.addAll(command.program());
                builder.command(line);
                builder.environment().put("JAVA_HOME", HOME.toString());
                builder.environment()
                        .put(
                                "JAVA_OPTS",
                                command.jvmOptions().stream()
                                        .map(Starter::quoted)
                                        .collect(Collectors.joining(" ")));
            }
        };

        private static final Path HOME = Path.of(System.getProperty("java.home"));

        abstract void start(ProcessBuilder builder, JavaCommand command);

        private static String quoted(String option) {
            return "'" + option.replace("'", "'\"'\"'") + "'";
        }
    }

    // A plane refuses to start on a setting that it does not know: what our caller has set is not for our processes.
    private static final List<String> SETTING_PREFIXES = List.of("SIGNALBOX_", "KONG_", "KEG__");
    /**
     * Options for a program that does not live long: the optimizing compiler takes twice of what a start takes without, and
     * a collector that works beside the program some more. The other compiler alone is given a fifth of the usual room for
     * its code, and a control plane that throws code away compiles it anew. A key store that never leaves the memory, as TLS
     * makes them, is not encrypted in ten thousand rounds.
     */
    static final List<String> SHORT_LIFE = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=240m",
            "-XX:+UseSerialGC",
            "-Dkeystore.pkcs12.keyPbeIterationCount=1");

    private static final List<String> COMMON_OPTIONS =
            List.of("-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED");

    public JavaCommand {
        jvmOptions = List.copyOf(jvmOptions);
        program = List.copyOf(program);
        environment = Map.copyOf(environment);
    }

    static JavaCommand jar(Path jar) {
        return new JavaCommand(Starter.JAVA, List.of(), List.of("-jar", jar.toString()), Map.of());
    }

    /** A command of the launcher, which has options of its own for that JVM. */
    static JavaCommand launched(String... command) {
        return new JavaCommand(Starter.LAUNCHER, List.of(), List.of(command), Map.of());
    }

    /** A program of ours, which does not live long. */
    public static JavaCommand mainClass(Class<?> main, String... arguments) {
        List<String> program = Stream.concat(
                        Stream.of("-cp", Installation.classPath(main), main.getName()), Stream.of(arguments))
                .toList();
        return new JavaCommand(Starter.JAVA, SHORT_LIFE, program, Map.of()).withJvmOptions(StartCache.handedOn());
    }

    JavaCommand withJvmOptions(List<String> more) {
        return new JavaCommand(
                starter, Stream.concat(jvmOptions.stream(), more.stream()).toList(), program, environment);
    }

    /** Later values win. */
    public JavaCommand withEnvironment(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(more);
        return new JavaCommand(starter, jvmOptions, program, all);
    }

    ProcessBuilder toProcessBuilder() {
        ProcessBuilder builder = new ProcessBuilder();
        builder.environment().keySet().removeIf(JavaCommand::isSetting);
        starter.start(builder, this);
        builder.environment().putAll(environment);
        return builder;
    }

    private static boolean isSetting(String variable) {
        return SETTING_PREFIXES.stream().anyMatch(variable::startsWith);
    }
}
