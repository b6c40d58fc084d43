package io.signalbox.dataplane.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerIT {

    private final Fakes served = new Fakes();
    private final Readiness readiness = new Readiness(served);
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = new AdminServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                readiness,
                metrics::scrape,
                () -> "version: 7\n");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsWhatTheNodeRuns() throws Exception {
        assertThat(get("/config").body()).isEqualTo("version: 7\n");
    }

    @Test
    void aNodeLivesBeforeItIsReady() throws Exception {
        assertThat(get("/health/probes/liveness").statusCode()).isEqualTo(200);
        assertThat(get("/health/probes/readiness").statusCode()).isEqualTo(503);
    }

    @Test
    void aNodeIsReadyFromItsFirstConfigurationUntilItStops() throws Exception {
        served.configured = true;
        served.bound = true;
        assertThat(get("/health/probes/readiness").statusCode()).isEqualTo(200);
        assertThat(get("/health/probes/readiness").body()).isEqualTo("ready\n");

        readiness.stop();
        assertThat(get("/health/probes/readiness").statusCode()).isEqualTo(503);
        assertThat(get("/health/probes/liveness").statusCode()).isEqualTo(200);
    }

    @Test
    void aNodeWhoseListenersAreNotBoundIsNotReadyAndSaysWhy() throws Exception {
        served.configured = true;
        served.missing = Optional.of("0 of 4 sockets are open; not open: 127.0.0.1:9092");

        HttpResponse<String> response = get("/health/probes/readiness");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body())
                .isEqualTo("its listeners are not bound: 0 of 4 sockets are open; not open: 127.0.0.1:9092; "
                        + "/config says why\n");
    }

    @Test
    void aNodeThatServesButForSomeSocketsIsReadyAndSaysWhichAreMissing() throws Exception {
        served.configured = true;
        served.bound = true;
        served.missing = Optional.of("3 of 4 sockets are open; not open: 127.0.0.1:9092");

        HttpResponse<String> response = get("/health/probes/readiness");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("ready: 3 of 4 sockets are open; not open: 127.0.0.1:9092");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/health/metrics"})
    void metricsAreInPrometheusForm(String path) throws Exception {
        metrics.counter("signalbox.connections.rejected", "reason", "test").increment();

        HttpResponse<String> response = get(path);

        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(response.body()).contains("signalbox_connections_rejected_total{reason=\"test\"} 1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics/x", "/health", "/health/probes/readiness/"})
    void thereIsNothingElse(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void onlyReadingIsAllowed() throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        request("/metrics")
                                .POST(HttpRequest.BodyPublishers.ofString("x"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    private static final class Fakes implements Readiness.Served {
        private volatile boolean configured;
        private volatile boolean bound;
        private volatile Optional<String> missing = Optional.empty();

        @Override
        public boolean isConfigured() {
            return configured;
        }

        @Override
        public boolean isBound() {
            return bound;
        }

        @Override
        public Optional<String> missingSockets() {
            return missing;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }
}
