package io.signalbox.bench;

import io.signalbox.testbed.JavaCommand;
import io.signalbox.testbed.ManagedProcess;
import io.signalbox.testbed.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Attackers in a process of their own at the lowest priority: what they need for themselves is not taken from the node and the
 * clients that behave, as it would not be if they were on other machines. It ends by SIGTERM.
 */
public final class Attackers {

    private static final String BEGUN = "begun";
    private static final String LOWEST = "19";

    private Attackers() {}

    /** The attack's name, the ports of {@link Attacks} in their order, the topic, and a file with the authority to trust. */
    public static void main(String[] arguments) throws Exception {
        giveWay();
        Attacks attacks = new Attacks(
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                arguments[5],
                BenchListeners.clientTls("TLS", Path.of(arguments[6])));
        attacks.all().stream()
                .filter(one -> one.name().equals(arguments[0]))
                .findFirst()
                .orElseThrow()
                .begin();
        System.out.println(BEGUN);
    }

    /** The same attack, carried out by such a process. */
    static Attack apart(Attack attack, Attacks attacks, Path authority, Path log) {
        return new Apart(attack, attacks, authority, log);
    }

    private record Apart(Attack attack, Attacks attacks, Path authority, Path log) implements Attack {

        @Override
        public String name() {
            return attack.name();
        }

        @Override
        public String size() {
            return attack.size();
        }

        @Override
        public Running begin() throws IOException {
            Files.deleteIfExists(log);
            ManagedProcess process = ManagedProcess.start(
                    "attackers",
                    JavaCommand.mainClass(
                            Attackers.class,
                            name(),
                            Integer.toString(attacks.plain()),
                            Integer.toString(attacks.login()),
                            Integer.toString(attacks.records()),
                            Integer.toString(attacks.hostile()),
                            attacks.topic(),
                            authority.toString()),
                    log);
            process.awaitReady(() -> process.lastLines().contains(BEGUN), Wait.LIMIT);
            return process::stop;
        }
    }

    /** Threads that are begun later inherit it. */
    private static void giveWay() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("renice", "-n", LOWEST, "-p"));
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            threads.forEach(thread -> command.add(String.valueOf(thread.getFileName())));
        }
        Process renice = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (renice.waitFor() != 0) {
            throw new IOException("renice failed: the attackers would take from the others what they need");
        }
    }
}
