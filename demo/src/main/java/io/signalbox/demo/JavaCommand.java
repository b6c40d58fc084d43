package io.signalbox.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Java program to be run as a process of its own, by the same java that runs this one.
 *
 * @param program what follows the JVM's options: {@code -jar FILE} or a main class, and its arguments
 * @param environment added to the inherited one, from which every setting of ours has been taken out
 */
record JavaCommand(List<String> jvmOptions, List<String> program, Map<String, String> environment) {

    // A plane refuses to start on a setting that it does not know: what our caller has set is not for our processes.
    private static final List<String> SETTING_PREFIXES = List.of("SIGNALBOX_", "KONG_", "KEG__");
    private static final List<String> COMMON_OPTIONS =
            List.of("-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED");

    JavaCommand {
        jvmOptions = List.copyOf(jvmOptions);
        program = List.copyOf(program);
        environment = Map.copyOf(environment);
    }

    static JavaCommand jar(Path jar) {
        return new JavaCommand(COMMON_OPTIONS, List.of("-jar", jar.toString()), Map.of());
    }

    static JavaCommand mainClass(Class<?> main, String... arguments) {
        List<String> program = Stream.concat(Stream.of("-cp", Home.classPath(), main.getName()), Stream.of(arguments))
                .toList();
        return new JavaCommand(COMMON_OPTIONS, program, Map.of());
    }

    JavaCommand withJvmOptions(List<String> more) {
        return new JavaCommand(Stream.concat(jvmOptions.stream(), more.stream()).toList(), program, environment);
    }

    /** Later values win. */
    JavaCommand withEnvironment(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(more);
        return new JavaCommand(jvmOptions, program, all);
    }

    ProcessBuilder toProcessBuilder() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(JavaCommand::isSetting);
        builder.environment().putAll(environment);
        return builder;
    }

    private static boolean isSetting(String variable) {
        return SETTING_PREFIXES.stream().anyMatch(variable::startsWith);
    }
}
