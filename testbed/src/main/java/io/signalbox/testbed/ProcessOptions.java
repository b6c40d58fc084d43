package io.signalbox.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one of our own processes is to be started. Immutable: each {@code with…} gives a changed copy.
 *
 * @param stateDir the process's own folder; the same again makes a restart
 * @param log what it writes is appended to this file
 * @param environment settings that win over those which are chosen for it
 * @param startLimit how long it may take to be ready
 * @param stopLimit how long an orderly end may take
 */
public record ProcessOptions(
        Path stateDir,
        Path log,
        Map<String, String> environment,
        List<String> jvmOptions,
        Duration startLimit,
        Duration stopLimit) {

    private static final Duration START_LIMIT = Wait.LIMIT;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    public ProcessOptions {
        environment = Map.copyOf(environment);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** With its state in {@code folder/name} and its log in {@code folder/name.log}. */
    public static ProcessOptions in(Path folder, String name) {
        return new ProcessOptions(
                folder.resolve(name), folder.resolve(name + ".log"), Map.of(), List.of(), START_LIMIT, STOP_LIMIT);
    }

    public ProcessOptions withEnvironment(String variable, String value) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put(variable, value);
        return new ProcessOptions(stateDir, log, all, jvmOptions, startLimit, stopLimit);
    }

    public ProcessOptions withJvmOption(String option) {
        List<String> all = new ArrayList<>(jvmOptions);
        all.add(option);
        return new ProcessOptions(stateDir, log, environment, all, startLimit, stopLimit);
    }

    /** As short-lived programs run: see {@link JavaCommand#SHORT_LIFE}. */
    public ProcessOptions forShortLife() {
        ProcessOptions options = this;
        for (String option : JavaCommand.SHORT_LIFE) {
            options = options.withJvmOption(option);
        }
        return options;
    }

    public ProcessOptions withStartLimit(Duration limit) {
        return new ProcessOptions(stateDir, log, environment, jvmOptions, limit, stopLimit);
    }

    public ProcessOptions withStopLimit(Duration limit) {
        return new ProcessOptions(stateDir, log, environment, jvmOptions, startLimit, limit);
    }

    /** The settings of one process: what was chosen for it, over which what the caller wants wins. */
    Map<String, String> settings(Map<String, String> chosen) {
        Map<String, String> all = new TreeMap<>(chosen);
        all.putAll(environment);
        return all;
    }
}
