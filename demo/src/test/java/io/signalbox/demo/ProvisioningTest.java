package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.testbed.ApiClient;
import io.signalbox.testbed.CheckFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProvisioningTest {

    private static final String GATEWAY = "/v1/event-gateways/1";

    private final List<String> posted = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>(Map.of(
            GATEWAY,
            "{\"version\": \"v1.6\"}",
            GATEWAY + "/nodes",
            "{\"data\": [{\"id\": \"n\"}]}",
            GATEWAY + "/nodes/n/status",
            "{\"config_version\": \"v1.6\"}",
            GATEWAY + "/nodes/n/errors",
            "{\"data\": [{\"name\": \"listener.bind_failed\", \"message\": \"taken\"}]}"));
    private HttpServer server;
    private Provisioning provisioning;

    @BeforeEach
    void createGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        ApiClient api = new ApiClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "token");
        provisioning = Provisioning.createGateway(api, api);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void eachEntityRefersToTheOneThatWasMadeBeforeIt() {
        provisioning.declare(
                new Backend("127.0.0.1:1,127.0.0.1:2", List.of(5, 6)), PortPlan.of(List.of(5, 6), 19092, port -> true));

        assertThat(posted)
                .extracting(call -> call.substring(0, call.indexOf(' ')))
                .containsExactly(
                        "/v1/event-gateways",
                        GATEWAY + "/backend-clusters",
                        GATEWAY + "/virtual-clusters",
                        GATEWAY + "/listeners",
                        GATEWAY + "/listeners/4/policies");
        assertThat(posted.get(1)).contains("\"bootstrap_servers\":[\"127.0.0.1:1\",\"127.0.0.1:2\"]");
        assertThat(posted.get(2)).contains("\"destination\":{\"id\":\"2\"}", "\"acl_mode\":\"passthrough\"");
        assertThat(posted.get(3)).contains("\"ports\":[\"19092-19094\"]");
        assertThat(posted.get(4)).contains("\"destination\":{\"id\":\"3\"}", "\"min_broker_id\":5");
    }

    @Test
    void aListenerWithNamesHasACertificateAndAPolicyForEachFormat() {
        KeyedCertificate certificate =
                Issuer.create(Issuer.KeyKind.EC, "CN=test", Duration.ofDays(1)).authority();

        String listener = provisioning.declareByName(
                List.of(new ServerNames("analytics", ServerNames.Format.SHARED_SUFFIX)), 19443, certificate);

        assertThat(listener).isEqualTo("3");
        assertThat(posted)
                .extracting(call -> call.substring(0, call.indexOf(' ')))
                .containsExactly(
                        "/v1/event-gateways",
                        GATEWAY + "/virtual-clusters",
                        GATEWAY + "/listeners",
                        GATEWAY + "/listeners/3/policies",
                        GATEWAY + "/listeners/3/policies",
                        GATEWAY + "/listeners/3/policies");
        assertThat(posted.get(3)).contains("\"type\":\"tls_server\"", "BEGIN CERTIFICATE", "BEGIN PRIVATE KEY");
        assertThat(posted.get(4)).contains("\"sni_suffix\":\".localhost\"", "{\"type\":\"per_cluster_suffix\"}");
        assertThat(posted.get(5)).contains("\"sni_suffix\":\".shared.localhost\"", "{\"type\":\"shared_suffix\"}");
    }

    @Test
    void aNodeAtTheGatewaysVersionIsUpToDate() {
        assertThat(provisioning.awaitNode(() -> true)).isEqualTo("v1.6");
    }

    @Test
    void aNodeThatLagsWhenNobodyWaitsAnyMoreIsReportedWithItsProblems() {
        answers.put(GATEWAY + "/nodes/n/status", "{\"config_version\": \"v1.2\"}");

        assertThatThrownBy(() -> provisioning.awaitNode(() -> false))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the gateway is at version v1.6, but the node is at v1.2;"
                        + " its problems: [listener.bind_failed: taken]");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String response;
        if (exchange.getRequestMethod().equals("POST")) {
            posted.add(path + " " + body);
            response = "{\"id\": \"" + posted.size() + "\"}";
        } else {
            response = answers.getOrDefault(path, "{}");
        }
        byte[] bytes = response.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
