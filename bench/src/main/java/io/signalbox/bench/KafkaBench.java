package io.signalbox.bench;

import static java.util.Objects.requireNonNull;

import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import io.signalbox.testbed.ProcessFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What going through a node costs on this machine: a real broker, real clients, once straight to the broker and once through
 * the node, in turn. Everything shares the machine's cores, so that throughput says less than the node's processor time.
 */
public final class KafkaBench {

    private static final int ROUNDS = 3;
    private static final int RATE = 500;
    private static final int CONNECTIONS = 1_000;
    private static final String DIRECT = "direct";
    private static final String NODE = "through the node";

    private final NodeUnderLoad node;
    private final Map<String, KafkaLoad> ways = new LinkedHashMap<>();
    private final Duration time;
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();
    private final Map<String, long[]> latencies = new LinkedHashMap<>();

    private KafkaBench(KafkaCluster kafka, NodeUnderLoad node, Duration time) {
        this.node = node;
        this.time = time;
        ways.put(DIRECT, new KafkaLoad(kafka.bootstrapServers()));
        ways.put(NODE, new KafkaLoad(node.bootstrap()));
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.run(
                CommandLines.ofSeconds(
                        "signalbox bench",
                        KafkaBench::run,
                        "What going through a node costs on this machine, with a real broker, straight and through the node."),
                arguments));
    }

    private static void run(int seconds) throws Exception {
        Duration time = Duration.ofSeconds(seconds);
        try (ProcessFolder folder = new ProcessFolder();
                KafkaCluster kafka = KafkaCluster.start(KafkaOptions.brokers(1));
                NodeUnderLoad node = NodeUnderLoad.start(folder.process("node"), kafka.bootstrapServers())) {
            KafkaBench bench = new KafkaBench(kafka, node, time);
            bench.measure();
            bench.print();
            Path plot = Path.of("signalbox-bench.svg").toAbsolutePath();
            Files.writeString(
                    plot,
                    LatencyPlot.draw(
                            "From when a record should be sent to its acknowledgement, " + RATE + " records/s",
                            bench.latencies));
            System.out.println("\nlatencies by percentile: " + plot);
        }
    }

    private void measure() throws Exception {
        for (int round = 0; round <= ROUNDS; round++) { // the first one warms everything up
            for (String way : ways.keySet()) {
                measure(way, "bench-" + round + (way.equals(DIRECT) ? "-direct" : "-node"), round > 0);
            }
        }
        connections();
    }

    private void measure(String way, String topic, boolean counts) throws Exception {
        System.err.println((counts ? "measuring " : "warming up ") + way);
        KafkaLoad load = requireNonNull(ways.get(way));
        load.createTopic(topic);
        Duration before = node.cpu();
        KafkaLoad.Throughput produced = load.produce(topic, time);
        Duration between = node.cpu();
        KafkaLoad.Throughput consumed = load.consume(topic, produced.bytes());
        Duration after = node.cpu();
        long[] latency = load.latencies(topic, RATE, time);
        if (!counts) {
            return;
        }
        add("produce, MiB/s", way, produced.mibPerSecond());
        add("consume, MiB/s", way, consumed.mibPerSecond());
        add("latency at " + RATE + "/s, p50, ms", way, LatencyPlot.millis(latency, 50));
        add("latency at " + RATE + "/s, p99, ms", way, LatencyPlot.millis(latency, 99));
        if (way.equals(NODE)) {
            add("the node's CPU, produce, s/GiB", way, seconds(between.minus(before)) / produced.gib());
            add("the node's CPU, consume, s/GiB", way, seconds(after.minus(between)) / consumed.gib());
        }
        latencies.merge(way, latency, KafkaBench::sortedTogether);
    }

    /** What an idle connection takes; its other end at the broker is not opened before it says something. */
    private void connections() throws IOException {
        OptionalLong before = node.residentKib();
        Duration cpu = node.cpu();
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
                open.add(socket);
                new ApiVersionsQuestion(socket).ask();
            }
            OptionalLong after = node.residentKib();
            add("a new connection, the node's CPU, ms", NODE, seconds(node.cpu().minus(cpu)) * 1_000 / CONNECTIONS);
            if (before.isPresent() && after.isPresent()) {
                add("the node's memory, MiB", NODE, after.getAsLong() / 1_024.0);
                double grown = Math.max(0, after.getAsLong() - before.getAsLong());
                add("an open connection, KiB", NODE, grown / CONNECTIONS);
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private void print() {
        System.out.println("| " + ROUNDS + " rounds, median (least to most) | direct | through the node |");
        System.out.println("| --- | --- | --- |");
        figures.keySet().stream()
                .map(key -> key.substring(0, key.indexOf('\t')))
                .distinct()
                .forEach(what -> System.out.println(
                        "| " + what + " | " + shown(what, DIRECT) + " | " + shown(what, NODE) + " |"));
    }

    private void add(String what, String way, double figure) {
        figures.computeIfAbsent(what + "\t" + way, unseen -> new ArrayList<>()).add(figure);
    }

    private String shown(String what, String way) {
        List<Double> all = figures.getOrDefault(what + "\t" + way, List.of()).stream()
                .sorted()
                .toList();
        if (all.isEmpty()) {
            return "";
        }
        double median = all.get(all.size() / 2);
        return all.size() == 1
                ? String.format(Locale.ROOT, "%.2f", median)
                : String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, all.get(0), all.get(all.size() - 1));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static long[] sortedTogether(long[] some, long[] others) {
        long[] all = Arrays.copyOf(some, some.length + others.length);
        System.arraycopy(others, 0, all, some.length, others.length);
        Arrays.sort(all);
        return all;
    }
}
