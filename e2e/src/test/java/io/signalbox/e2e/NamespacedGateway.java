package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.GatewayAccess;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A gateway whose virtual clusters see each a part of the same brokers; and a node that serves it. */
final class NamespacedGateway implements AutoCloseable {

    final Gateway gateway;
    private @Nullable NodeProcess node;
    private @Nullable GatewayAccess access;
    private final Stage stage;
    final String name;
    private final JsonNode backend;
    private final Map<String, Integer> ports = new TreeMap<>();

    NamespacedGateway(Stage stage, String name) throws IOException {
        this.stage = stage;
        this.name = name;
        gateway = stage.anotherGateway(name);
        backend = gateway.backendCluster("backend_cluster", stage.advertisedServers());
    }

    /** A virtual cluster with this namespace, on ports of its own. */
    JsonNode virtualCluster(String label, String aclMode, Map<String, Object> namespace) {
        return virtualCluster(label, Map.of("acl_mode", aclMode, "namespace", namespace));
    }

    /** A virtual cluster with whatever its body is to have besides, on ports of its own. */
    JsonNode virtualCluster(String label, Map<String, Object> more) {
        return expose(label, gateway.api().post(gateway.path("/virtual-clusters"), body(label, more)));
    }

    /** Changes all of a virtual cluster, and waits until the node has applied it. */
    void replace(JsonNode cluster, Map<String, Object> more) {
        gateway.api()
                .put(
                        gateway.path("/virtual-clusters/" + Gateway.id(cluster)),
                        body(cluster.path("name").asString(""), more));
        gateway.awaitApplied();
    }

    private Map<String, Object> body(String label, Map<String, Object> more) {
        Map<String, Object> body = new TreeMap<>(Map.of(
                "name",
                label,
                "dns_label",
                label,
                "destination",
                Map.of("id", Gateway.id(backend)),
                "authentication",
                List.of(Map.of("type", "anonymous")),
                "acl_mode",
                "passthrough"));
        body.putAll(more);
        return body;
    }

    NodeProcess node() {
        return requireNonNull(node);
    }

    /** One that shows everything, on ports of its own. */
    void wholeCluster(String label) {
        expose(label, gateway.virtualCluster(label, backend));
    }

    private JsonNode expose(String label, JsonNode cluster) {
        int port = FreePorts.anyConsecutive(Stage.BROKERS + 1);
        JsonNode listener = gateway.listener(label, port + "-" + (port + Stage.BROKERS));
        gateway.portMapping(listener, cluster, Map.of());
        ports.put(label, port);
        return cluster;
    }

    /** Starts the node, when everybody has chosen a port, and waits until all is served. */
    void serve() throws IOException {
        serve(List.of());
    }

    /** As {@link #serve()}, in a JVM with these options, too. */
    void serve(List<String> jvmOptions) throws IOException {
        ProcessOptions options = stage.nodeOptions(name);
        for (String option : jvmOptions) {
            options = options.withJvmOption(option);
        }
        access = stage.access(gateway, name);
        node = NodeProcess.launch(options, access);
        node.awaitReady();
        gateway.awaitApplied();
        assertThat(gateway.problems()).isEmpty();
    }

    /** The node dies and comes back; all is served again after that. */
    void killAndStart() throws IOException {
        node().kill();
        node = NodeProcess.start(stage.nodeOptions(name), requireNonNull(access));
        gateway.awaitApplied();
    }

    int port(String label) {
        return requireNonNull(ports.get(label));
    }

    /** Where clients begin. */
    String bootstrap(String label) {
        return "localhost:" + port(label);
    }

    Clients clients(String label) {
        return new Clients(bootstrap(label));
    }

    String log() throws IOException {
        return Files.readString(stage.logOf(name));
    }

    /** Stops the node, whatever it has logged. */
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        assertThat(log()).doesNotContain("LEAK:", " ERROR ", "malformed_response", "unexpected_response");
    }
}
