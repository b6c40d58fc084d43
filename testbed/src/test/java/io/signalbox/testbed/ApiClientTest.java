package io.signalbox.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ApiClientTest {

    private static final String REFUSAL = """
            {"status": 400, "title": "Bad Request", "detail": "The request has 1 invalid parameter",
             "invalid_parameters": [{"field": "name", "rule": "required", "reason": "is a required field"}]}
            """;

    private final List<String> seen = new ArrayList<>();
    private HttpServer server;
    private ApiClient api;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        api = new ApiClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "a-token");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aCallCarriesTheTokenAndAJsonBodyAndReturnsTheAnswer() {
        answer(201, "{\"id\": \"17\"}");

        JsonNode created = api.post("/v1/event-gateways", Map.of("name", "orders"));

        assertThat(created.path("id").asString()).isEqualTo("17");
        assertThat(seen)
                .containsExactly("POST /v1/event-gateways Bearer a-token application/json {\"name\":\"orders\"}");
    }

    @Test
    void aRefusalNamesTheCallTheStatusAndEveryInvalidParameter() {
        answer(400, REFUSAL);

        assertThatThrownBy(() -> api.post("/v1/event-gateways", Map.of()))
                .isInstanceOf(ApiException.class)
                .hasMessage("POST /v1/event-gateways was answered 400: The request has 1 invalid parameter"
                        + " (name is a required field)");
    }

    @Test
    void anErrorThatIsNotJsonIsStillAnError() {
        answer(502, "<html>");

        assertThatThrownBy(() -> api.get("/v1/event-gateways")).hasMessage("GET /v1/event-gateways was answered 502");
    }

    @Test
    void anAnswerWithoutABodyIsNoJson() {
        answer(204, "");

        api.delete("/v1/event-gateways/17");

        assertThat(seen).hasSize(1);
    }

    @Test
    void whoeverWatchesIsToldEachCall() {
        answer(200, "{}");
        List<ApiClient.Call> calls = new ArrayList<>();

        api.observedBy(calls::add).get("/v1/event-gateways");

        assertThat(calls).containsExactly(new ApiClient.Call("GET", "/v1/event-gateways", 200));
    }

    @Test
    void aServerThatIsAwayIsNamedByTheCall() {
        server.stop(0);

        assertThatThrownBy(() -> api.get("/v1/event-gateways"))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("GET /v1/event-gateways was not answered: ");
    }

    private void answer(int status, String body) {
        server.createContext("/", exchange -> {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " " + sent);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
