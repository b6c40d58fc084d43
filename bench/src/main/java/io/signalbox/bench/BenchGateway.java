package io.signalbox.bench;

import io.signalbox.credentials.CertificateChain;
import io.signalbox.credentials.PrivateKeys;
import io.signalbox.dataplane.control.NodeIdentity;
import io.signalbox.routing.HostPort;
import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.NodeCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway with one backend cluster and many virtual clusters before it, declared over the REST API. */
final class BenchGateway {

    private static final int WRITERS = 16;
    private static final int FILL_LIMIT_MINUTES = 10;

    private final ControlPlaneProcess controlPlane;
    private final ApiClient api;
    private final String id;
    private final String backend;
    private final NodeCertificate certificate;
    private final Queue<String> virtualClusters = new ConcurrentLinkedQueue<>();
    private final AtomicInteger changes = new AtomicInteger();

    BenchGateway(ControlPlaneProcess controlPlane, Path folder, int virtualClusters) throws InterruptedException {
        this.controlPlane = controlPlane;
        api = controlPlane.api();
        id = id("/v1/event-gateways", Map.of("name", "bench-" + UUID.randomUUID()));
        certificate = NodeCertificate.create(folder, "node-" + id);
        api.post(path("/data-plane-certificates"), Map.of("certificate", certificate.pem()));
        backend = id(
                path("/backend-clusters"),
                Map.of(
                        "name",
                        "kafka",
                        "bootstrap_servers",
                        List.of("kafka1:9092"),
                        "authentication",
                        Map.of("type", "anonymous"),
                        "tls",
                        Map.of("enabled", false)));
        fill(virtualClusters);
    }

    /** A further node's, at the control plane where all was declared. */
    NodeIdentity identity() {
        return identity(controlPlane);
    }

    /** A further node's, at one of the control planes that have the gateway. */
    NodeIdentity identity(ControlPlaneProcess replica) {
        return new NodeIdentity(
                UUID.randomUUID(),
                UUID.randomUUID(),
                UUID.fromString(id),
                "bench",
                "1.3.0",
                List.of(HostPort.parse(replica.streamAddress())),
                Optional.of(chain(replica.caCertificate())),
                CertificateChain.parse(certificate.pem()).certificates(),
                PrivateKeys.parse(text(certificate.keyFile())));
    }

    /** Ids of all virtual clusters. */
    List<String> virtualClusters() {
        return List.copyOf(virtualClusters);
    }

    /** The id of the one backend cluster. */
    String backend() {
        return backend;
    }

    /** The path of something of this gateway. */
    String path(String rest) {
        return "/v1/event-gateways/" + id + rest;
    }

    private static List<X509Certificate> chain(Path file) {
        return CertificateChain.parse(text(file)).certificates();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long version() {
        return Long.parseLong(api.get(path("")).path("version").asString("").replaceFirst("^v\\d+\\.", ""));
    }

    /** One more virtual cluster. */
    void change() {
        virtualCluster("change-" + changes.getAndIncrement());
    }

    private void fill(int count) throws InterruptedException {
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        for (int i = 0; i < count; i++) {
            String name = "vc-" + i;
            writers.execute(() -> virtualCluster(name));
        }
        writers.shutdown();
        if (!writers.awaitTermination(FILL_LIMIT_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException("no " + count + " virtual clusters in " + FILL_LIMIT_MINUTES + " minutes");
        }
    }

    private void virtualCluster(String name) {
        virtualClusters.add(id(
                path("/virtual-clusters"),
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
                        "passthrough")));
    }

    private String id(String collection, Map<String, Object> body) {
        return api.post(collection, body).path("id").asString("");
    }
}
