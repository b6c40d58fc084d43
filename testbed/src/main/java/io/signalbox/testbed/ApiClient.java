package io.signalbox.testbed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The REST API, as a client sees it: JSON in, JSON out, and an exception with the API's own words when it refuses. */
public final class ApiClient {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
    private static final Duration CALL_LIMIT = Duration.ofMinutes(2);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http;
    private final URI base;
    private final String token;
    private final Consumer<Call> observer;

    /** A call that was answered. */
    public record Call(String method, String path, int status) {}

    /** @param base of the server, ending before {@code /v1} */
    public ApiClient(URI base, String token) {
        this(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_LIMIT)
                        .build(),
                base,
                token,
                call -> {});
    }

    private ApiClient(HttpClient http, URI base, String token, Consumer<Call> observer) {
        this.http = http;
        this.base = base;
        this.token = token;
        this.observer = observer;
    }

    /** The same client, which reports each call. */
    public ApiClient observedBy(Consumer<Call> watcher) {
        return new ApiClient(http, base, token, watcher);
    }

    public JsonNode get(String path) {
        return body(exchange("GET", path, ""), "GET", path);
    }

    public JsonNode post(String path, Object body) {
        return body(exchange("POST", path, JSON.writeValueAsString(body)), "POST", path);
    }

    public JsonNode put(String path, Object body) {
        return body(exchange("PUT", path, JSON.writeValueAsString(body)), "PUT", path);
    }

    public JsonNode patch(String path, Object body) {
        return body(exchange("PATCH", path, JSON.writeValueAsString(body)), "PATCH", path);
    }

    public void delete(String path) {
        body(exchange("DELETE", path, ""), "DELETE", path);
    }

    /** The answer as it came, whatever its status; {@code body} is sent as it is, and an empty one not at all. */
    public HttpResponse<String> exchange(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(CALL_LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
        if (body.isEmpty()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            observer.accept(new Call(method, path, response.statusCode()));
            return response;
        } catch (IOException e) {
            throw new ApiException(method, path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(method, path, e);
        }
    }

    private static JsonNode body(HttpResponse<String> response, String method, String path) {
        JsonNode json;
        try {
            json = response.body().isBlank() ? MissingNode.getInstance() : JSON.readTree(response.body());
        } catch (JacksonException e) {
            json = MissingNode.getInstance();
        }
        if (response.statusCode() / 100 != 2) {
            throw new ApiException(method, path, response.statusCode(), json);
        }
        return json;
    }
}
