package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.signalbox.testbed.ControlPlaneProcess;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessOptions;
import io.signalbox.testbed.Wait;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One variable has both planes send metrics, spans and log lines to a collector. */
@ExtendWith(OnStage.class)
class TelemetryE2E {

    private static final String TOKEN = "collectors-own-s3cret";

    private final Stage stage;

    TelemetryE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aNodeSendsWhatItCountsDoesAndLogs() throws Exception {
        Gateway gateway = stage.anotherGateway("telemetry");
        int port = portOf(gateway);
        try (Arrived arrived = Arrived.open();
                NodeProcess node = stage.anotherNode(gateway, "telemetry", arrived.variables("eventgw"))) {
            gateway.awaitApplied();

            try (Admin admin = new Clients("localhost:" + port).admin()) {
                admin.listTopics().names().get();
            }

            await().until(() -> arrived.has("metrics", "kong.keg.kafka.request.sent")
                    && arrived.has("metrics", "kong.keg.kafka.backend.roundtrip.duration")
                    && arrived.has("metrics", "kong.konnect.virtual_cluster.name")
                    && arrived.has("traces", "apply configuration")
                    && arrived.has("traces", "Metadata")
                    && arrived.has("logs", "configuration applied")
                    && arrived.has("traces", "eventgw"));
            assertThat(NodeMetrics.page(node, "/metrics")).contains("signalbox_telemetry_total{");
            assertThat(Files.readString(node.process().log())).doesNotContain(TOKEN);
        }
    }

    @Test
    void aControlPlaneSendsWhatItCountsDoesAndLogs() throws Exception {
        try (Arrived arrived = Arrived.open()) {
            try (ControlPlaneProcess controlPlane = controlPlane("telemetry", arrived.variables("observed"))) {
                controlPlane.api().post("/v1/event-gateways", Map.of("name", "observed"));

                await().until(() -> arrived.has("metrics", "signalbox.nodes.live")
                        && arrived.has("metrics", "http.server.requests")
                        && arrived.has("traces", "POST /v1/event-gateways")
                        && arrived.has("logs", "path=/v1/event-gateways"));
                assertThat(Files.readString(controlPlane.process().log())).doesNotContain(TOKEN);
            }
        }
    }

    @Test
    void aRealCollectorUnderstandsBothOfThem() throws Exception {
        assumeTrue(RealCollector.isBuilt(), "needs OpenTelemetry's collector, which make other-clients builds with go");
        Gateway gateway = stage.anotherGateway("collected");
        int port = portOf(gateway);
        try (RealCollector collector = RealCollector.start(stage.folder("collector"));
                NodeProcess node = stage.anotherNode(gateway, "collected", collector.byGrpc("eventgw"));
                ControlPlaneProcess controlPlane = controlPlane("collected", collector.byHttp("observed"))) {
            gateway.awaitApplied();

            try (Admin admin = new Clients("localhost:" + port).admin()) {
                admin.listTopics().names().get();
            }
            controlPlane.api().post("/v1/event-gateways", Map.of("name", "observed"));

            collector.awaitAll(List.of(
                    "-> service.name: Str(eventgw)",
                    "-> Name: kong.keg.kafka.request.sent\n",
                    "-> Name: kong.keg.kafka.backend.roundtrip.duration\n",
                    "-> kong.konnect.virtual_cluster.name: Str(observed)",
                    "    Name           : apply configuration\n",
                    "    Name           : Metadata\n",
                    "Body: Str(configuration applied: version=",
                    "-> service.name: Str(observed)",
                    "-> Name: signalbox.nodes.live\n",
                    "-> Name: http.server.requests\n",
                    "    Name           : POST /v1/event-gateways\n",
                    "path=/v1/event-gateways status=201"));
            assertThat(NodeMetrics.sum(node, "signalbox_telemetry_total", "result=\"failed\""))
                    .isZero();
        }
    }

    /** Where a listener leads to the brokers of all tests. */
    private int portOf(Gateway gateway) {
        int port = FreePorts.anyConsecutive(Stage.BROKERS + 1);
        gateway.portMapping(
                gateway.listener("main", port + "-" + (port + Stage.BROKERS)),
                gateway.virtualCluster("observed", gateway.backendCluster("brokers", stage.advertisedServers())),
                Map.of());
        return port;
    }

    private ControlPlaneProcess controlPlane(String folder, Map<String, String> environment) throws IOException {
        ProcessOptions options = ProcessOptions.in(stage.folder(folder), "control-plane")
                .forShortLife()
                .withStopLimit(Wait.LIMIT);
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            options = options.withEnvironment(variable.getKey(), variable.getValue());
        }
        return ControlPlaneProcess.start(options);
    }

    /** A collector that keeps the bytes by signal: OTLP has texts as they are. */
    private record Arrived(HttpServer server, ExecutorService threads, ConcurrentMap<String, String> bytes)
            implements AutoCloseable {

        static Arrived open() throws IOException {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Arrived arrived = new Arrived(server, Executors.newCachedThreadPool(), new ConcurrentHashMap<>());
            server.setExecutor(arrived.threads());
            server.createContext("/v1/", exchange -> {
                try (exchange) {
                    ByteArrayOutputStream body = new ByteArrayOutputStream();
                    exchange.getRequestBody().transferTo(body);
                    if (("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                        arrived.bytes()
                                .merge(
                                        exchange.getRequestURI().getPath().substring("/v1/".length()),
                                        body.toString(StandardCharsets.ISO_8859_1),
                                        String::concat);
                    }
                    exchange.sendResponseHeaders(200, -1);
                }
            });
            server.start();
            return arrived;
        }

        Map<String, String> variables(String name) {
            return new HashMap<>(Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://127.0.0.1:" + server.getAddress().getPort(),
                    "OTEL_EXPORTER_OTLP_HEADERS",
                    "Authorization=Bearer%20" + TOKEN,
                    "OTEL_SERVICE_NAME",
                    name,
                    "OTEL_TRACES_SAMPLER",
                    "always_on",
                    "OTEL_METRIC_EXPORT_INTERVAL",
                    "1000"));
        }

        boolean has(String signal, String text) {
            return bytes.getOrDefault(signal, "").contains(text);
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
