package io.signalbox.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.BrokerSecurity;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.SecureListener;
import io.signalbox.testbed.TokenIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A broker with a listener of each kind, a gateway with a backend cluster for each of those, and a node; virtual clusters
 * are added by the tests that need them, each on ports of its own that take TLS and plaintext.
 */
final class SecureStage implements AutoCloseable {

    static final String ISSUER = "https://issuer.test";
    static final String AUDIENCE = "kafka";
    static final String USER = "alice";
    static final String PASSWORD = "alice-password-Zx81";
    static final String GATEWAY_USER = "gateway";
    static final String GATEWAY_PASSWORD = "gateway-password-Qy73";
    /** What must be in no log and no answer. */
    static final List<String> SECRETS = List.of(PASSWORD, GATEWAY_PASSWORD, "PRIVATE KEY");

    private static final Duration VALIDITY = Duration.ofDays(90); // shorter ones are warned of
    private static final Issuer BROKERS_CA = Issuer.create(KeyKind.EC, "CN=brokers-ca", VALIDITY);
    private static final Issuer CLIENTS_CA = Issuer.create(KeyKind.EC, "CN=clients-ca", VALIDITY);
    private static final Issuer GATEWAYS_CA = Issuer.create(KeyKind.EC, "CN=gateways-ca", VALIDITY);
    private static final KeyedCertificate NODE =
            BROKERS_CA.issue(CertificateRequest.of(KeyKind.EC, "CN=node", VALIDITY));
    private static final KeyedCertificate SERVER =
            GATEWAYS_CA.issue(CertificateRequest.of(KeyKind.EC, "CN=localhost", VALIDITY, "localhost"));

    /** Of a client that its virtual cluster takes. */
    static final KeyedCertificate CLIENT =
            CLIENTS_CA.issue(CertificateRequest.of(KeyKind.EC, "CN=orders-service", VALIDITY));

    final TokenIssuer tokens = TokenIssuer.create(ISSUER, "one");
    final Gateway gateway;
    final AtomicInteger questionsForKeys = new AtomicInteger();
    private final Stage stage;
    private final String name;
    private final KafkaCluster broker;
    private final HttpServer keys;
    private final Path jwks;
    private final Path nodeLog;
    private final JsonNode trustBundle;
    private final Map<Backing, JsonNode> backends = new TreeMap<>();
    private @Nullable NodeProcess node;

    /** The ways to a broker. */
    enum Backing {
        PLAINTEXT,
        SSL,
        MUTUAL_TLS,
        SASL_PLAINTEXT,
        SASL_SSL;

        boolean hasSasl() {
            return this == SASL_PLAINTEXT || this == SASL_SSL;
        }
    }

    private SecureStage(Stage stage, String name, Map<String, String> brokerProperties) throws IOException {
        this.stage = stage;
        this.name = name;
        Path folder = Files.createDirectories(stage.logOf(name).resolveSibling(name + "-brokers"));
        // Not in that folder: of a path with a space in it, brokers make another.
        jwks = Files.writeString(Files.createTempFile("jwks", ".json"), TokenIssuer.jwks(tokens));
        KafkaOptions options = KafkaOptions.brokers(1)
                .withFolder(folder)
                .withSecurity(BrokerSecurity.of(
                                BROKERS_CA.issue(CertificateRequest.of(KeyKind.EC, "CN=broker", VALIDITY, "127.0.0.1")),
                                BROKERS_CA.authority().certificatePem(),
                                Map.of(USER, PASSWORD, GATEWAY_USER, GATEWAY_PASSWORD))
                        .withTokens(jwks, ISSUER, AUDIENCE));
        for (Map.Entry<String, String> property : brokerProperties.entrySet()) {
            options = options.withProperty(property.getKey(), property.getValue());
        }
        broker = KafkaCluster.start(options);
        keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.createContext("/", exchange -> {
            questionsForKeys.incrementAndGet();
            byte[] body = TokenIssuer.jwks(tokens).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        keys.start();
        gateway = stage.anotherGateway(name);
        nodeLog = stage.logOf(name);
        trustBundle = gateway.trustBundle("clients", CLIENTS_CA.authority());
        for (Backing backing : Backing.values()) {
            backends.put(backing, gateway.backendCluster(backend(backing)));
        }
    }

    /** Starts the node, once all is declared: it would apply every version on the way there. */
    void startNode() throws IOException {
        node = NodeProcess.start(
                stage.nodeOptions(name)
                        .withJvmOption("-Dlogback.configurationFile="
                                + Path.of("src", "test", "resources", "node-logs-everything.xml")
                                        .toAbsolutePath())
                        .withEnvironment("NODE_KEY", NODE.keyPem())
                        .withEnvironment("GATEWAY_PASSWORD", GATEWAY_PASSWORD)
                        .withEnvironment("ALICE_PASSWORD", PASSWORD),
                stage.access(gateway, name));
        gateway.awaitApplied();
    }

    NodeProcess node() {
        return requireNonNull(node, "the node is not started yet");
    }

    static SecureStage open(Stage stage, String name, Map<String, String> brokerProperties) throws IOException {
        return new SecureStage(stage, name, brokerProperties);
    }

    /** A virtual cluster on two ports of its own; gives the address to begin at. */
    String virtualCluster(String name, Backing backing, List<Map<String, Object>> authentication) {
        int port = FreePorts.anyConsecutive(2);
        JsonNode virtual = gateway.virtualCluster(name, requireNonNull(backends.get(backing)), authentication);
        JsonNode listener = gateway.listener(name, port + "-" + (port + 1));
        Map<String, Object> tls = Gateway.tlsConfig(SERVER);
        tls.put("allow_plaintext", true);
        tls.put(
                "client_authentication",
                Map.of(
                        "mode",
                        "requested",
                        "tls_trust_bundles",
                        List.of(Map.of("id", Gateway.id(trustBundle))),
                        "principal_mapping",
                        "context.certificate.subject[\"CN\"]"));
        gateway.policy(listener, "tls_server", tls);
        gateway.portMapping(listener, virtual, Map.of());
        return "localhost:" + port;
    }

    /** Where tokens' keys are. */
    String keysEndpoint() {
        return "http://127.0.0.1:" + keys.getAddress().getPort() + "/";
    }

    void stopKeys() {
        keys.stop(0);
    }

    String token(Duration lifetime) {
        return tokens.token(USER, AUDIENCE, Instant.now().plus(lifetime));
    }

    String serverAuthority() {
        return GATEWAYS_CA.authority().certificatePem();
    }

    String log() throws IOException {
        return Files.readString(nodeLog);
    }

    double rejected(String reason) {
        return NodeMetrics.rejected(node(), reason);
    }

    private Map<String, Object> backend(Backing backing) {
        Map<String, Object> body = new TreeMap<>(Map.of(
                "name",
                backing.name(),
                "bootstrap_servers",
                List.of(address(backing)),
                "insecure_allow_anonymous_virtual_cluster_auth",
                true,
                "authentication",
                login(backing),
                "tls",
                tls(backing)));
        return body;
    }

    private static Map<String, Object> login(Backing backing) {
        return switch (backing) {
            case PLAINTEXT, SSL, MUTUAL_TLS -> Map.of("type", "anonymous");
            case SASL_PLAINTEXT ->
                Map.of("type", "sasl_plain", "username", GATEWAY_USER, "password", "${env['GATEWAY_PASSWORD']}");
            case SASL_SSL ->
                Map.of(
                        "type",
                        "sasl_scram",
                        "algorithm",
                        "sha512",
                        "username",
                        GATEWAY_USER,
                        "password",
                        GATEWAY_PASSWORD);
        };
    }

    private static Map<String, Object> tls(Backing backing) {
        Map<String, Object> tls = new TreeMap<>(
                Map.of("enabled", true, "ca_bundle", BROKERS_CA.authority().certificatePem()));
        return switch (backing) {
            case PLAINTEXT, SASL_PLAINTEXT -> Map.of("enabled", false);
            case SSL, SASL_SSL -> tls;
            case MUTUAL_TLS -> {
                tls.put(
                        "client_identity",
                        Map.of("certificate", NODE.certificatePem(), "key", "${vault.env['NODE_KEY']}"));
                yield tls;
            }
        };
    }

    /** Where the broker itself is reached so. */
    String address(Backing backing) {
        return backing == Backing.PLAINTEXT
                ? broker.bootstrapServers()
                : broker.bootstrapServers(SecureListener.valueOf(backing.name()));
    }

    static Map<String, Object> anonymous() {
        return Map.of("type", "anonymous");
    }

    static Map<String, Object> certificate() {
        return Map.of("type", "client_certificate");
    }

    static Map<String, Object> plainTerminated() {
        return Map.of(
                "type",
                "sasl_plain",
                "mediation",
                "terminate",
                "principals",
                List.of(Map.of("username", USER, "password", "${env['ALICE_PASSWORD']}")));
    }

    static Map<String, Object> plainRelayed() {
        return Map.of("type", "sasl_plain", "mediation", "passthrough");
    }

    static Map<String, Object> scram(String algorithm) {
        return Map.of("type", "sasl_scram", "algorithm", algorithm);
    }

    Map<String, Object> oauth(String mediation) {
        return oauth(mediation, Optional.of(keysEndpoint()));
    }

    static Map<String, Object> oauth(String mediation, Optional<String> endpoint) {
        Map<String, Object> entry = new TreeMap<>(Map.of("type", "oauth_bearer", "mediation", mediation));
        endpoint.ifPresent(url -> {
            entry.put("jwks", Map.of("endpoint", url, "timeout", "2s", "cache_expiration", "1h"));
            entry.put("validate", Map.of("issuer", ISSUER, "audiences", List.of(Map.of("name", AUDIENCE))));
        });
        return entry;
    }

    /** What the node shows of its configuration. */
    String config() {
        return NodeMetrics.page(node(), "/config");
    }

    @Override
    public void close() throws IOException {
        String shown = config();
        node().close();
        broker.close();
        keys.stop(0);
        Files.delete(jwks);
        assertThat(log()).doesNotContain("LEAK:", " ERROR ", "malformed_response", "unexpected_response");
        assertThat(log()).as("the node's log, at every level").contains(" DEBUG ");
        for (String text : List.of(log(), shown, stage.controlPlaneLog())) {
            assertThat(SECRETS)
                    .allSatisfy(secret ->
                            assertThat(text.contains(secret)).as(secret).isFalse());
        }
    }
}
