package io.signalbox.bench;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.GatewayAccess;
import io.signalbox.testbed.NodeCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;

/** A gateway with listeners for measuring, each with a virtual cluster of its own, declared over the REST API. */
final class BenchListeners {

    /** Of {@link OneConnection#USER}, where a listener wants a login. */
    static final String PASSWORD = "for measuring only";

    private static final Duration VALIDITY = Duration.ofDays(1);
    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=bench", VALIDITY);

    private final ControlPlaneProcess controlPlane;
    private volatile ApiClient api;
    private final String id;
    private final String gateway;

    BenchListeners(ControlPlaneProcess controlPlane) {
        this(controlPlane, "bench");
    }

    BenchListeners(ControlPlaneProcess controlPlane, String name) {
        this.controlPlane = controlPlane;
        api = controlPlane.api();
        id = id(api.post("/v1/event-gateways", Map.of("name", name)));
        gateway = "/v1/event-gateways/" + id;
    }

    /** From now on this one is asked, another replica. */
    void through(ApiClient other) {
        api = other;
    }

    /** For a node, whose certificate is registered. */
    GatewayAccess access(Path folder) {
        return access(folder, List.of(controlPlane.streamAddress()), controlPlane.caCertificate());
    }

    /** For a node that has several control planes to go to. */
    GatewayAccess access(Path folder, List<String> controlPlanes, Path authorities) {
        NodeCertificate certificate = NodeCertificate.create(folder, "node-" + id);
        api.post(gateway + "/data-plane-certificates", Map.of("certificate", certificate.pem()));
        return new GatewayAccess(controlPlanes, authorities, id, certificate);
    }

    JsonNode backend(String name, String address) {
        return backend(name, address, Map.of("enabled", false));
    }

    /** Whose broker speaks TLS by {@link #brokerTls}. */
    JsonNode secureBackend(String name, String address) {
        return backend(
                name,
                address,
                Map.of("enabled", true, "ca_bundle", AUTHORITY.authority().certificatePem()));
    }

    private JsonNode backend(String name, String address, Map<String, Object> tls) {
        return api.post(
                gateway + "/backend-clusters",
                Map.of(
                        "name",
                        name,
                        "bootstrap_servers",
                        List.of(address.split(",")),
                        "authentication",
                        Map.of("type", "anonymous"),
                        "tls",
                        tls));
    }

    static KeyedCertificate certificate(KeyKind kind) {
        return AUTHORITY.issue(CertificateRequest.of(kind, "CN=localhost", VALIDITY, "localhost"));
    }

    /** A virtual cluster, which wants a login by password or none; gives its id. */
    String virtualCluster(String name, JsonNode backend, boolean login, Map<String, Object> more) {
        Map<String, Object> body = virtualCluster(name, backend, login ? Optional.of(PASSWORD) : Optional.empty());
        body.putAll(more);
        return id(api.post(gateway + "/virtual-clusters", body));
    }

    private static Map<String, Object> virtualCluster(String name, JsonNode backend, Optional<String> password) {
        Map<String, Object> authentication = password.<Map<String, Object>>map(one -> Map.of(
                        "type",
                        "sasl_plain",
                        "mediation",
                        "terminate",
                        "principals",
                        List.of(Map.of("username", OneConnection.USER, "password", one))))
                .orElse(Map.of("type", "anonymous"));
        return new TreeMap<>(Map.of(
                "name",
                name,
                "dns_label",
                name,
                "destination",
                Map.of("id", id(backend)),
                "authentication",
                List.of(authentication),
                "acl_mode",
                "passthrough"));
    }

    void producePolicy(String virtualCluster, Map<String, Object> body) {
        api.post(gateway + "/virtual-clusters/" + virtualCluster + "/produce-policies", body);
    }

    /** A listener with a virtual cluster of its own; gives its port. */
    int serve(String name, JsonNode backend, Optional<KeyedCertificate> certificate, boolean login) {
        return listen(name, virtualCluster(name, backend, login, Map.of()), certificate);
    }

    /** A listener on one port, where plaintext is taken beside TLS; gives the port. */
    int listen(String name, String virtualCluster, Optional<KeyedCertificate> certificate) {
        int port = FreePorts.any();
        String policies = listener(name, Integer.toString(port)) + "/policies";
        certificate.ifPresent(one -> api.post(gateway + policies, tlsServer(one)));
        forward(policies, virtualCluster);
        return port;
    }

    /** A listener with a port for each broker, too; gives the first one, which is for bootstrapping. */
    int listenForBrokers(String name, String virtualCluster, int brokers) {
        int port = FreePorts.anyConsecutive(brokers + 1);
        forward(listener(name, port + "-" + (port + brokers)) + "/policies", virtualCluster);
        return port;
    }

    /** One to which nothing leads yet; gives its path below the gateway. */
    String listener(String name, String ports) {
        return "/listeners/"
                + id(api.post(
                        gateway + "/listeners",
                        Map.of("name", name, "addresses", List.of("127.0.0.1"), "ports", List.of(ports))));
    }

    private void forward(String policies, String virtualCluster) {
        api.post(
                gateway + policies,
                Map.of(
                        "type",
                        "forward_to_virtual_cluster",
                        "config",
                        Map.of(
                                "type",
                                "port_mapping",
                                "advertised_host",
                                "localhost",
                                "destination",
                                Map.of("id", virtualCluster))));
    }

    /** A listener with TLS and a login, both of which can be replaced. */
    record Secured(int port, String name, String virtualCluster, String tlsPolicy) {}

    Secured secured(String name, JsonNode backend) {
        String virtualCluster = virtualCluster(name, backend, true, Map.of());
        int port = FreePorts.any();
        String policies = listener(name, Integer.toString(port)) + "/policies";
        String tls = id(api.post(gateway + policies, tlsServer(certificate(KeyKind.EC))));
        forward(policies, virtualCluster);
        return new Secured(port, name, "/virtual-clusters/" + virtualCluster, policies + "/" + tls);
    }

    void replaceCertificate(Secured secured, KeyedCertificate certificate) {
        api.put(gateway + secured.tlsPolicy(), tlsServer(certificate));
    }

    void replacePassword(Secured secured, JsonNode backend, String password) {
        api.put(gateway + secured.virtualCluster(), virtualCluster(secured.name(), backend, Optional.of(password)));
    }

    void delete(String path) {
        api.delete(gateway + path);
    }

    /** What this is answered by. */
    int status(String method, String path, String body) {
        return api.exchange(method, gateway + path, body).statusCode();
    }

    private static Map<String, Object> tlsServer(KeyedCertificate certificate) {
        return Map.of(
                "type",
                "tls_server",
                "config",
                Map.of(
                        "allow_plaintext",
                        true,
                        "certificates",
                        List.of(Map.of("certificate", certificate.certificatePem(), "key", certificate.keyPem()))));
    }

    void awaitApplied() throws InterruptedException {
        JsonNode version = api.get(gateway).path("version");
        api.get(gateway + "/rollout?version=" + version.asString("") + "&timeout=30s");
    }

    static SslContext brokerTls() throws IOException {
        KeyedCertificate certificate =
                AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=broker", VALIDITY, "127.0.0.1"));
        return SslContextBuilder.forServer(stream(certificate.certificatePem()), stream(certificate.keyPem()))
                .build();
    }

    static SSLContext clientTls(String protocol) throws GeneralSecurityException, IOException {
        return clientTls(protocol, AUTHORITY.authority().certificate());
    }

    /** Of a process of its own, to which {@link #writeAuthority} has told whom to trust. */
    static SSLContext clientTls(String protocol, Path authority) throws GeneralSecurityException, IOException {
        try (InputStream pem = Files.newInputStream(authority)) {
            return clientTls(protocol, CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
    }

    static Path writeAuthority(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("authority.pem"), AUTHORITY.authority().certificatePem());
    }

    private static SSLContext clientTls(String protocol, Certificate authority)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("authority", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance(protocol);
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static ByteArrayInputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static String id(JsonNode entity) {
        return entity.path("id").asString("");
    }
}
