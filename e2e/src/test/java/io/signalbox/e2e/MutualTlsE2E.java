package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Clients that are known by their certificates, and secrets that stay on the node; on a gateway and a node for each engine. */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutualTlsE2E {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Issuer CLIENTS_CA = Issuer.create(KeyKind.EC, "CN=clients-ca", DAY);
    private static final Issuer STRANGER = Issuer.create(KeyKind.EC, "CN=clients-ca", DAY);
    private static final KeyedCertificate ORDERS =
            CLIENTS_CA.issue(CertificateRequest.of(KeyKind.EC, "CN=orders-service, O=Example", DAY));
    private static final KeyedCertificate FORGED =
            STRANGER.issue(CertificateRequest.of(KeyKind.EC, "CN=orders-service", DAY));
    private static final KeyedCertificate SERVER = TlsGateway.certificate(KeyKind.EC);

    private final Stage stage;
    private final Map<String, TlsGateway> gateways = new TreeMap<>();

    MutualTlsE2E(Stage stage) {
        this.stage = stage;
    }

    @AfterAll
    void close() throws IOException {
        for (TlsGateway gateway : gateways.values()) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void whereACertificateIsRequiredOnlyItsHoldersGetIn(String engine) throws Exception {
        TlsGateway guide = gateway(engine);
        guide.serve(asking("required"));
        Clients nobody = guide.clients("analytics", "TLSv1.3");
        double without = guide.rejected("client_certificate_required");
        double forged = forged(guide);

        assertWorks(nobody.showing(ORDERS));
        assertRefused(nobody);
        assertRefused(nobody.showing(FORGED));

        assertThat(guide.rejected("client_certificate_required")).isGreaterThan(without);
        assertThat(forged(guide)).isGreaterThan(forged);
    }

    private static double forged(TlsGateway guide) {
        return guide.rejected("client_certificate_untrusted") + guide.rejected("client_certificate_invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void whereACertificateIsRequestedNoneIsBetterThanABadOne(String engine) throws Exception {
        TlsGateway guide = gateway(engine);
        guide.serve(asking("requested"));
        Clients nobody = guide.clients("analytics", "TLSv1.3");

        assertWorks(nobody);
        assertWorks(nobody.showing(ORDERS));
        assertRefused(nobody.showing(FORGED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl"})
    void aTrustBundleInUseIsNotDeletedAndAKeyOnTheNodeNeverLeavesIt(String engine) throws Exception {
        TlsGateway guide = gateway(engine);
        Map<String, Object> byReference = asking("requested");
        byReference.put("certificates", certificates("${vault.env['GUIDE_TLS_KEY']}"));
        guide.serve(byReference);

        assertWorks(guide.clients("analytics", "TLSv1.3"));
        assertThat(guide.tlsServer()
                        .path("config")
                        .path("certificates")
                        .path(0)
                        .path("key")
                        .asString(""))
                .isEqualTo("${vault.env['GUIDE_TLS_KEY']}");
        assertBundleInUse(guide);

        byReference.put("certificates", certificates("${env['GUIDE_TLS_EMPTY']}"));
        guide.serve(byReference);
        await().untilAsserted(() -> assertThat(guide.gateway.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path("name").asString("")).isEqualTo("tls_server.invalid");
                    assertThat(problem.path("message").asString("")).contains("[GUIDE_TLS_EMPTY], which is empty");
                    assertThat(problem.path("severity").asString("")).isEqualTo("error");
                }));
        assertWorks(guide.clients("analytics", "TLSv1.3")); // in its last good form
    }

    private static void assertBundleInUse(TlsGateway guide) {
        String bundles = guide.gateway.path("/tls-trust-bundles");
        JsonNode bundle = guide.gateway.api().get(bundles).path("data").path(0);
        HttpResponse<String> refused = guide.gateway.api().exchange("DELETE", bundles + "/" + Gateway.id(bundle), "");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("is used by");
    }

    private TlsGateway gateway(String engine) throws IOException {
        TlsGateway open = gateways.get(engine);
        if (open == null) {
            Map<String, String> environment =
                    Map.of("SIGNALBOX_TLS_ENGINE", engine, "GUIDE_TLS_KEY", SERVER.keyPem(), "GUIDE_TLS_EMPTY", "");
            open = TlsGateway.open(stage, "mutual-" + engine, environment);
            open.gateway.trustBundle("clients-ca", CLIENTS_CA.authority());
            gateways.put(engine, open);
        }
        return open;
    }

    private static Map<String, Object> asking(String mode) {
        Map<String, Object> config = Gateway.tlsConfig(SERVER);
        config.put(
                "client_authentication",
                Map.of(
                        "mode",
                        mode,
                        "tls_trust_bundles",
                        List.of(Map.of("name", "clients-ca")),
                        "principal_mapping",
                        "context.certificate.subject[\"CN\"]"));
        return config;
    }

    private static List<Map<String, Object>> certificates(String key) {
        return List.of(Map.of("certificate", SERVER.certificatePem(), "key", key));
    }

    private static void assertWorks(Clients clients) throws Exception {
        String topic = clients.createTopic(1);
        clients.produce(topic, 50, Map.of());
        assertThat(Set.copyOf(clients.consume(topic, 50, Map.of()))).hasSize(50);
    }

    private static void assertRefused(Clients clients) {
        try (Admin admin = clients.admin()) {
            assertThatThrownBy(() -> admin.describeCluster().nodes().get())
                    .hasCauseInstanceOf(SslAuthenticationException.class);
        }
    }
}
