package io.signalbox.bench;

import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a node costs that was just started, beside HAProxy where that is installed: its first connections, and requests at a
 * steady rate from its first second on. Clients and a stand-in for the broker share this machine with it.
 */
public final class ColdLoad {

    private static final int ROUNDS = 3;
    private static final int FIRST = 5_000;
    private static final int WARM_AFTER = 10_000;
    private static final int WARM = 2_000;
    private static final int PER_SECOND = 2_000;
    private static final int SECONDS = 60;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final Duration CACHE_LIMIT = Duration.ofMinutes(15);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private ColdLoad() {}

    /** A process between clients and the broker, just started. */
    interface Proxy extends AutoCloseable {
        int port();

        /** Processor time so far. */
        Duration cpu();

        @Override
        void close();
    }

    private interface Start {
        Proxy proxy() throws IOException;
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.run(
                CommandLines.command(
                                "signalbox bench-cold",
                                parsed -> {
                                    run(
                                            CommandLines.number(parsed, "--rounds", ROUNDS, 1, 100),
                                            CommandLines.number(parsed, "--seconds", SECONDS, 1, 3_600));
                                    return 0;
                                },
                                "What a node costs that was just started, beside HAProxy where that is installed.")
                        .addOption(CommandLines.numberOption("--rounds", "N", "starts of each; 3 if this is left out"))
                        .addOption(CommandLines.numberOption(
                                "--seconds", "N", "of requests, from the start on; 60 if this is left out")),
                arguments));
    }

    private static void run(int rounds, int seconds) throws Exception {
        try (ProcessFolder folder = new ProcessFolder();
                AnsweringBroker broker = new AnsweringBroker(Optional.empty())) {
            NodeProcess.prepareCache(folder.path().resolve("cache.log"), CACHE_LIMIT);
            System.out.println("| just started | until it answers, s | CPU until then, s | the first " + FIRST
                    + " connections, CPU ms each | those after " + WARM_AFTER + " | " + PER_SECOND + " requests/s for "
                    + seconds + " s, CPU s |");
            System.out.println("| --- | --- | --- | --- | --- | --- |");
            for (int round = 0; round < rounds; round++) {
                report("the node", () -> NodeUnderLoad.start(folder.process("node"), broker.address()), seconds);
                if (HaProxy.isInstalled()) {
                    report("HAProxy", () -> HaProxy.start(folder.path(), broker.address()), seconds);
                }
            }
            if (!HaProxy.isInstalled()) {
                System.out.println("(HAProxy is not installed: the node alone.)");
            }
        }
    }

    private static void report(String name, Start start, int seconds) throws Exception {
        long begin = System.nanoTime();
        double answers;
        double started;
        double first;
        double warm;
        try (Proxy proxy = start.proxy()) {
            awaitAnswer(proxy);
            answers = (System.nanoTime() - begin) / NANOS_PER_SECOND;
            started = proxy.cpu().toNanos() / NANOS_PER_SECOND;
            first = connect(proxy, FIRST);
            connect(proxy, WARM_AFTER - FIRST);
            warm = connect(proxy, WARM);
        }
        double requests;
        try (Proxy proxy = start.proxy()) {
            awaitAnswer(proxy);
            Duration before = proxy.cpu();
            SteadyRequests.send(proxy.port(), PER_SECOND, Duration.ofSeconds(seconds));
            requests = proxy.cpu().minus(before).toNanos() / NANOS_PER_SECOND;
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.3f | %.3f | %.2f |%n",
                name,
                answers,
                started,
                first,
                warm,
                requests);
    }

    /** A process that takes connections may not answer yet. */
    private static void awaitAnswer(Proxy proxy) throws IOException {
        long begin = System.nanoTime();
        while (true) {
            try {
                connect(proxy, 1);
                return;
            } catch (IOException e) {
                if (System.nanoTime() - begin > ANSWER_LIMIT.toNanos()) {
                    throw e;
                }
            }
        }
    }

    /** So many, one after the other. Returns the milliseconds of processor time that each took the proxy. */
    private static double connect(Proxy proxy, int count) throws IOException {
        OneConnection connection = new OneConnection(proxy.port(), Optional.empty(), false, Optional.empty());
        Duration before = proxy.cpu();
        for (int i = 0; i < count; i++) {
            connection.open();
        }
        return proxy.cpu().minus(before).toNanos() / NANOS_PER_MILLI / count;
    }
}
