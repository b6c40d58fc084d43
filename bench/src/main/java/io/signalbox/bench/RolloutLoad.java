package io.signalbox.bench;

import io.netty.handler.ssl.SslContext;
import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.ProcessFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What a change costs on its way to the nodes: how long it takes from the API's answer until every node has applied it,
 * how much is sent, and what the control plane needs for that. All nodes are in this process.
 */
public final class RolloutLoad {

    private static final String DESCRIPTION =
            "How long a change takes until the nodes have applied it, what is sent, what the control plane uses. Takes minutes.";

    private static final int CHANGES = 100;
    private static final int MANY = 10_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = Duration.ofNanos(200_000).toNanos();
    private static final double NANOS_PER_MILLI = 1_000_000;
    private static final long MEBIBYTE = 1 << 20;

    private final ControlPlaneProcess controlPlane;
    private final Path folder;
    private final Map<Integer, BenchGateway> gateways = new TreeMap<>(); // by their virtual clusters

    private RolloutLoad(ControlPlaneProcess controlPlane, Path folder) {
        this.controlPlane = controlPlane;
        this.folder = folder;
    }

    public static void main(String[] arguments) {
        // An end by force: event loops of the config stream live on for a while.
        System.exit(CommandLines.run(
                CommandLines.command("signalbox bench-rollout", parsed -> run(), DESCRIPTION), arguments));
    }

    private static int run() throws IOException, InterruptedException {
        try (ProcessFolder folder = new ProcessFolder();
                ControlPlaneProcess controlPlane =
                        ControlPlaneProcess.start(folder.controlPlane().withJvmOption("-Xmx512m"))) {
            RolloutLoad load = new RolloutLoad(controlPlane, folder.path());
            load.timesOf(1, 0, 1); // warms both sides up
            load.fleet(); // first: what a large configuration leaves in the heap would hide what nodes take
            load.times();
            load.sizes();
        }
        return 0;
    }

    /**
     * With all of a node that needs no socket; but of a hundred nodes and a large configuration with one of that kind
     * only, since two processors here do what a hundred machines' would.
     */
    private void times() throws IOException, InterruptedException {
        System.out.println("| nodes | of these whole | virtual clusters | p50 | p99 |");
        System.out.println("| --- | --- | --- | --- | --- |");
        times(1, 0, 1);
        times(100, 0, 1);
        times(1, 0, MANY);
        times(1, 99, MANY);
    }

    private void times(int whole, int thin, int virtualClusters) throws IOException, InterruptedException {
        List<Long> took = timesOf(whole, thin, virtualClusters);
        System.out.printf(
                "| %d | %d | %d | %.1f ms | %.1f ms |%n",
                whole + thin, whole, virtualClusters, percentile(took, 50), percentile(took, 99));
    }

    private List<Long> timesOf(int whole, int thin, int virtualClusters) throws IOException, InterruptedException {
        BenchGateway gateway = gateway(virtualClusters);
        List<SimulatedNode> nodes = new ArrayList<>(thin(gateway, thin));
        try {
            for (int i = 0; i < whole; i++) {
                nodes.add(new FullNode(gateway.identity()));
            }
            return changes(gateway, nodes);
        } finally {
            nodes.forEach(SimulatedNode::close);
        }
    }

    /** What the size of the configuration does to the cost of a change, with nodes that cost nothing. */
    private void sizes() throws IOException, InterruptedException {
        System.out.println();
        System.out.println(
                "| virtual clusters | bytes of a change, to each node | processor time of the control plane | p50 |");
        System.out.println("| --- | --- | --- | --- |");
        for (int virtualClusters : List.of(1, 100, 1_000, MANY)) {
            BenchGateway gateway = gateway(virtualClusters);
            ThinNode node = thin(gateway, 1).get(0);
            await(List.of(node), gateway.version());
            long bytes = node.bytes();
            ProcessCost before = cost();
            List<Long> took = changes(gateway, List.of(node));
            Duration used = cost().processor().minus(before.processor());
            System.out.printf(
                    "| %d | %d | %.1f ms | %.1f ms |%n",
                    virtualClusters,
                    (node.bytes() - bytes) / CHANGES,
                    used.toNanos() / NANOS_PER_MILLI / CHANGES,
                    percentile(took, 50));
            node.close();
        }
    }

    /** Many nodes of one gateway. */
    private void fleet() throws IOException, InterruptedException {
        System.out.println(
                "| nodes | until all are connected | memory before, with them | processor, idle | a change: processor | p50 | p99 |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        BenchGateway gateway = gateway(100);
        for (int count : List.of(100, 1_000)) {
            ProcessCost before = cost();
            long begin = System.nanoTime();
            List<ThinNode> nodes = thin(gateway, count);
            await(nodes, gateway.version());
            long connected = System.nanoTime() - begin;
            ProcessCost quiet = cost();
            LockSupport.parkNanos(IDLE.toNanos());
            ProcessCost after = cost();
            List<Long> took = changes(gateway, nodes);
            ProcessCost changed = cost();
            nodes.forEach(ThinNode::close);
            System.out.printf(
                    "| %d | %.1f s | %d, %d MiB | %.1f %% of a core | %.1f ms | %.1f ms | %.1f ms |%n",
                    count,
                    connected / NANOS_PER_MILLI / 1_000,
                    before.residentBytes() / MEBIBYTE,
                    changed.residentBytes() / MEBIBYTE,
                    100.0 * after.processor().minus(quiet.processor()).toNanos() / IDLE.toNanos(),
                    changed.processor().minus(after.processor()).toNanos() / NANOS_PER_MILLI / CHANGES,
                    percentile(took, 50),
                    percentile(took, 99));
        }
    }

    private BenchGateway gateway(int virtualClusters) throws InterruptedException {
        BenchGateway known = gateways.get(virtualClusters);
        if (known == null) {
            known = new BenchGateway(controlPlane, folder, virtualClusters);
            gateways.put(virtualClusters, known);
        }
        return known;
    }

    private static List<ThinNode> thin(BenchGateway gateway, int count) throws IOException {
        SslContext tls = ThinNode.tls(gateway.identity());
        List<ThinNode> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new ThinNode(gateway.identity(), tls));
        }
        return nodes;
    }

    /** Nanoseconds of each change, sorted. */
    private static List<Long> changes(BenchGateway gateway, List<? extends SimulatedNode> nodes) {
        long version = gateway.version();
        await(nodes, version);
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            gateway.change();
            long answered = System.nanoTime();
            version++;
            await(nodes, version);
            took.add(System.nanoTime() - answered);
        }
        return took.stream().sorted().toList();
    }

    private static void await(List<? extends SimulatedNode> nodes, long version) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (SimulatedNode node : nodes) {
            while (node.version() < version) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("a node did not apply version " + version + " within " + LIMIT);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private ProcessCost cost() throws IOException {
        return ProcessCost.of(controlPlane.process().pid());
    }

    private static double percentile(List<Long> sorted, int percent) {
        return sorted.get(sorted.size() * percent / 100) / NANOS_PER_MILLI;
    }
}
