package io.signalbox.bench;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.GatewayAccess;
import io.signalbox.testbed.NodeCertificate;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;

/**
 * What new connections cost a node: clients connect, make themselves known, ask for ApiVersions and go, again and again,
 * in plaintext, with TLS, with TLS on both sides, with a login that the node checks. Clients, node and a stand-in for the
 * broker share this machine.
 */
public final class ConnectionLoad {

    private static final int CLIENTS = 4;
    private static final int WARM_UP = 5_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Duration VALIDITY = Duration.ofDays(1);
    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=bench", VALIDITY);
    private static final String PASSWORD = "for measuring only";

    private final ApiClient api;
    private final String gateway;
    private final NodeProcess node;
    private final Duration phase;

    private ConnectionLoad(ApiClient api, String gateway, NodeProcess node, Duration phase) {
        this.api = api;
        this.gateway = gateway;
        this.node = node;
        this.phase = phase;
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.run(
                CommandLines.ofSeconds(
                        "signalbox bench-connections",
                        ConnectionLoad::run,
                        "What new connections cost a node, by TLS and login."),
                arguments));
    }

    private static void run(int seconds) throws Exception {
        Duration phase = Duration.ofSeconds(seconds);
        try (ProcessFolder folder = new ProcessFolder();
                ControlPlaneProcess controlPlane = ControlPlaneProcess.start(folder.controlPlane())) {
            ApiClient api = controlPlane.api();
            String gateway = id(api.post("/v1/event-gateways", Map.of("name", "bench")));
            NodeCertificate certificate = NodeCertificate.create(folder.path(), "node");
            api.post(
                    "/v1/event-gateways/" + gateway + "/data-plane-certificates",
                    Map.of("certificate", certificate.pem()));
            GatewayAccess access = new GatewayAccess(
                    List.of(controlPlane.streamAddress()), controlPlane.caCertificate(), gateway, certificate);
            try (NodeProcess node = NodeProcess.start(folder.process("node"), access)) {
                new ConnectionLoad(api, "/v1/event-gateways/" + gateway, node, phase).run();
            }
        }
    }

    private void run() throws Exception {
        SslContext brokers = brokerTls();
        SSLContext client = clientTls();
        try (AnsweringBroker plain = new AnsweringBroker(Optional.empty());
                AnsweringBroker secure = new AnsweringBroker(Optional.of(brokers))) {
            JsonNode before = backend("plain", plain.address(), Map.of("enabled", false));
            JsonNode tlsBefore = backend(
                    "tls",
                    secure.address(),
                    Map.of("enabled", true, "ca_bundle", AUTHORITY.authority().certificatePem()));
            KeyedCertificate ecdsa =
                    AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=localhost", VALIDITY, "localhost"));
            KeyedCertificate rsa =
                    AUTHORITY.issue(CertificateRequest.of(KeyKind.RSA, "CN=localhost", VALIDITY, "localhost"));
            int ec = serve("ecdsa", before, Optional.of(ecdsa), false);
            int rs = serve("rsa", before, Optional.of(rsa), false);
            int both = serve("both", tlsBefore, Optional.of(ecdsa), false);
            int sasl = serve("sasl", before, Optional.of(ecdsa), true);
            int none = serve("plaintext", before, Optional.empty(), false);
            awaitApplied();
            Optional<SSLContext> tls = Optional.of(client);
            Optional<String> login = Optional.of(PASSWORD);
            System.out.println("| new connections | per second | node's CPU, ms each |");
            System.out.println("| --- | --- | --- |");
            report("plaintext", new OneConnection(none, Optional.empty(), false, Optional.empty()));
            report("SASL PLAIN, terminated", new OneConnection(sasl, Optional.empty(), false, login));
            report("TLS, ECDSA P-256, full", new OneConnection(ec, tls, false, Optional.empty()));
            report("TLS, ECDSA P-256, resumed", new OneConnection(ec, tls, true, Optional.empty()));
            report("TLS, RSA-2048, full", new OneConnection(rs, tls, false, Optional.empty()));
            report("TLS, RSA-2048, resumed", new OneConnection(rs, tls, true, Optional.empty()));
            report("TLS on both sides, ECDSA, full", new OneConnection(both, tls, false, Optional.empty()));
            report("TLS on both sides, ECDSA, resumed", new OneConnection(both, tls, true, Optional.empty()));
            report("TLS, ECDSA, resumed, and SASL PLAIN", new OneConnection(sasl, tls, true, login));
        }
    }

    private void report(String what, OneConnection connection) throws InterruptedException, ExecutionException {
        connections(connection, Long.MAX_VALUE, WARM_UP / CLIENTS);
        Duration before = cpu();
        long begin = System.nanoTime();
        long count = connections(connection, begin + phase.toNanos(), Integer.MAX_VALUE);
        double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
        double millis = cpu().minus(before).toNanos() / NANOS_PER_MILLI / count;
        System.out.printf(Locale.ROOT, "| %s | %.0f | %.2f |%n", what, count / seconds, millis);
    }

    /** From each client until then, or so many. */
    private static long connections(OneConnection connection, long end, int most)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Future<Long>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            running.add(threads.submit(() -> {
                long opened = 0;
                while (opened < most && System.nanoTime() < end) {
                    connection.open();
                    opened++;
                }
                return opened;
            }));
        }
        long all = 0;
        for (Future<Long> one : running) {
            all += one.get();
        }
        threads.shutdown();
        return all;
    }

    private Duration cpu() {
        return ProcessHandle.of(node.process().pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("this system does not tell a process's CPU time"));
    }

    private JsonNode backend(String name, String address, Map<String, Object> tls) {
        return api.post(
                gateway + "/backend-clusters",
                Map.of(
                        "name",
                        name,
                        "bootstrap_servers",
                        List.of(address),
                        "authentication",
                        Map.of("type", "anonymous"),
                        "tls",
                        tls));
    }

    /** A listener with a virtual cluster of its own; gives its port. */
    private int serve(String name, JsonNode backend, Optional<KeyedCertificate> certificate, boolean login) {
        int port = FreePorts.any();
        Map<String, Object> authentication = login
                ? Map.of(
                        "type",
                        "sasl_plain",
                        "mediation",
                        "terminate",
                        "principals",
                        List.of(Map.of("username", OneConnection.USER, "password", PASSWORD)))
                : Map.of("type", "anonymous");
        JsonNode virtual = api.post(
                gateway + "/virtual-clusters",
                Map.of(
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
        String policies = gateway + "/listeners/"
                + id(api.post(
                        gateway + "/listeners",
                        Map.of("name", name, "addresses", List.of("127.0.0.1"), "ports", List.of(port))))
                + "/policies";
        certificate.ifPresent(one -> api.post(policies, Map.of("type", "tls_server", "config", tlsServer(one))));
        api.post(
                policies,
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
                                Map.of("id", id(virtual)))));
        return port;
    }

    private static Map<String, Object> tlsServer(KeyedCertificate certificate) {
        return new TreeMap<>(Map.of(
                "allow_plaintext",
                true,
                "certificates",
                List.of(Map.of("certificate", certificate.certificatePem(), "key", certificate.keyPem()))));
    }

    private void awaitApplied() throws InterruptedException {
        JsonNode version = api.get(gateway).path("version");
        api.get(gateway + "/rollout?version=" + version.asString("") + "&timeout=30s");
    }

    private static SslContext brokerTls() throws IOException {
        KeyedCertificate certificate =
                AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=broker", VALIDITY, "127.0.0.1"));
        return SslContextBuilder.forServer(stream(certificate.certificatePem()), stream(certificate.keyPem()))
                .build();
    }

    private static SSLContext clientTls() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("authority", AUTHORITY.authority().certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
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
