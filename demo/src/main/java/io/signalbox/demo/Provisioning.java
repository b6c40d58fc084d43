package io.signalbox.demo;

import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.ApiException;
import io.signalbox.testbed.CheckFailedException;
import io.signalbox.testbed.NodeCertificate;
import io.signalbox.testbed.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** The REST calls that put a gateway in front of a backend: what a user would send with curl or Terraform. */
final class Provisioning {

    static final String FIRST_VIRTUAL_CLUSTER = "orders";

    private static final Duration NODE_LIMIT = Duration.ofMinutes(2);

    private final ApiClient shown;
    private final ApiClient silent;
    private final String gatewayId;

    private Provisioning(ApiClient shown, ApiClient silent, String gatewayId) {
        this.shown = shown;
        this.silent = silent;
        this.gatewayId = gatewayId;
    }

    /**
     * Creates the gateway itself.
     *
     * @param shown makes the calls that the user is to see
     * @param silent makes those that are repeated until an answer fits
     */
    static Provisioning createGateway(ApiClient shown, ApiClient silent) {
        JsonNode gateway = shown.post("/v1/event-gateways", Map.of("name", "guided-tour"));
        return new Provisioning(shown, silent, id(gateway));
    }

    String gatewayId() {
        return gatewayId;
    }

    void registerNode(NodeCertificate certificate) {
        shown.post(path("/data-plane-certificates"), Map.of("name", "node-1", "certificate", certificate.pem()));
    }

    /** Backend cluster, virtual cluster, listener and policy. */
    void declare(Backend backend, PortPlan ports) {
        JsonNode cluster = shown.post(
                path("/backend-clusters"),
                Map.of(
                        "name", "brokers",
                        "bootstrap_servers", List.of(backend.bootstrapServers().split(",", -1)),
                        "authentication", Map.of("type", "anonymous"),
                        "tls", Map.of("enabled", false)));
        JsonNode virtualCluster = declareVirtualCluster(FIRST_VIRTUAL_CLUSTER, Map.of("id", id(cluster)));
        JsonNode listener = shown.post(
                path("/listeners"),
                Map.of("name", "loopback", "addresses", List.of("127.0.0.1"), "ports", ports.listenerPorts()));
        shown.post(
                path("/listeners/" + id(listener) + "/policies"),
                Map.of(
                        "type", "forward_to_virtual_cluster",
                        "name", "forward",
                        "config",
                                Map.of(
                                        "type",
                                        "port_mapping",
                                        "destination",
                                        Map.of("id", id(virtualCluster)),
                                        "advertised_host",
                                        "localhost",
                                        "min_broker_id",
                                        ports.minBrokerId())));
    }

    /**
     * Two virtual clusters more in front of the same brokers, and a listener on whose only port server names tell them
     * apart.
     *
     * @return the listener's id
     */
    String declareByName(List<ServerNames> clusters, int port, KeyedCertificate certificate) {
        clusters.forEach(names -> declareVirtualCluster(names.dnsLabel(), Map.of("name", "brokers")));
        JsonNode listener = shown.post(
                path("/listeners"),
                Map.of("name", "by-name", "addresses", List.of("127.0.0.1"), "ports", List.of(port)));
        String policies = path("/listeners/" + id(listener) + "/policies");
        Map<String, String> pair = Map.of("certificate", certificate.certificatePem(), "key", certificate.keyPem());
        shown.post(
                policies, Map.of("type", "tls_server", "name", "tls", "config", Map.of("certificates", List.of(pair))));
        for (ServerNames.Format format : ServerNames.Format.values()) {
            String name = format.name().toLowerCase(Locale.ROOT);
            shown.post(
                    policies,
                    Map.of(
                            "type",
                            "forward_to_virtual_cluster",
                            "name",
                            name,
                            "config",
                            Map.of(
                                    "type",
                                    "sni",
                                    "sni_suffix",
                                    format.suffix(),
                                    "broker_host_format",
                                    Map.of("type", name))));
        }
        return id(listener);
    }

    /** What the API says would become of a TLS connection. */
    JsonNode previewRoute(String listenerId, int port, String serverName) {
        return shown.post(
                path("/listeners/" + listenerId + "/route-preview"),
                Map.of("local_port", port, "tls", true, "server_name", serverName));
    }

    /**
     * Waits until the node has applied the gateway's newest version.
     *
     * @param goOn whether to go on waiting
     * @return that version
     * @throws ApiException when the API does not answer
     * @throws CheckFailedException when the limit passes, with what the node complains of
     */
    String awaitNode(BooleanSupplier goOn) {
        String version = shown.get(path("")).path("version").asString("");
        if (!Wait.until(() -> version.equals(configVersion()) || !goOn.getAsBoolean(), NODE_LIMIT)
                || !version.equals(configVersion())) {
            throw new CheckFailedException("the gateway is at version " + version + ", but the node " + nodeState());
        }
        shown.get(path("/nodes/" + nodeId() + "/status"));
        return version;
    }

    /** What a node could not apply, in its own words; empty when all is well. */
    List<String> problems() {
        return silent.get(path("/nodes/" + nodeId() + "/errors"))
                .path("data")
                .valueStream()
                .map(problem -> problem.path("name").asString("") + ": "
                        + problem.path("message").asString(""))
                .toList();
    }

    private JsonNode declareVirtualCluster(String name, Map<String, String> backend) {
        return shown.post(
                path("/virtual-clusters"),
                Map.of(
                        "name", name,
                        "dns_label", name,
                        "destination", backend,
                        "authentication", List.of(Map.of("type", "anonymous")),
                        "acl_mode", "passthrough"));
    }

    private String nodeState() {
        if (nodeId().isEmpty()) {
            return "has not connected to the control plane";
        }
        return "is at " + configVersion() + "; its problems: " + problems();
    }

    private String configVersion() {
        String node = nodeId();
        return node.isEmpty()
                ? ""
                : silent.get(path("/nodes/" + node + "/status"))
                        .path("config_version")
                        .asString("");
    }

    private String nodeId() {
        return silent.get(path("/nodes")).path("data").path(0).path("id").asString("");
    }

    private String path(String rest) {
        return "/v1/event-gateways/" + gatewayId + rest;
    }

    private static String id(JsonNode entity) {
        return entity.path("id").asString("");
    }
}
