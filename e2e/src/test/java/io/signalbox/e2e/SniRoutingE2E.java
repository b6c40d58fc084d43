package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.signalbox.credentials.Issuer.KeyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The SNI guide, step by step (contract section 6.2), namespaces aside. */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SniRoutingE2E {

    private static final String NAMES = TlsGateway.SUFFIX;
    private static final List<Path> NSS_WRAPPER = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/libnss_wrapper.so"),
            Path.of("/usr/lib/aarch64-linux-gnu/libnss_wrapper.so"));

    private final Stage stage;
    private final Map<String, TlsGateway> gateways = new ConcurrentHashMap<>();

    SniRoutingE2E(Stage stage) {
        this.stage = stage;
    }

    @AfterAll
    void close() throws IOException {
        for (TlsGateway gateway : gateways.values()) {
            gateway.close();
        }
    }

    static Stream<Arguments> everyWay() {
        return Stream.of("boringssl", "jdk")
                .flatMap(engine -> Stream.of(KeyKind.values())
                        .flatMap(key ->
                                Stream.of("TLSv1.2", "TLSv1.3").map(protocol -> Arguments.of(engine, key, protocol))));
    }

    @ParameterizedTest(name = "{0}, {1} key, {2}")
    @MethodSource("everyWay")
    void bothVirtualClustersAreReachedOnOnePortByTheirNames(String engine, KeyKind key, String protocol)
            throws Exception {
        TlsGateway guide = gateway(engine);
        Map<String, Object> config = Gateway.tlsConfig(TlsGateway.certificate(key));
        config.put("versions", Map.of("min", protocol, "max", protocol));
        guide.serve(config);
        Clients analytics = guide.clients("analytics", protocol);
        Clients payments = guide.clients("payments", protocol);

        String topic = analytics.createTopic(3);
        analytics.produce(topic, 300, Map.of());

        assertThat(payments.consume(topic, 300, Map.of())).hasSize(300).doesNotHaveDuplicates();
        assertThat(brokers(analytics)).containsExactlyInAnyOrderElementsOf(addresses("analytics", guide.port));
        assertThat(brokers(payments)).containsExactlyInAnyOrderElementsOf(addresses("payments", guide.port));
        assertThat(guide.gateway.problems()).isEmpty();
    }

    @Test
    void thePolicyIsReturnedWithItsDefaultsAndWithoutItsKey() throws IOException {
        TlsGateway guide = gateway("boringssl");
        guide.serve(Gateway.tlsConfig(TlsGateway.certificate(KeyKind.RSA)));

        JsonNode config = guide.tlsServer().path("config");

        assertThat(guide.listener.path("ports").path(0).asString("")).isEqualTo(Integer.toString(guide.port));
        assertThat(config.path("certificates").path(0).has("key")).isFalse();
        assertThat(config.path("versions").path("min").asString("")).isEqualTo("TLSv1.2");
        assertThat(config.path("versions").path("max").asString("")).isEqualTo("TLSv1.3");
        assertThat(config.path("allow_plaintext").asBoolean(true)).isFalse();
    }

    @Test
    void librdkafkaReachesItToo() throws Exception {
        Optional<Path> wrapper = NSS_WRAPPER.stream().filter(Files::exists).findFirst();
        assumeThat(Programs.isInstalled("kcat")).as("kcat is installed").isTrue();
        assumeThat(wrapper)
                .as("libnss-wrapper is installed, which lends kcat a hosts file")
                .isPresent();
        TlsGateway guide = gateway("boringssl");
        guide.serve(Gateway.tlsConfig(TlsGateway.certificate(KeyKind.RSA)));
        Path ca = Files.writeString(
                stage.logOf("guide-ca.crt"), TlsGateway.authority().certificatePem());
        Map<String, String> environment = Map.of(
                "LD_PRELOAD", wrapper.orElseThrow().toString(),
                "NSS_WRAPPER_HOSTS",
                        Path.of("src", "test", "resources", "hosts")
                                .toAbsolutePath()
                                .toString());
        List<String> kcat = List.of(
                "kcat",
                "-b",
                guide.bootstrap("payments"),
                "-X",
                "security.protocol=ssl",
                "-X",
                "ssl.ca.location=" + ca,
                "-X",
                "ssl.endpoint.identification.algorithm=https");
        String topic = guide.clients("payments", "TLSv1.3").createTopic(1);

        String listed = Programs.run(Optional.empty(), environment, plus(kcat, "-L"));
        Programs.run(Optional.of("one\ntwo\n"), environment, plus(kcat, "-P", "-t", topic));
        String consumed = Programs.run(
                Optional.empty(), environment, plus(kcat, "-C", "-q", "-e", "-o", "beginning", "-t", topic));

        assertThat(listed)
                .contains("broker 0 at broker-0-payments" + NAMES + ":" + guide.port)
                .contains("broker 2 at broker-2-payments" + NAMES + ":" + guide.port)
                .doesNotContain(Stage.BACKEND_DOMAIN);
        assertThat(consumed).isEqualTo("one\ntwo\n");
    }

    @Test
    void aNameOfNoVirtualClusterIsRefusedAndTheLogNamesTheNearest() throws IOException {
        TlsGateway guide = gateway("boringssl");
        guide.serve(Gateway.tlsConfig(TlsGateway.certificate(KeyKind.RSA)));
        double before = guide.rejected("unknown_sni");

        assertRefused(guide.clients("nobody", "TLSv1.3"));

        await().untilAsserted(() -> assertThat(guide.rejected("unknown_sni")).isGreaterThan(before));
        await().untilAsserted(() -> assertThat(guide.log())
                .contains("server name [bootstrap-nobody" + NAMES + "]")
                .contains("accepted names like it: [bootstrap-analytics" + NAMES + ", bootstrap-payments" + NAMES));
    }

    @Test
    void whoSendsNoNameOrSpeaksPlaintextIsRefusedWithAReasonOfItsOwn() throws IOException {
        TlsGateway guide = gateway("boringssl");
        guide.serve(Gateway.tlsConfig(TlsGateway.certificate(KeyKind.RSA)));

        assertRefused(new Clients("127.0.0.1:" + guide.port)
                .overTls(TlsGateway.authority().certificatePem(), "TLSv1.3"));
        try (Admin plaintext = Admin.create(new Clients("127.0.0.1:" + guide.port).settings(Map.of()))) {
            assertThatThrownBy(() -> plaintext
                            .describeCluster(new DescribeClusterOptions().timeoutMs(3_000))
                            .nodes()
                            .get())
                    .hasMessageContaining("Timed out");
        }

        assertThat(guide.rejected("no_sni")).isPositive();
        assertThat(guide.rejected("plaintext_not_allowed")).isPositive();
    }

    @Test
    void theApiSaysBeforehandWhatTheNodeDoes() throws IOException {
        TlsGateway guide = gateway("boringssl");
        guide.serve(Gateway.tlsConfig(TlsGateway.certificate(KeyKind.RSA)));
        await().untilAsserted(() -> assertThat(advertised(guide)).contains(addresses("payments", guide.port)));

        JsonNode broker = preview(guide, "broker-1-payments" + NAMES);
        JsonNode nobody = preview(guide, "bootstrap-nobody" + NAMES);

        assertThat(broker.path("decision").asString("")).isEqualTo("routed");
        assertThat(broker.path("virtual_cluster").path("name").asString("")).isEqualTo("payments");
        assertThat(broker.path("target").path("broker_id").asInt(-1)).isEqualTo(1);
        assertThat(nobody.path("reason").asString("")).isEqualTo("unknown_sni");
        assertThat(nobody.path("nearest_names").toString()).contains("bootstrap-payments" + NAMES);
    }

    private TlsGateway gateway(String engine) throws IOException {
        TlsGateway open = gateways.get(engine);
        if (open == null) {
            open = TlsGateway.open(stage, "tls-" + engine, Map.of("SIGNALBOX_TLS_ENGINE", engine));
            gateways.put(engine, open);
        }
        return open;
    }

    private static JsonNode preview(TlsGateway guide, String serverName) {
        return guide.gateway
                .api()
                .post(
                        guide.gateway.path("/listeners/" + Gateway.id(guide.listener) + "/route-preview"),
                        Map.of("local_port", guide.port, "server_name", serverName, "tls", true));
    }

    private static String advertised(TlsGateway guide) {
        return guide.gateway
                .api()
                .get(guide.gateway.path("/listeners/" + Gateway.id(guide.listener) + "/advertised-addresses"))
                .toString();
    }

    private static List<String> addresses(String virtualCluster, int port) {
        return Stream.of(0, 1, 2)
                .map(id -> "broker-" + id + "-" + virtualCluster + NAMES + ":" + port)
                .toList();
    }

    private static List<String> brokers(Clients clients) throws Exception {
        try (Admin admin = clients.admin()) {
            return admin.describeCluster().nodes().get().stream()
                    .map((Node node) -> node.host() + ":" + node.port())
                    .toList();
        }
    }

    private static void assertRefused(Clients clients) {
        try (Admin admin = clients.admin()) {
            assertThatThrownBy(() -> admin.describeCluster().nodes().get())
                    .hasCauseInstanceOf(SslAuthenticationException.class);
        }
    }

    private static List<String> plus(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toList();
    }
}
