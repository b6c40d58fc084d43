package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a dashboard, an alert or the page about metrics names is there on a running system. */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardsE2E {

    private static final Path ROOT = Path.of("..");
    private static final Path ALERTS = ROOT.resolve("ops/prometheus/alerts.yml");
    private static final Pattern NAME =
            Pattern.compile("\\b(?:kong_keg|kong_konnect|signalbox|http_server|hikaricp|jvm|process|netty)_[a-z0-9_]+");
    private static final Map<String, String> ENTITIES = Map.of(
            "VC", "kong_konnect_virtual_cluster",
            "BC", "kong_konnect_backend_cluster",
            "L", "kong_konnect_listener");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    private final Stage stage;
    private Gateway gateway;
    private NodeProcess node;
    private final Set<String> served = new TreeSet<>();
    private String nodesPage = "";

    DashboardsE2E(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void somethingOfEverythingHappens() throws Exception {
        gateway = stage.anotherGateway("dashboards");
        JsonNode backend = gateway.backendCluster("brokers", stage.advertisedServers());
        JsonNode watched = gateway.api()
                .post(
                        gateway.path("/virtual-clusters"),
                        Map.of(
                                "name",
                                "watched",
                                "dns_label",
                                "watched",
                                "destination",
                                Map.of("id", Gateway.id(backend)),
                                "authentication",
                                List.of(Map.of(
                                        "type",
                                        "sasl_plain",
                                        "mediation",
                                        "terminate",
                                        "principals",
                                        List.of(Map.of("username", "eve", "password", "eve-secret")))),
                                "acl_mode",
                                "enforce_on_gateway",
                                "topic_aliases",
                                List.of(Map.of("alias", "shadowed", "topic", "seen"))));
        gateway.acls(watched, "everything", List.of(Gateway.aclRule("allow", "topic", List.of("all"), "*")));
        gateway.api()
                .post(
                        gateway.path("/virtual-clusters/" + Gateway.id(watched) + "/produce-policies"),
                        Map.of(
                                "type",
                                "modify_headers",
                                "name",
                                "marked",
                                "config",
                                Map.of("actions", List.of(Map.of("op", "set", "key", "a", "value", "b")))));
        int ports = FreePorts.anyConsecutive(Stage.BROKERS + 3);
        int away = ports + Stage.BROKERS + 1;
        gateway.portMapping(gateway.listener("main", ports + "-" + (ports + Stage.BROKERS)), watched, Map.of());
        JsonNode nowhere = gateway.virtualCluster(
                "away", gateway.backendCluster("nobody", List.of("127.0.0.1:" + FreePorts.anyConsecutive(1))));
        gateway.portMapping(gateway.listener("away", away + "-" + (away + 1)), nowhere, Map.of());
        gateway.policy(
                gateway.listener("secure", Integer.toString(FreePorts.anyConsecutive(1))),
                "tls_server",
                Gateway.tlsConfig(Issuer.create(KeyKind.EC, "CN=dashboards-ca", Duration.ofDays(90))
                        .issue(CertificateRequest.of(KeyKind.EC, "CN=localhost", Duration.ofDays(90), "localhost"))));
        // Some series are there only where there is such a limit.
        Map<String, String> limits = Map.of("SIGNALBOX_MAX_BYTE_RATE_PER_VIRTUAL_CLUSTER", "2147483647");
        node = stage.anotherNode(gateway, "dashboards", limits);
        gateway.awaitApplied();
        try (Admin direct = new Clients(stage.brokers.internalBootstrapServers()).admin()) {
            direct.createTopics(List.of(new NewTopic("seen", 1, (short) 1), new NewTopic("shadowed", 1, (short) 1)))
                    .all()
                    .get();
        }
        Clients clients = new Clients("localhost:" + ports)
                .with(Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required"
                                + " username='eve' password='eve-secret';"));
        clients.produce("seen", 10, Map.of());
        try (Admin admin = clients.admin()) {
            admin.listTopics().names().get();
        }
        refused(
                clients.with(
                        Map.of(
                                "sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required username='eve' password='guessed';")));
        intrude(ports, "GET / HTTP/1.1\r\n\r\n");
        intrude(away, "\0\0\0\14\0\22\0\0\0\0\0\1\0\1a");
        await().until(() -> NodeMetrics.sum(node, "kong_keg_kafka_backend_connection_errors_total", "away") > 0);
        nodesPage = NodeMetrics.page(node, "/metrics");
        read(nodesPage);
        read(gateway.api().exchange("GET", "/metrics", "").body());
    }

    @AfterAll
    void stop() {
        node.close();
    }

    static Stream<Path> whatNamesSeries() throws IOException {
        try (Stream<Path> dashboards = Files.list(ROOT.resolve("ops/grafana"))) {
            return Stream.concat(
                    dashboards.sorted().toList().stream(), Stream.of(ALERTS, ROOT.resolve("docs/metrics.md")));
        }
    }

    @ParameterizedTest
    @MethodSource("whatNamesSeries")
    void everySeriesAndLabelThatItNamesIsThere(Path file) throws IOException {
        Set<String> named = new TreeSet<>();
        for (String text : expressions(file)) {
            Matcher name = NAME.matcher(text);
            while (name.find()) {
                named.add(name.group());
            }
        }

        assertThat(named).isNotEmpty();
        assertThat(served).as(file.toString()).containsAll(named);
    }

    /** Contract section 5.2, but for what docs/metrics.md says is not there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "config_errors_total | ",
                "config_loaded | ",
                "listener_connections_limit | ",
                "kafka_connections | VC BC L",
                "kafka_connection_errors_total | VC BC L",
                "kafka_backend_connection_errors_total | VC BC kong_keg_connection_error_origin",
                "kafka_backend_roundtrip_duration_seconds_bucket | VC BC",
                "kafka_proxy_duration_seconds_bucket | VC BC",
                "kafka_request_processing_duration_seconds_bucket | VC BC",
                "kafka_response_processing_duration_seconds_bucket | VC BC",
                "kafka_request_received_total | VC BC",
                "kafka_request_sent_total | VC BC",
                "kafka_response_received_total | VC BC",
                "kafka_response_sent_total | VC BC",
                "kafka_response_sent_errors_total | VC BC kong_keg_kafka_error_code",
                "kafka_metadata_update_duration_seconds_bucket | BC",
                "kafka_auth_virtual_cluster_processing_duration_seconds_bucket"
                        + " | VC BC kong_keg_auth_mechanism kong_keg_auth_mediation kong_keg_result",
                "kafka_acl_attempts_total | VC BC kong_keg_acl_resource_type kong_keg_result",
                "kafka_policy_invocations_total | VC BC kong_keg_failure_mode kong_keg_result",
                "kafka_policy_invocation_duration_seconds_bucket | VC BC kong_keg_failure_mode",
                "kafka_policy_condition_failures_total | ",
                "kafka_namespace_topic_conflict | VC",
                "kafka_topic_alias_conflict | VC kong_keg_kafka_topic_alias_name kong_keg_kafka_topic_alias_shadowed_topic",
                "lifecycle_component_ready | kong_keg_component",
                "lifecycle_service_healthy | ",
                "lifecycle_service_ready | "
            })
    void theOriginalsSeriesAreThereWithTheirLabels(String name, @Nullable String labels) {
        Set<String> expected = new TreeSet<>();
        for (String label : labels == null ? new String[0] : labels.split(" ")) {
            String entity = ENTITIES.get(label);
            expected.addAll(entity == null ? List.of(label) : List.of(entity + "_id", entity + "_name"));
        }

        List<String> series = nodesPage
                .lines()
                .filter(line -> line.split("[{ ]", 2)[0].equals("kong_keg_" + name))
                .toList();

        assertThat(series).isNotEmpty().allSatisfy(line -> {
            Set<String> found = new TreeSet<>();
            LABEL.matcher(line).results().forEach(label -> found.add(label.group(1)));
            assertThat(found).containsAll(expected);
        });
        String base = "kong_keg_" + name.replaceFirst("_bucket$", "");
        assertThat(nodesPage.lines())
                .anyMatch(line -> line.matches("# HELP " + base.replaceFirst("_total$", "(_total)?") + " .{10,}"));
    }

    @Test
    void prometheusTakesTheAlerts() throws Exception {
        assumeTrue(Programs.isInstalled("promtool"), "promtool is not installed");

        assertThat(Programs.succeeds(List.of("promtool", "check", "rules", ALERTS.toString())))
                .isTrue();
    }

    /** Of a dashboard what is asked of Prometheus, of other files all. */
    private static List<String> expressions(Path file) throws IOException {
        String text = Files.readString(file);
        if (!file.toString().endsWith(".json")) {
            return List.of(text);
        }
        JsonNode dashboard = JsonMapper.shared().readTree(text);
        return Stream.of("expr", "query")
                .flatMap(property -> dashboard.findValues(property).stream())
                .map(value -> value.isObject() ? value.path("query") : value)
                .map(value -> value.asString(""))
                .toList();
    }

    private void read(String page) {
        page.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            served.add(line.split("[{ ]", 2)[0]);
            Matcher label = LABEL.matcher(line);
            while (label.find()) {
                served.add(label.group(1));
            }
        });
    }

    private static void refused(Clients clients) {
        try (Admin admin = clients.admin()) {
            assertThatThrownBy(() -> admin.listTopics().names().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    private static void intrude(int port, String bytes) throws IOException {
        try (Socket intruder = new Socket(InetAddress.getLoopbackAddress(), port)) {
            intruder.setSoTimeout((int) Patience.LIMIT.toMillis());
            intruder.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(intruder.getInputStream().readAllBytes()).isEmpty();
        }
    }
}
