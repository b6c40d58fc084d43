package io.signalbox.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What arrives at a collector that speaks the real protocol. */
class TelemetryIT {

    private static final Duration LIMIT = Duration.ofMinutes(3); // only says that nothing comes
    private static final Telemetry.Who WHO = new Telemetry.Who("signalbox-test", Map.of("service.version", "1.3"));
    private static final String SECRET = "s3cret-token";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http/protobuf", "http/binary"})
    void oneEndpointSwitchesOnMetricsTracesAndLogs(String protocol) throws Exception {
        try (Collector collector = protocol.equals("grpc") ? Collector.grpc() : Collector.http();
                Telemetry telemetry = open(
                        collector.endpoint(),
                        Map.of(
                                "OTEL_EXPORTER_OTLP_PROTOCOL",
                                protocol,
                                "OTEL_EXPORTER_OTLP_TIMEOUT",
                                "10s",
                                "OTEL_EXPORTER_OTLP_HEADERS",
                                "authorization=" + SECRET))) {
            Counter.builder("kong.keg.kafka.request.sent")
                    .description("Requests")
                    .tag("kong.konnect.virtual_cluster.name", "orders")
                    .register(registry)
                    .increment(3);
            Gauge.builder("signalbox.connections", () -> 7).register(registry);
            Timer.builder("kong.keg.kafka.metadata.update.duration")
                    .serviceLevelObjectives(Duration.ofMillis(10))
                    .register(registry)
                    .record(Duration.ofMillis(5));
            telemetry.watch(registry, () -> {});
            telemetry.record(span("login", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
            LoggerFactory.getLogger("a.logger").warn("something happened: times={}", 3, new IOException("why"));

            Span login = awaited(() -> collector.spans.stream().findFirst());
            LogRecord line = awaited(() -> collector.lines.stream()
                    .filter(one -> one.getBody().getStringValue().startsWith("something happened"))
                    .findFirst());
            Metric sent = awaited(() -> metric(collector, "kong.keg.kafka.request.sent"));
            Metric open = awaited(() -> metric(collector, "signalbox.connections"));
            Metric took = awaited(() -> metric(collector, "kong.keg.kafka.metadata.update.duration"));

            assertThat(login.getName()).isEqualTo("login");
            assertThat(login.getEndTimeUnixNano() - login.getStartTimeUnixNano())
                    .isEqualTo(5_000_000);
            assertThat(texts(login.getAttributesList())).containsEntry("mechanism", "PLAIN");
            assertThat(hex(login.getTraceId().toByteArray())).isEqualTo("0af7651916cd43dd8448eb211c80319c");
            assertThat(hex(login.getParentSpanId().toByteArray())).isEqualTo("b7ad6b7169203331");
            assertThat(line.getBody().getStringValue()).isEqualTo("something happened: times=3");
            assertThat(line.getSeverityText()).isEqualTo("WARN");
            assertThat(texts(line.getAttributesList())).containsEntry("exception.type", "java.io.IOException");
            assertThat(sent.getSum().getIsMonotonic()).isTrue();
            assertThat(sent.getSum().getDataPoints(0).getAsDouble()).isEqualTo(3);
            assertThat(texts(sent.getSum().getDataPoints(0).getAttributesList()))
                    .isEqualTo(Map.of("kong.konnect.virtual_cluster.name", "orders"));
            assertThat(open.getGauge().getDataPoints(0).getAsDouble()).isEqualTo(7);
            assertThat(took.getUnit()).isEqualTo("s");
            assertThat(took.getHistogram().getDataPoints(0).getCount()).isEqualTo(1);
            assertThat(took.getHistogram().getDataPoints(0).getExplicitBoundsList())
                    .containsExactly(0.01);
            assertThat(took.getHistogram().getDataPoints(0).getBucketCountsList())
                    .containsExactly(1L, 0L);
            assertThat(collector.authorizations).containsOnly(SECRET);
            assertThat(texts(collector.resources.get(0).getAttributesList()))
                    .containsEntry("service.name", "signalbox-test")
                    .containsEntry("service.version", "1.3");
        }
    }

    @Test
    void theEnvironmentSaysWhoItIs() throws Exception {
        try (Collector collector = Collector.http();
                Telemetry telemetry = open(
                        collector.endpoint(),
                        Map.of(
                                "OTEL_SERVICE_NAME",
                                "eventgw",
                                "OTEL_RESOURCE_ATTRIBUTES",
                                "deployment.environment=test,service.version=2"))) {
            telemetry.record(span("one", ""));

            Map<String, String> resource = awaited(
                    () -> collector.resources.stream().findFirst().map(found -> texts(found.getAttributesList())));

            assertThat(resource)
                    .containsEntry("service.name", "eventgw")
                    .containsEntry("service.version", "2")
                    .containsEntry("deployment.environment", "test");
        }
    }

    @ParameterizedTest
    @CsvSource({"OTEL_METRICS_EXPORTER, 0, 1, 1", "OTEL_TRACES_EXPORTER, 1, 0, 1", "OTEL_LOGS_EXPORTER, 1, 1, 0"})
    void eachSignalCanBeSwitchedOff(String variable, int metrics, int spans, int lines) throws Exception {
        try (Collector collector = Collector.http()) {
            try (Telemetry telemetry = open(collector.endpoint(), Map.of(variable, "none"))) {
                Counter.builder("some.counter").register(registry).increment();
                telemetry.watch(registry, () -> {});
                telemetry.record(span("one", ""));
                LoggerFactory.getLogger("a.logger").info("one");
                await().atMost(LIMIT)
                        .until(() -> collector.metrics.isEmpty() == (metrics == 0)
                                && collector.spans.isEmpty() == (spans == 0)
                                && collector.lines.isEmpty() == (lines == 0));
            } // sends what is left

            assertThat(List.of(collector.metrics.isEmpty(), collector.spans.isEmpty(), collector.lines.isEmpty()))
                    .containsExactly(metrics == 0, spans == 0, lines == 0);
        }
    }

    @Test
    void onlyWhatHasAnEndpointIsSent() throws Exception {
        try (Collector collector = Collector.http()) {
            String variable = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
            try (Telemetry telemetry = Telemetry.open(Map.of(variable, collector.endpoint() + "/v1/metrics"), WHO)) {
                Counter.builder("some.counter").register(registry).increment();
                telemetry.watch(registry, () -> {});
                telemetry.record(span("one", ""));

                assertThat(telemetry.takesSpans()).isFalse();
            }

            assertThat(metric(collector, "some.counter")).isPresent();
            assertThat(collector.spans).isEmpty();
        }
    }

    @Test
    void withoutACollectorNothingIsBegun() {
        assertThat(Telemetry.open(Map.of("OTEL_SERVICE_NAME", "x"), WHO)).isSameAs(Telemetry.OFF);
        assertThat(Telemetry.open(
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1", "OTEL_SDK_DISABLED", "true"), WHO))
                .isSameAs(Telemetry.OFF);
    }

    @Test
    void aCollectorThatRefusesIsToldOfAndHarmsNothing() throws Exception {
        try (Collector collector = Collector.grpc();
                Telemetry telemetry = open(collector.endpoint(), Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"))) {
            telemetry.watch(registry, () -> {});
            collector.refuse(true);
            telemetry.record(span("lost", ""));
            await().atMost(LIMIT).until(() -> counted("traces", "failed") > 0);

            collector.refuse(false);
            telemetry.record(span("later", ""));

            assertThat(awaited(() -> collector.spans.stream().findFirst()).getName())
                    .isEqualTo("later");
            await().atMost(LIMIT).until(() -> counted("traces", "sent") == 1);
            assertThat(counted("traces", "taken")).isEqualTo(2);
        }
    }

    /** Its queue has a limit: whoever has something to send goes on, and what is too much is left out. */
    @Test
    void aCollectorThatHangsHarmsNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Telemetry telemetry =
                    open("http://127.0.0.1:" + silent.getLocalPort(), Map.of("OTEL_EXPORTER_OTLP_TIMEOUT", "300"));
            telemetry.watch(registry, () -> {});

            for (int i = 0; i < 20_000; i++) {
                telemetry.record(span("one", ""));
            }
            await().atMost(LIMIT).until(() -> counted("traces", "failed") > 0);
            telemetry.close();

            assertThat(counted("traces", "taken")).isEqualTo(20_000);
            assertThat(counted("traces", "sent")).isZero();
        }
    }

    @Test
    void aCertificateCanBeNamed() throws Exception {
        Issuer issuer = Issuer.create(KeyKind.EC, "CN=telemetry-ca", Duration.ofDays(1));
        KeyedCertificate certificate =
                issuer.issue(CertificateRequest.of(KeyKind.EC, "CN=localhost", Duration.ofDays(1), "localhost"));
        Path authority =
                Files.writeString(folder.resolve("ca.pem"), issuer.authority().certificatePem());
        try (Collector collector = Collector.overTls(
                        Files.writeString(folder.resolve("cert.pem"), certificate.certificatePem()),
                        Files.writeString(folder.resolve("key.pem"), certificate.keyPem()));
                Telemetry telemetry = open(
                        collector.endpoint(),
                        Map.of(
                                "OTEL_EXPORTER_OTLP_PROTOCOL",
                                "grpc",
                                "OTEL_EXPORTER_OTLP_CERTIFICATE",
                                authority.toString()))) {
            telemetry.record(span("one", ""));

            assertThat(awaited(() -> collector.spans.stream().findFirst()).getName())
                    .isEqualTo("one");
        }
    }

    @Test
    void aWrongVariableIsRefusedAndNoSecretRepeated() {
        String endpoint = "http://127.0.0.1:1";

        assertThatThrownBy(() -> open(endpoint, Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "smoke")))
                .isInstanceOf(InvalidTelemetryException.class)
                .hasMessageContaining("smoke");
        assertThatThrownBy(() -> open(endpoint, Map.of("OTEL_EXPORTER_OTLP_HEADERS", SECRET)))
                .isInstanceOf(InvalidTelemetryException.class)
                .hasMessageContaining("OTEL_EXPORTER_OTLP_HEADERS")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void requestsAreSampledUnlessASamplerWasChosen() throws Exception {
        try (Collector collector = Collector.http();
                Telemetry few = open(collector.endpoint(), Map.of());
                Telemetry chosen = open(
                        collector.endpoint(),
                        Map.of("OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", "0"))) {
            chosen.record(span("never", ""));
            few.record(span("always", ""));

            assertThat(awaited(() -> collector.spans.stream().findFirst()).getName())
                    .isEqualTo("always");
            assertThat(few.requestsPerSpan()).isEqualTo(1_000);
            assertThat(chosen.requestsPerSpan()).isEqualTo(1);
        }
    }

    private Telemetry open(String endpoint, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
                "OTEL_METRIC_EXPORT_INTERVAL", "200",
                "OTEL_BSP_SCHEDULE_DELAY", "100",
                "OTEL_BLRP_SCHEDULE_DELAY", "100"));
        environment.putAll(more);
        return Telemetry.open(environment, WHO);
    }

    private static Telemetry.Span span(String name, String parent) {
        long now = System.nanoTime();
        return new Telemetry.Span(
                name,
                Telemetry.Kind.SERVER,
                now - 5_000_000,
                now,
                Map.of("mechanism", "PLAIN"),
                false,
                Optional.of(parent));
    }

    private double counted(String signal, String result) {
        return registry.get("signalbox.telemetry")
                .tag("signal", signal)
                .tag("result", result)
                .functionCounter()
                .count();
    }

    private static Optional<Metric> metric(Collector collector, String name) {
        return collector.metrics.stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst();
    }

    private static <T> T awaited(Callable<Optional<T>> found) {
        return await().atMost(LIMIT).until(found, Optional::isPresent).orElseThrow();
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(
                        Collectors.toMap(KeyValue::getKey, one -> one.getValue().getStringValue()));
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
