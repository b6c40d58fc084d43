package io.signalbox.bench;

import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.ProcessFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import tools.jackson.databind.JsonNode;

/**
 * What the REST API stands, on a control plane of its own with the embedded PostgreSQL: creates by one writer and by
 * sixteen, and lists of 100 out of 10,000. Client and server share the machine.
 */
public final class ApiLoad {

    private static final int WRITERS = 16;
    private static final int MANY = 10_000;
    private static final int PAGE = 100;
    private static final double NANOS_PER_MILLI = 1_000_000;

    private final ApiClient api;
    private final Duration phase;

    private ApiLoad(ApiClient api, Duration phase) {
        this.api = api;
        this.phase = phase;
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.run(
                CommandLines.ofSeconds(
                        "signalbox bench-api",
                        ApiLoad::run,
                        "What the REST API stands, on a control plane of its own."),
                arguments));
    }

    private static void run(int seconds) throws Exception {
        Duration phase = Duration.ofSeconds(seconds);
        try (ProcessFolder folder = new ProcessFolder();
                ControlPlaneProcess controlPlane = ControlPlaneProcess.start(folder.controlPlane())) {
            new ApiLoad(controlPlane.api(), phase).run();
        }
    }

    private void run() throws InterruptedException, ExecutionException {
        writers(4, number -> create(gateway())); // warms it up
        System.out.println("| what | per second | p50 | p99 |");
        System.out.println("| --- | --- | --- | --- |");
        String alone = gateway();
        report("creates, 1 writer", writers(1, number -> create(alone)));
        String shared = gateway();
        report("creates, 16 writers, one gateway", writers(WRITERS, number -> create(shared)));
        List<String> own = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            own.add(gateway());
        }
        report("creates, 16 writers, a gateway each", writers(WRITERS, number -> create(own.get(number))));
        String full = gateway();
        fill(full);
        String first = full + "/backend-clusters?page%5Bsize%5D=" + PAGE;
        report("list of 100 of 10,000, first page, 1 reader", writers(1, number -> api.get(first)));
        Walk walk = new Walk(first);
        report("list of 100 of 10,000, all pages in turn, 1 reader", writers(1, number -> walk.next()));
        report("list of 100 of 10,000, first page, 16 readers", writers(WRITERS, number -> api.get(first)));
    }

    /** Calls one after the other, from each of so many threads, for one phase; how long each call took, in nanoseconds. */
    private List<Long> writers(int count, IntConsumer call) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        long end = System.nanoTime() + phase.toNanos();
        List<Future<List<Long>>> running = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            int own = number;
            running.add(threads.submit(() -> timed(own, call, end)));
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> one : running) {
            all.addAll(one.get());
        }
        threads.shutdown();
        return all;
    }

    private static List<Long> timed(int number, IntConsumer call, long end) {
        List<Long> took = new ArrayList<>();
        for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
            call.accept(number);
            took.add(System.nanoTime() - begin);
        }
        return took;
    }

    private void report(String what, List<Long> took) {
        List<Long> sorted = took.stream().sorted().toList();
        System.out.printf(
                "| %s | %.0f | %.1f ms | %.1f ms |%n",
                what,
                sorted.size() / (phase.toMillis() / 1_000.0),
                sorted.get(sorted.size() / 2) / NANOS_PER_MILLI,
                sorted.get(sorted.size() * 99 / 100) / NANOS_PER_MILLI);
    }

    private String gateway() {
        JsonNode created = api.post("/v1/event-gateways", Map.of("name", "bench-" + UUID.randomUUID()));
        return "/v1/event-gateways/" + created.path("id").asString("");
    }

    private void create(String gateway) {
        api.post(
                gateway + "/backend-clusters",
                Map.of(
                        "name",
                        "kafka-" + UUID.randomUUID(),
                        "bootstrap_servers",
                        List.of("kafka1:9092"),
                        "authentication",
                        Map.of("type", "anonymous"),
                        "tls",
                        Map.of("enabled", false)));
    }

    private void fill(String gateway) throws InterruptedException, ExecutionException {
        AtomicInteger left = new AtomicInteger(MANY);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            running.add(threads.submit(() -> {
                while (left.getAndDecrement() > 0) {
                    create(gateway);
                }
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
        threads.shutdown();
    }

    /** Follows the cursors, and begins again at the end. */
    private final class Walk {
        private final String first;
        private String path;

        Walk(String first) {
            this.first = first;
            this.path = first;
        }

        void next() {
            String following =
                    api.get(path).path("meta").path("page").path("next").asString("");
            path = following.isEmpty() ? first : following;
        }
    }
}
