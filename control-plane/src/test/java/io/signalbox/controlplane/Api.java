package io.signalbox.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the REST API. */
final class Api {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT;

    static {
        // In seconds. Java 17's client else keeps connections for twenty minutes, and may use one as the server closes
        // it.
        System.setProperty("jdk.httpclient.keepalive.timeout", "10");
        CLIENT = HttpClient.newHttpClient();
    }

    private final int port;
    private final String token;

    Api(int port, String token) {
        this.port = port;
        this.token = token;
    }

    int port() {
        return port;
    }

    Api withToken(String other) {
        return new Api(port, other);
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, String body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer put(String path, String body) {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer patch(String path, String body) {
        return send(request(path).method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("content-type").orElse("");
            JsonNode body = response.body().isEmpty() || !type.contains("json")
                    ? JSON.createObjectNode()
                    : JSON.readTree(response.body());
            return new Answer(response.statusCode(), type, body, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + port + path.replace("[", "%5B").replace("]", "%5D")))
                .timeout(Patience.LIMIT)
                .header("Content-Type", "application/json");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    /** A gateway of a test's own, as its path. */
    String newGateway() {
        return "/v1/event-gateways/"
                + post("/v1/event-gateways", json("{'name': 'g-%s'}", UUID.randomUUID()))
                        .id();
    }

    /** The number in a gateway's version. */
    long version(String gateway) {
        return Long.parseLong(get(gateway).text("version").substring("v1.".length()));
    }

    /** Single quotes for double ones, so that JSON can be read in Java. */
    @SuppressWarnings("AnnotateFormatMethod") // that would need error-prone at run time
    static String json(String format, Object... values) {
        return String.format(format, values).replace('\'', '"');
    }

    static JsonNode tree(String json) {
        return JSON.readTree(json);
    }

    static String string(Object value) {
        return JSON.writeValueAsString(value);
    }

    String newBackendCluster(String gateway, String name) {
        return post(
                        gateway + "/backend-clusters",
                        json(
                                "{'name': '%s', 'bootstrap_servers': ['kafka1:9092'], 'tls': {'enabled': false},"
                                        + " 'authentication': {'type': 'anonymous'}}",
                                name))
                .id();
    }

    String newVirtualCluster(String gateway, String name, String backendId) {
        return post(gateway + "/virtual-clusters", virtualCluster(name, backendId))
                .id();
    }

    static String virtualCluster(String name, String backendId) {
        return json(
                "{'name': '%s', 'dns_label': '%s', 'destination': {'id': '%s'}, 'acl_mode': 'passthrough',"
                        + " 'authentication': [{'type': 'anonymous'}]}",
                name, name, backendId);
    }

    String newListener(String gateway, String name, String ports) {
        return post(
                        gateway + "/listeners",
                        json("{'name': '%s', 'addresses': ['127.0.0.1'], 'ports': %s}", name, ports))
                .id();
    }

    static String portMapping(String virtualClusterId) {
        return json(
                "{'type': 'forward_to_virtual_cluster', 'config': {'type': 'port_mapping',"
                        + " 'advertised_host': 'localhost', 'destination': {'id': '%s'}}}",
                virtualClusterId);
    }

    record Answer(int status, String contentType, JsonNode body, HttpResponse<String> response) {

        String id() {
            return text("id");
        }

        String text(String property) {
            JsonNode value = body.get(property);
            if (value == null) {
                throw new AssertionError("no " + property + " in " + status + " " + body);
            }
            return value.asString();
        }

        /** What is wrong, each as {@code field rule}. */
        List<String> invalid() {
            List<String> items = new ArrayList<>();
            JsonNode parameters = body.get("invalid_parameters");
            if (parameters != null) {
                parameters.forEach(item -> items.add(
                        item.get("field").asString() + " " + item.get("rule").asString()));
            }
            return items;
        }
    }
}
