package io.signalbox.bench;

import io.netty.handler.ssl.SslContext;
import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.ProcessFolder;
import io.signalbox.testbed.ProcessOptions;
import io.signalbox.testbed.SharedDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.ParseResult;

/**
 * How long changes take to the last of many nodes, on one or more control planes with one database: one after the other, and many in
 * a second. Nodes have the config stream and nothing behind it, and are on this machine like everything else.
 */
public final class ScaleLoad {

    private static final int WRITERS = 16;
    private static final int TOGETHER = 50; // connect at once
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
    private static final double NANOS_PER_MILLI = 1_000_000;
    private static final long MEBIBYTE = 1 << 20;

    private final List<ControlPlaneProcess> replicas;
    private final BenchGateway gateway;
    private final List<ThinNode> nodes = new ArrayList<>();

    private ScaleLoad(List<ControlPlaneProcess> replicas, BenchGateway gateway) {
        this.replicas = replicas;
        this.gateway = gateway;
    }

    public static void main(String[] arguments) {
        // An end by force: event loops of the config stream live on for a while.
        System.exit(CommandLines.run(
                CommandLines.command(
                                "signalbox bench-scale",
                                ScaleLoad::run,
                                "How long changes take until all of many nodes have applied them, and what control planes need for it.")
                        .addOption(CommandLines.numberOption("--nodes", "NUMBER", "of nodes in all; 1000 if left out"))
                        .addOption(
                                CommandLines.numberOption("--replicas", "NUMBER", "of control planes; 1 if left out"))
                        .addOption(CommandLines.numberOption(
                                "--virtual-clusters", "NUMBER", "in the configuration; 10000 if left out"))
                        .addOption(CommandLines.numberOption(
                                "--changes", "NUMBER", "one after the other, and then at once; 100 if left out"))
                        .addOption(
                                CommandLines.numberOption("--per-second", "NUMBER", "of the latter; 100 if left out")),
                arguments));
    }

    private static int run(ParseResult parsed) throws IOException, InterruptedException {
        int count = CommandLines.number(parsed, "--nodes", 1_000, 1, 20_000);
        int virtualClusters = CommandLines.number(parsed, "--virtual-clusters", 10_000, 1, 50_000);
        int changes = CommandLines.number(parsed, "--changes", 100, 1, 10_000);
        int perSecond = CommandLines.number(parsed, "--per-second", 100, 1, 1_000);
        List<ControlPlaneProcess> replicas = new ArrayList<>();
        try (ProcessFolder folder = new ProcessFolder()) {
            try {
                start(folder, CommandLines.number(parsed, "--replicas", 1, 1, 10), replicas);
                BenchGateway gateway = new BenchGateway(replicas.get(0), folder.path(), virtualClusters);
                new ScaleLoad(replicas, gateway).measure(count, virtualClusters, changes, perSecond);
            } finally {
                for (int last = replicas.size() - 1; last >= 0; last--) {
                    replicas.get(last).close(); // the first has the database of all
                }
            }
        }
        return 0;
    }

    private static void start(ProcessFolder folder, int count, List<ControlPlaneProcess> replicas) throws IOException {
        ProcessOptions first = folder.controlPlane().withJvmOption("-Xmx512m");
        replicas.add(ControlPlaneProcess.start(first));
        for (int number = 2; number <= count; number++) {
            replicas.add(ControlPlaneProcess.start(SharedDatabase.of(first, folder.process("replica-" + number))
                    .withJvmOption("-Xmx512m")));
        }
    }

    private void measure(int count, int virtualClusters, int changes, int perSecond)
            throws IOException, InterruptedException {
        System.out.printf(
                "%d nodes at %d control planes, %d virtual clusters%n%n", count, replicas.size(), virtualClusters);
        System.out.println(
                "| what | p50 | p99 | processor, each control plane | resident, each | bytes to each node |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        List<ProcessCost> before = costs();
        long begin = System.nanoTime();
        connect(count);
        await(gateway.version());
        report("all are connected", List.of(System.nanoTime() - begin), before, 0, 1);
        before = costs();
        long bytes = bytes();
        report("a change, one after the other", oneByOne(changes), before, bytes, changes);
        before = costs();
        bytes = bytes();
        report("a change, " + perSecond + " in a second", many(changes, perSecond), before, bytes, changes);
        nodes.forEach(ThinNode::close);
    }

    private void connect(int count) throws IOException {
        List<SslContext> contexts = new ArrayList<>();
        for (ControlPlaneProcess replica : replicas) {
            contexts.add(ThinNode.tls(gateway.identity(replica)));
        }
        for (int i = 0; i < count; i++) {
            int replica = i % replicas.size();
            nodes.add(new ThinNode(gateway.identity(replicas.get(replica)), contexts.get(replica)));
            if (nodes.size() % TOGETHER == 0) {
                await(gateway.version()); // a control plane waits 10 s for a handshake, and both sides of all are here
            }
        }
    }

    private List<Long> oneByOne(int changes) {
        List<Long> took = new ArrayList<>();
        long version = gateway.version();
        for (int i = 0; i < changes; i++) {
            gateway.change();
            long answered = System.nanoTime();
            await(++version);
            took.add(lastApplied(version) - answered);
        }
        return took;
    }

    /** Of each change, until the last node had it or one that came after it. */
    private List<Long> many(int changes, int perSecond) throws InterruptedException {
        ConcurrentSkipListMap<Long, Long> answered = new ConcurrentSkipListMap<>();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        long begin = System.nanoTime();
        for (int i = 0; i < changes; i++) {
            LockSupport.parkNanos(begin + TimeUnit.SECONDS.toNanos(i) / perSecond - System.nanoTime());
            writers.execute(() -> {
                gateway.change();
                long at = System.nanoTime();
                answered.merge(gateway.version(), at, Math::min); // of this change, or of one right behind it
            });
        }
        writers.shutdown();
        if (!writers.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("not all changes were made within " + LIMIT);
        }
        await(gateway.version());
        return answered.entrySet().stream()
                .map(change -> Math.max(0, lastApplied(change.getKey()) - change.getValue()))
                .toList();
    }

    private long lastApplied(long version) {
        return nodes.stream()
                .mapToLong(node -> node.appliedAt(version).orElseThrow())
                .max()
                .orElseThrow();
    }

    private void await(long version) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (ThinNode node : nodes) {
            while (node.version() < version) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("a node did not apply version " + version + " within " + LIMIT);
                }
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        }
    }

    private void report(String what, List<Long> took, List<ProcessCost> before, long bytes, int changes)
            throws IOException {
        List<Long> sorted = took.stream().sorted().toList();
        List<ProcessCost> after = costs();
        Duration used = Duration.ZERO;
        long resident = 0;
        for (int i = 0; i < after.size(); i++) {
            used = used.plus(after.get(i).processor().minus(before.get(i).processor()));
            resident = Math.max(resident, after.get(i).residentBytes());
        }
        System.out.printf(
                "| %s | %.0f ms | %.0f ms | %.1f ms | %d MiB | %d |%n",
                what,
                sorted.get(sorted.size() / 2) / NANOS_PER_MILLI,
                sorted.get(sorted.size() * 99 / 100) / NANOS_PER_MILLI,
                used.toNanos() / NANOS_PER_MILLI / after.size() / changes,
                resident / MEBIBYTE,
                (bytes() - bytes) / nodes.size() / changes);
    }

    /** What all nodes were sent. */
    private long bytes() {
        return nodes.stream().mapToLong(ThinNode::bytes).sum();
    }

    private List<ProcessCost> costs() throws IOException {
        List<ProcessCost> costs = new ArrayList<>();
        for (ControlPlaneProcess replica : replicas) {
            costs.add(ProcessCost.of(replica.process().pid()));
        }
        return costs;
    }
}
