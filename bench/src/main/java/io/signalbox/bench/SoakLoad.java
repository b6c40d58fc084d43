package io.signalbox.bench;

import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.GatewayAccess;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;

/**
 * A long run: records that are counted, connections that come and go, changes, and something killed again and again. Ends with tables,
 * and with an exit status other than 0 when a record was lost, came twice or out of order, when a buffer leaked, or when the node
 * holds more descriptors at the end than it should.
 */
public final class SoakLoad {

    private static final int PARTITIONS = 6;
    private static final int SAMPLE_SECONDS = 5;
    private static final int MOST_MORE_DESCRIPTORS = 20;
    private static final Duration FINISH_LIMIT = Duration.ofMinutes(5);
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private final SoakStage stage;
    private final BenchListeners kept; // the gateway whose node lives through all of it
    private final Map<String, Integer> done = new TreeMap<>();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong notServed = new AtomicLong();

    private SoakLoad(SoakStage stage) {
        this.stage = stage;
        kept = new BenchListeners(stage.first(), "kept");
    }

    public static void main(String[] arguments) {
        CommandSpec command = CommandLines.command(
                        "signalbox soak",
                        parsed -> {
                            int minutes = CommandLines.number(parsed, "--minutes", 20, 1, 100_000);
                            int rate = CommandLines.number(parsed, "--rate", 4_000, 1, 1_000_000);
                            int every = CommandLines.number(parsed, "--kill-every", 45, 5, 86_400);
                            try (SoakStage stage = new SoakStage()) {
                                return new SoakLoad(stage).run(Duration.ofMinutes(minutes), rate, every);
                            }
                        },
                        "A long run under load, with changes and kills; checks every record, and what the node holds.")
                .addOption(CommandLines.numberOption("--minutes", "N", "how long; 20 if this is left out"))
                .addOption(CommandLines.numberOption("--rate", "N", "records in a second, 4000 if this is left out"))
                .addOption(CommandLines.numberOption(
                        "--kill-every", "SECONDS", "between two kills; 45 if this is left out"));
        System.exit(CommandLines.run(command, arguments));
    }

    private int run(Duration time, int rate, int killEvery) throws Exception {
        JsonNode backend = kept.backend("kafka", stage.kafka().bootstrapServers());
        int port = kept.listenForBrokers(
                "plain", kept.virtualCluster("plain", backend, false, Map.of()), SoakStage.BROKERS);
        BenchListeners.Secured secured = kept.secured("secured", backend);
        String taken =
                Integer.toString(stage.kafka().port(stage.kafka().nodeIds().get(0)));
        SoakChanges changes = new SoakChanges(kept, backend, taken, secured);
        BenchListeners killed = new BenchListeners(stage.first(), "killed");
        JsonNode killedBackend = killed.backend("kafka", stage.kafka().bootstrapServers());
        int killedPort = killed.listenForBrokers(
                "plain", killed.virtualCluster("plain", killedBackend, false, Map.of()), SoakStage.BROKERS);
        createTopics("kept", "killed");
        ProcessOptions killedOptions = stage.node("node-killed");
        var killedAccess = stage.access(killed);
        List<NodeProcess> second = new ArrayList<>();
        try (NodeProcess node = NodeProcess.start(stage.node("node-kept"), stage.access(kept))) {
            second.add(NodeProcess.start(killedOptions, killedAccess));
            CheckedLoad first = new CheckedLoad("127.0.0.1:" + port, "kept", PARTITIONS, rate - rate / 4).start();
            CheckedLoad other =
                    new CheckedLoad("127.0.0.1:" + killedPort, "killed", PARTITIONS, Math.max(1, rate / 4)).start();
            kept.through(stage.secondApi());
            Slopes slopes = new Slopes();
            ScheduledExecutorService clock = Executors.newScheduledThreadPool(3);
            clock.scheduleAtFixedRate(logged(changes::next), 1, 1, TimeUnit.SECONDS);
            clock.scheduleWithFixedDelay(logged(() -> churn(secured, changes)), 0, 50, TimeUnit.MILLISECONDS);
            clock.scheduleAtFixedRate(
                    logged(() -> sample(node, slopes)), SAMPLE_SECONDS, SAMPLE_SECONDS, TimeUnit.SECONDS);
            int descriptors = NodeMemory.of(node).descriptors();
            long end = System.nanoTime() + time.toNanos();
            for (int number = 0; System.nanoTime() < end; number++) {
                TimeUnit.NANOSECONDS.sleep(
                        Math.min(TimeUnit.SECONDS.toNanos(killEvery), Math.max(0, end - System.nanoTime())));
                if (System.nanoTime() < end) {
                    kill(number, second, killedOptions, killedAccess);
                }
            }
            clock.shutdown();
            clock.awaitTermination(1, TimeUnit.MINUTES);
            first.finish(FINISH_LIMIT);
            other.finish(FINISH_LIMIT);
            TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
            int more = NodeMemory.of(node).descriptors() - descriptors;
            return report(List.of(first, other), changes, slopes, more);
        } finally {
            second.forEach(NodeProcess::close);
        }
    }

    private void kill(int number, List<NodeProcess> second, ProcessOptions options, GatewayAccess access)
            throws IOException {
        switch (number % 4) {
            case 0 -> stage.killABroker();
            case 1 -> {
                second.remove(0).kill();
                second.add(NodeProcess.start(options, access));
            }
            case 2 -> {
                kept.through(stage.first().api());
                stage.killTheReplica();
            }
            default -> stage.startTheFirstAnew();
        }
        kept.through(number % 4 == 2 ? stage.first().api() : stage.secondApi());
        done.merge(
                List.of(
                                "a broker killed",
                                "a node killed",
                                "a replica killed",
                                "PostgreSQL and its control plane started anew")
                        .get(number % 4),
                1,
                Integer::sum);
    }

    private void churn(BenchListeners.Secured secured, SoakChanges changes) {
        try {
            new OneConnection(
                            secured.port(),
                            Optional.of(BenchListeners.clientTls("TLSv1.3")),
                            false,
                            Optional.of(changes.password()))
                    .open();
            opened.incrementAndGet();
        } catch (IOException e) {
            notServed.incrementAndGet(); // its password was replaced in this moment, or its broker was killed
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sample(NodeProcess node, Slopes slopes) {
        try {
            slopes.add(NodeMemory.of(node), ProcessCost.of(node.process().pid()).residentBytes() >> 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A task that fails once is not run again by its clock: it must be seen, and go on. */
    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                System.err.println(e);
            }
        };
    }

    private void createTopics(String... names) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stage.kafka().bootstrapServers()))) {
            List<NewTopic> topics = new ArrayList<>();
            for (String name : names) {
                topics.add(new NewTopic(name, PARTITIONS, (short) SoakStage.BROKERS)
                        .configs(Map.of(
                                "min.insync.replicas", "2", "retention.ms", "600000", "segment.bytes", "16777216")));
            }
            admin.createTopics(topics).all().get();
        }
    }

    private int report(List<CheckedLoad> loads, SoakChanges changes, Slopes slopes, int moreDescriptors)
            throws IOException {
        long acknowledged = loads.stream().mapToLong(CheckedLoad::acknowledged).sum();
        long consumed = loads.stream().mapToLong(CheckedLoad::consumed).sum();
        List<String> faults = new ArrayList<>();
        loads.forEach(load -> faults.addAll(load.faults()));
        faults.addAll(stage.badLines());
        if (moreDescriptors > MOST_MORE_DESCRIPTORS) {
            faults.add(moreDescriptors + " descriptors more at the end than at the beginning");
        }
        System.out.println("| what was done | how often |");
        System.out.println("| --- | --- |");
        System.out.printf(
                Locale.ROOT, "| records acknowledged | %d |%n| records that came | %d |%n", acknowledged, consumed);
        System.out.printf(
                Locale.ROOT, "| connections served | %d |%n| not served | %d |%n", opened.get(), notServed.get());
        changes.counts()
                .forEach((what, count) -> System.out.printf(Locale.ROOT, "| changes: %s | %d |%n", what, count));
        done.forEach((what, count) -> System.out.printf(Locale.ROOT, "| %s | %d |%n", what, count));
        slopes.print();
        System.out.println(faults.isEmpty() ? "\nNothing lost, nothing twice, in order; no leak." : "\nFAILED:");
        faults.forEach(System.out::println);
        return faults.isEmpty() ? 0 : 1;
    }
}
