package io.signalbox.bench;

import io.netty.handler.ssl.SslContext;
import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.ProcessFolder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the API takes to answer for the console's pages: 100 nodes that say every five seconds what they counted in 1,000 virtual
 * clusters, and a page that listens to events and reads the topology again. All of it is on this machine.
 */
public final class LiveLoad {

    private static final int NODES = 100;
    private static final int VIRTUAL_CLUSTERS = 1_000;
    private static final int QUESTIONS = 100;
    private static final int CHANGES = 50;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);
    private static final Duration BETWEEN_CHANGES = Duration.ofSeconds(1); // longer than changes are gathered
    private static final Duration COUNTS = Duration.ofSeconds(5);
    private static final long MEBIBYTE = 1 << 20;
    private static final double NANOS_PER_MILLI = 1_000_000;

    private final ControlPlaneProcess controlPlane;
    private final ApiClient api;

    private LiveLoad(ControlPlaneProcess controlPlane) {
        this.controlPlane = controlPlane;
        api = controlPlane.api();
    }

    public static void main(String[] arguments) {
        // An end by force: event loops of the config stream live on for a while.
        System.exit(CommandLines.run(
                CommandLines.ofSeconds(
                        "signalbox bench-live",
                        LiveLoad::run,
                        "What topology and traffic take to be answered with 100 nodes and 1,000 virtual clusters, and a change"
                                + " until it was read again, after so many seconds of traffic; 15 minutes (900) are kept."),
                arguments));
    }

    private static void run(int seconds) throws IOException, InterruptedException {
        try (ProcessFolder folder = new ProcessFolder();
                ControlPlaneProcess controlPlane =
                        ControlPlaneProcess.start(folder.controlPlane().withJvmOption("-Xmx512m"))) {
            new LiveLoad(controlPlane).run(folder.path(), Duration.ofSeconds(seconds));
        }
    }

    private void run(Path folder, Duration traffic) throws IOException, InterruptedException {
        BenchGateway gateway = new BenchGateway(controlPlane, folder, VIRTUAL_CLUSTERS);
        List<ThinNode> nodes = nodes(gateway);
        ProcessCost before = ProcessCost.of(controlPlane.process().pid());
        LockSupport.parkNanos(traffic.toNanos());
        ProcessCost after = ProcessCost.of(controlPlane.process().pid());
        System.out.printf(
                "%d nodes, %d virtual clusters, %d s of traffic: %.1f %% of a core, %d MiB resident%n%n",
                NODES,
                VIRTUAL_CLUSTERS,
                traffic.toSeconds(),
                100.0 * after.processor().minus(before.processor()).toNanos() / traffic.toNanos(),
                after.residentBytes() / MEBIBYTE);
        System.out.println("| question | characters of the answer | p50 | p99 |");
        System.out.println("| --- | --- | --- | --- |");
        for (String question :
                List.of("/topology", "/traffic?window=15m&step=30s", "/traffic?window=15m", "/traffic?window=1m")) {
            ask(gateway, question);
        }
        System.out.println();
        System.out.println("| a change, from the API's answer | p50 | p99 |");
        System.out.println("| --- | --- | --- |");
        follow(gateway);
        nodes.forEach(ThinNode::close);
    }

    private static List<ThinNode> nodes(BenchGateway gateway) throws IOException {
        SslContext tls = ThinNode.tls(gateway.identity());
        GrowingCounts counts = new GrowingCounts(gateway.virtualClusters(), gateway.backend());
        List<ThinNode> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            ThinNode node = new ThinNode(gateway.identity(), tls);
            node.counts(
                    COUNTS.multipliedBy(i).dividedBy(NODES),
                    () -> counts.at(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime())));
            nodes.add(node);
        }
        long version = gateway.version();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (ThinNode node : nodes) {
            while (node.version() < version) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("not all nodes have the configuration within " + LIMIT);
                }
                LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
            }
        }
        return nodes;
    }

    private void ask(BenchGateway gateway, String question) {
        int size = api.exchange("GET", gateway.path(question), "").body().length();
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            long begin = System.nanoTime();
            api.exchange("GET", gateway.path(question), "");
            took.add(System.nanoTime() - begin);
            LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
        }
        System.out.printf(
                "| `%s` | %,d | %.1f ms | %.1f ms |%n", question, size, percentile(took, 50), percentile(took, 99));
    }

    /** As a page does: an event says what is new, and the topology is read again. */
    private void follow(BenchGateway gateway) throws InterruptedException {
        LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
        Thread listening = new Thread(() -> listen(events), "events");
        listening.setDaemon(true);
        listening.start();
        await(events, "event:all");
        List<Long> told = new ArrayList<>();
        List<Long> shown = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            LockSupport.parkNanos(BETWEEN_CHANGES.toNanos());
            events.clear();
            gateway.change();
            long begin = System.nanoTime();
            await(events, "event:version");
            told.add(System.nanoTime() - begin);
            String id = gateway.virtualClusters().get(gateway.virtualClusters().size() - 1);
            if (!api.exchange("GET", gateway.path("/topology"), "").body().contains(id)) {
                throw new IllegalStateException("an event came before the change could be read");
            }
            shown.add(System.nanoTime() - begin);
        }
        System.out.printf("| until the event | %.1f ms | %.1f ms |%n", percentile(told, 50), percentile(told, 99));
        System.out.printf(
                "| until the topology was read again | %.1f ms | %.1f ms |%n",
                percentile(shown, 50), percentile(shown, 99));
    }

    private void listen(LinkedBlockingQueue<String> events) {
        HttpRequest request = HttpRequest.newBuilder(controlPlane.baseUri().resolve("/v1/events"))
                .header("Authorization", "Bearer " + controlPlane.adminToken())
                .build();
        try {
            HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .forEach(events::add);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("events are not told: " + e.getMessage(), e);
        }
    }

    private static void await(LinkedBlockingQueue<String> events, String wanted) throws InterruptedException {
        String line = "";
        while (!line.equals(wanted)) {
            line = events.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new IllegalStateException("no " + wanted + " within " + LIMIT);
            }
        }
    }

    private static double percentile(List<Long> took, int percent) {
        return took.stream().sorted().toList().get(took.size() * percent / 100) / NANOS_PER_MILLI;
    }
}
