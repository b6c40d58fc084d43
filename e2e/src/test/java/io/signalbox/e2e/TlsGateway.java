package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** The gateway of the SNI guide: two virtual clusters on one TLS port, told apart by name; and a node that serves it. */
final class TlsGateway implements AutoCloseable {

    static final String SUFFIX = ".127-0-0-1.sslip.io";

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Issuer AUTHORITY = Issuer.create(KeyKind.RSA, "CN=guide-ca", YEAR);
    private static final Map<KeyKind, KeyedCertificate> CERTIFICATES = new ConcurrentHashMap<>();

    final Gateway gateway;
    final NodeProcess node;
    final int port = FreePorts.any();
    final JsonNode listener;
    final JsonNode backend;
    private final Stage stage;
    private final String name;
    private JsonNode tlsServer;

    private TlsGateway(Stage stage, String name, Map<String, String> environment) throws IOException {
        this.stage = stage;
        this.name = name;
        gateway = stage.anotherGateway(name);
        node = stage.anotherNode(gateway, name, environment);
        backend = gateway.backendCluster("backend_cluster", stage.advertisedServers());
        gateway.virtualCluster("analytics", backend);
        gateway.virtualCluster("payments", backend);
        listener = gateway.api()
                .post(
                        gateway.path("/listeners"),
                        Map.of("name", "gateway_listener", "addresses", List.of("127.0.0.1"), "ports", List.of(port)));
        tlsServer = gateway.policy(listener, "tls_server", Gateway.tlsConfig(certificate(KeyKind.RSA)));
        gateway.policy(listener, "forward_to_virtual_cluster", Gateway.sniConfig(port, SUFFIX));
        node.awaitReady();
        gateway.awaitApplied();
    }

    static TlsGateway open(Stage stage, String name, Map<String, String> environment) throws IOException {
        return new TlsGateway(stage, name, environment);
    }

    /** One for those who need no new one: where no optimizing compiler runs, a key for RSA takes seconds to make. */
    static KeyedCertificate certificate(KeyKind kind) {
        return CERTIFICATES.computeIfAbsent(kind, TlsGateway::newCertificate);
    }

    /** A certificate for every name of the guide, under an authority that clients of {@link #clients} trust. */
    static KeyedCertificate newCertificate(KeyKind kind) {
        return AUTHORITY.issue(CertificateRequest.of(kind, "CN=*" + SUFFIX, YEAR, "*" + SUFFIX));
    }

    static KeyedCertificate authority() {
        return AUTHORITY.authority();
    }

    JsonNode tlsServer() {
        return tlsServer;
    }

    /** Puts another config in the place of the TLS server's, and waits until the node has it. */
    void serve(Map<String, Object> config) {
        tlsServer = gateway.replacePolicy(listener, tlsServer, config);
        gateway.awaitApplied();
    }

    String bootstrap(String virtualCluster) {
        return "bootstrap-" + virtualCluster + SUFFIX + ":" + port;
    }

    Clients clients(String virtualCluster, String protocol) {
        return new Clients(bootstrap(virtualCluster)).overTls(authority().certificatePem(), protocol);
    }

    double rejected(String reason) {
        return NodeMetrics.rejected(node, reason);
    }

    String log() throws IOException {
        return Files.readString(stage.logOf(name));
    }

    @Override
    public void close() throws IOException {
        node.close();
        assertThat(log()).doesNotContain("LEAK:", " ERROR ", "malformed_response", "unexpected_response");
    }
}
