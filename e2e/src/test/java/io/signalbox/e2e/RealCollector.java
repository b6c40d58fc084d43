package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** OpenTelemetry's collector, which takes OTLP in both ways and writes all that it understood into a file. */
final class RealCollector implements AutoCloseable {

    /** What {@code make other-clients} builds. */
    private static final Path PROGRAM =
            Path.of(System.getProperty("signalbox.e2e.other-clients", "target/other-clients"), "collector");

    private final Process process;
    private final Path told;
    private final int port;

    private RealCollector(Process process, Path told, int port) {
        this.process = process;
        this.told = told;
        this.port = port;
    }

    static boolean isBuilt() {
        return Files.isExecutable(PROGRAM);
    }

    static RealCollector start(Path folder) throws IOException {
        int port = FreePorts.anyConsecutive(2);
        Path config = folder.resolve("collector.yaml");
        Files.writeString(
                config,
                String.join(
                        "\n",
                        "receivers:",
                        "  otlp:",
                        "    protocols:",
                        "      grpc: { endpoint: '127.0.0.1:" + port + "' }",
                        "      http: { endpoint: '127.0.0.1:" + (port + 1) + "' }",
                        "exporters:",
                        "  debug: { verbosity: detailed }",
                        "service:",
                        "  telemetry: { metrics: { level: none } }",
                        "  pipelines:",
                        "    metrics: { receivers: [otlp], exporters: [debug] }",
                        "    traces: { receivers: [otlp], exporters: [debug] }",
                        "    logs: { receivers: [otlp], exporters: [debug] }",
                        ""));
        Path told = folder.resolve("collector.out");
        Process process = new ProcessBuilder(PROGRAM.toAbsolutePath().toString(), "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start();
        RealCollector started = new RealCollector(process, told, port);
        try {
            await().until(() -> started.told().contains("Everything is ready"));
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    Map<String, String> byGrpc(String name) {
        return variables(name, "grpc", port);
    }

    Map<String, String> byHttp(String name) {
        return variables(name, "http/protobuf", port + 1);
    }

    private static Map<String, String> variables(String name, String protocol, int port) {
        return new HashMap<>(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + port,
                "OTEL_EXPORTER_OTLP_PROTOCOL",
                protocol,
                "OTEL_SERVICE_NAME",
                name,
                "OTEL_TRACES_SAMPLER",
                "always_on",
                "OTEL_METRIC_EXPORT_INTERVAL",
                "1000"));
    }

    /** A metric, a span, or an attribute with its value, as the collector writes them. */
    void awaitAll(List<String> wanted) {
        await().untilAsserted(() -> assertThat(told()).contains(wanted));
    }

    private String told() {
        try {
            return new String(Files.readAllBytes(told), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
