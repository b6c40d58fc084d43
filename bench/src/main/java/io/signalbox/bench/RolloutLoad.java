package io.signalbox.bench;

import io.signalbox.dataplane.config.BackendTls;
import io.signalbox.dataplane.config.ConfigApplier;
import io.signalbox.dataplane.config.ConfigThread;
import io.signalbox.dataplane.config.ImagePublisher;
import io.signalbox.dataplane.config.NodeFacts;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.config.TlsServer;
import io.signalbox.dataplane.control.ControlPlaneClient;
import io.signalbox.dataplane.control.NodeIdentity;
import io.signalbox.demo.ApiClient;
import io.signalbox.demo.ControlPlaneProcess;
import io.signalbox.demo.NodeCertificate;
import io.signalbox.demo.ProcessOptions;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * How long a change takes from the API's answer until every node has applied it. The nodes are the real client of the
 * config stream and the real image builder, many in this process; nothing is listened to.
 */
public final class RolloutLoad {

    private static final int CHANGES = 100;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long POLL_NANOS = Duration.ofNanos(200_000).toNanos();
    private static final double NANOS_PER_MILLI = 1_000_000;

    private final ControlPlaneProcess controlPlane;
    private final ApiClient api;
    private final Path folder;

    private RolloutLoad(ControlPlaneProcess controlPlane, Path folder) {
        this.controlPlane = controlPlane;
        this.api = controlPlane.api();
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("signalbox-bench");
        try (ControlPlaneProcess controlPlane = ControlPlaneProcess.start(ProcessOptions.in(folder, "control-plane"))) {
            RolloutLoad load = new RolloutLoad(controlPlane, folder);
            load.measure(1, 1); // warms both sides up
            System.out.println("| nodes | virtual clusters | p50 | p99 |");
            System.out.println("| --- | --- | --- | --- |");
            for (int virtualClusters : List.of(1, 10_000)) {
                for (int nodes : List.of(1, 100)) {
                    load.report(nodes, virtualClusters);
                }
            }
        }
        System.out.println("state and log of the control plane: " + folder);
        System.exit(0); // event loops of the config stream live on for a while
    }

    private void report(int nodes, int virtualClusters) throws IOException {
        List<Long> sorted = measure(nodes, virtualClusters).stream().sorted().toList();
        System.out.printf(
                "| %d | %d | %.1f ms | %.1f ms |%n",
                nodes,
                virtualClusters,
                sorted.get(sorted.size() / 2) / NANOS_PER_MILLI,
                sorted.get(sorted.size() * 99 / 100) / NANOS_PER_MILLI);
    }

    /** Nanoseconds of each change. */
    private List<Long> measure(int count, int virtualClusters) throws IOException {
        JsonNode gateway = api.post("/v1/event-gateways", Map.of("name", "bench-" + UUID.randomUUID()));
        String path = "/v1/event-gateways/" + gateway.path("id").asString("");
        NodeCertificate certificate = NodeCertificate.create(folder, "node-" + UUID.randomUUID());
        api.post(path + "/data-plane-certificates", Map.of("certificate", certificate.pem()));
        String backend =
                api.post(path + "/backend-clusters", backend()).path("id").asString("");
        for (int i = 0; i < virtualClusters; i++) {
            virtualCluster(path, backend, "vc-" + i);
        }
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new Node(controlPlane, UUID.fromString(gateway.path("id").asString("")), certificate));
        }
        try {
            long version = version(path);
            await(nodes, version);
            List<Long> took = new ArrayList<>();
            for (int i = 0; i < CHANGES; i++) {
                virtualCluster(path, backend, "change-" + i);
                long answered = System.nanoTime();
                version++;
                await(nodes, version);
                took.add(System.nanoTime() - answered);
            }
            return took;
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private static void await(List<Node> nodes, long version) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (Node node : nodes) {
            while (node.applier.applied().version() < version) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("a node did not apply version " + version + " within " + LIMIT);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private long version(String gateway) {
        return Long.parseLong(api.get(gateway).path("version").asString("").replaceFirst("^v\\d+\\.", ""));
    }

    private void virtualCluster(String gateway, String backend, String name) {
        api.post(
                gateway + "/virtual-clusters",
                Map.of(
                        "name",
                        name,
                        "dns_label",
                        name,
                        "destination",
                        Map.of("id", backend),
                        "authentication",
                        List.of(Map.of("type", "anonymous")),
                        "acl_mode",
                        "passthrough"));
    }

    private static Map<String, Object> backend() {
        return Map.of(
                "name",
                "kafka",
                "bootstrap_servers",
                List.of("kafka1:9092"),
                "authentication",
                Map.of("type", "anonymous"),
                "tls",
                Map.of("enabled", false));
    }

    /** A node without sockets. */
    private static final class Node implements NodeFacts, AutoCloseable {
        private final ConfigThread thread = new ConfigThread();
        private final ProblemBoard problems = new ProblemBoard();
        private final ConfigApplier applier = new ConfigApplier(new ImagePublisher(List.of()), problems, this);
        private final ControlPlaneClient client;

        Node(ControlPlaneProcess controlPlane, UUID gateway, NodeCertificate certificate) throws IOException {
            NodeIdentity identity = new NodeIdentity(
                    UUID.randomUUID(),
                    gateway,
                    "bench",
                    "1.3.0",
                    List.of(HostPort.parse(controlPlane.streamAddress())),
                    Optional.of(controlPlane.caCertificate()),
                    certificate.certificateFile(),
                    certificate.keyFile());
            client = new ControlPlaneClient(identity, thread, applier, problems, Health::getDefaultInstance);
            client.start();
        }

        @Override
        public Optional<String> variable(String name) {
            return Optional.empty();
        }

        @Override
        public void checkUsable(TlsServer tls) {
            throw new IllegalArgumentException("there is no TLS here");
        }

        @Override
        public void checkUsable(BackendTls tls) {
            throw new IllegalArgumentException("there is no TLS here");
        }

        @Override
        public void close() {
            client.close();
            thread.close();
        }
    }
}
