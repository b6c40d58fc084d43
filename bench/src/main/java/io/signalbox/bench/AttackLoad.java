package io.signalbox.bench;

import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What others notice while a node is attacked: well-behaved clients wait how long, before and during, and what the node holds.
 * Attackers, clients, brokers and the node share this machine; the attackers give way to all others.
 */
public final class AttackLoad {

    private static final String HEAP = "-Xmx256m";
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double PERCENT = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final int WARM_UP_CONNECTIONS = 5_000;
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 500;
    private static final String TOPIC = "bombs";

    private final NodeProcess node;
    private final Neighbours neighbours;
    private final Duration phase;

    private AttackLoad(NodeProcess node, Neighbours neighbours, Duration phase) {
        this.node = node;
        this.neighbours = neighbours;
        this.phase = phase;
    }

    public static void main(String[] arguments) {
        OptionSpec only = OptionSpec.builder("--only")
                .paramLabel("WORDS")
                .type(String.class)
                .description("attacks whose name has these words in it")
                .build();
        CommandSpec command = CommandLines.command(
                        "signalbox bench-attacks",
                        parsed -> {
                            int seconds = CommandLines.number(parsed, "--seconds", 15, 1, 3_600);
                            run(Duration.ofSeconds(seconds), parsed.matchedOptionValue("--only", ""));
                            return 0;
                        },
                        "What others notice while a node is attacked, and what the node holds.")
                .addOption(CommandLines.numberOption("--seconds", "SECONDS", "of each attack; 15 if this is left out"))
                .addOption(only);
        System.exit(CommandLines.run(command, arguments));
    }

    private static void run(Duration phase, String only) throws Exception {
        try (ProcessFolder folder = new ProcessFolder();
                ControlPlaneProcess controlPlane = ControlPlaneProcess.start(folder.controlPlane());
                KafkaCluster kafka = KafkaCluster.start(KafkaOptions.brokers(1));
                AnsweringBroker answering = new AnsweringBroker(Optional.empty());
                HostileBroker hostile = new HostileBroker()) {
            new KafkaLoad(kafka.bootstrapServers()).createTopic(TOPIC);
            BenchListeners listeners = new BenchListeners(controlPlane);
            var plain = listeners.backend("plain", answering.address());
            int plainPort = listeners.serve("plain", plain, Optional.empty(), false);
            int quietPort = listeners.serve("neighbours", plain, Optional.empty(), false);
            int loginPort = listeners.serve("login", plain, Optional.of(BenchListeners.certificate(KeyKind.EC)), true);
            int hostilePort = listeners.serve(
                    "hostile", listeners.backend("hostile", hostile.address()), Optional.empty(), false);
            String records = listeners.virtualCluster(
                    "records", listeners.backend("real", kafka.bootstrapServers()), false, Map.of());
            listeners.producePolicy(records, policy());
            int recordsPort = listeners.listen("records", records, Optional.empty());
            try (NodeProcess node =
                    NodeProcess.start(folder.process("node").withJvmOption(HEAP), listeners.access(folder.path()))) {
                listeners.awaitApplied();
                Attacks attacks = new Attacks(
                        plainPort, loginPort, recordsPort, hostilePort, TOPIC, BenchListeners.clientTls("TLS"));
                Path authority = BenchListeners.writeAuthority(folder.path());
                Path log = folder.path().resolve("attackers.log");
                OneConnection connection = new OneConnection(
                        loginPort,
                        Optional.of(BenchListeners.clientTls("TLSv1.3")),
                        true,
                        Optional.of(BenchListeners.PASSWORD));
                try (Neighbours neighbours = new Neighbours(quietPort, connection)) {
                    new AttackLoad(node, neighbours, phase)
                            .measure(Stream.concat(
                                            attacks.all().stream()
                                                    .map(attack -> Attackers.apart(attack, attacks, authority, log)),
                                            Stream.of(new DescriptorsExhausted(node, plainPort)))
                                    .filter(attack -> attack.name().contains(only))
                                    .toList());
                }
            }
        }
    }

    private static Map<String, Object> policy() {
        return Map.of(
                "type",
                "modify_headers",
                "name",
                "seen",
                "config",
                Map.of("actions", List.of(Map.of("op", "set", "key", "seen", "value", "yes"))));
    }

    private void measure(List<Attack> attacks) throws Exception {
        neighbours.warmUp(WARM_UP_CONNECTIONS);
        neighbours.during(WARM_UP);
        System.out.println("Times in ms, before → during. Memory before, most during, after, with " + HEAP + ".\n");
        System.out.println(
                "| attack | size | requests, p50 | p99 | new connections, p50 | p99 | not served | node's part of a core, % "
                        + "| heap, MiB | direct, MiB | descriptors | turned away |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (Attack attack : attacks) {
            measure(attack);
        }
    }

    private void measure(Attack attack) throws Exception {
        NodeMemory before = NodeMemory.of(node);
        Duration calmFrom = processor();
        Neighbours.Waited calm = neighbours.during(phase);
        Duration calmTook = processor().minus(calmFrom);
        NodeMemory most = before;
        Duration attackedTook;
        Neighbours.Waited attacked;
        Attack.Running running = attack.begin();
        try {
            Duration attackedFrom = processor();
            CompletableFuture<Neighbours.Waited> waited = CompletableFuture.supplyAsync(() -> {
                try {
                    return neighbours.during(phase);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            while (!waited.isDone()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                most = most.most(NodeMemory.of(node));
            }
            attacked = waited.get();
            attackedTook = processor().minus(attackedFrom);
        } finally {
            running.close();
        }
        TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
        NodeMemory after = NodeMemory.of(node);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %d | %.0f → %.0f | %d, %d, %d | %d, %d, %d | %d, %d, %d | %s |%n",
                attack.name(),
                attack.size(),
                change(calm.requests(), attacked.requests(), 50),
                change(calm.requests(), attacked.requests(), 99),
                change(calm.connections(), attacked.connections(), 50),
                change(calm.connections(), attacked.connections(), 99),
                attacked.failed(),
                PERCENT * calmTook.toNanos() / phase.toNanos(),
                PERCENT * attackedTook.toNanos() / phase.toNanos(),
                before.heapMib(),
                most.heapMib(),
                after.heapMib(),
                before.directMib(),
                most.directMib(),
                after.directMib(),
                before.descriptors(),
                most.descriptors(),
                after.descriptors(),
                after.endedSince(before));
    }

    private Duration processor() throws IOException {
        return ProcessCost.of(node.process().pid()).processor();
    }

    private static String change(long[] before, long[] during, int percent) {
        return String.format(Locale.ROOT, "%.1f → %.1f", percentile(before, percent), percentile(during, percent));
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted[sorted.length * percent / 100] / NANOS_PER_MILLI;
    }
}
