package io.signalbox.rehearsal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A control plane with a database of its own, in which a gateway is declared and looked at. Uses the JDK alone. */
final class ControlPlaneRehearsal {

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([0-9a-f-]{36})\"");
    private static final String GATEWAYS = "/v1/event-gateways";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String origin;
    private final String token;

    private ControlPlaneRehearsal(String origin, String token) {
        this.origin = origin;
        this.token = token;
    }

    /** Returns when it has been used and has stopped. */
    static void record(Path launcher, Path folder, Path recorded) throws IOException {
        Path state = folder.resolve(RehearsedDatabase.STATE);
        int port = RehearsedProcess.freePort();
        Map<String, String> settings = Map.of(
                "SIGNALBOX_BIND_ADDRESS", "127.0.0.1",
                "SIGNALBOX_HTTP_PORT", String.valueOf(port),
                "SIGNALBOX_GRPC_PORT", String.valueOf(RehearsedProcess.freePort()),
                "SIGNALBOX_STATE_DIR", state.toString());
        boolean linksAhead = recorded.toString().endsWith(".aot");
        if (linksAhead) {
            makeDatabase(launcher, folder, settings);
        }
        String option = linksAhead ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
        try (RehearsedProcess controlPlane = RehearsedProcess.start(
                launcher, "control-plane", settings, "'" + option + recorded + "'", folder.resolve("log"))) {
            controlPlane.awaitPort(port);
            String token = Files.readString(state.resolve("admin-token")).strip();
            new ControlPlaneRehearsal("http://127.0.0.1:" + port, token).use();
            controlPlane.stop();
        }
    }

    /**
     * Without a recording. The library that unpacks PostgreSQL's programs is in a sealed package, and with one of those in its AOT cache
     * a JVM refuses to start once the installation has moved from where the cache was made.
     */
    private static void makeDatabase(Path launcher, Path folder, Map<String, String> settings) throws IOException {
        RehearsedDatabase database = new RehearsedDatabase(folder);
        try (RehearsedProcess controlPlane =
                RehearsedProcess.start(launcher, "control-plane", settings, "", folder.resolve("database.log"))) {
            controlPlane.await(database::isMade);
        } finally {
            database.end();
        }
    }

    private void use() throws IOException {
        get("/health/probes/readiness");
        String gateway = GATEWAYS + "/" + create(GATEWAYS, "{'name': 'rehearsal'}");
        create(gateway + "/backend-clusters", """
                {'name': 'kafka', 'bootstrap_servers': ['127.0.0.1:9092'], 'authentication': {'type': 'anonymous'},
                 'tls': {'enabled': false}}""");
        create(gateway + "/virtual-clusters", """
                {'name': 'orders', 'dns_label': 'orders', 'destination': {'name': 'kafka'},
                 'authentication': [{'type': 'anonymous'}], 'acl_mode': 'passthrough'}""");
        String listener = create(
                gateway + "/listeners", "{'name': 'local', 'addresses': ['127.0.0.1'], 'ports': ['19092-19093']}");
        create(gateway + "/listeners/" + listener + "/policies", """
                {'type': 'forward_to_virtual_cluster', 'name': 'forward', 'config': {'type': 'port_mapping',
                 'destination': {'name': 'orders'}, 'advertised_host': 'localhost'}}""");
        get(GATEWAYS);
        get(gateway + "/virtual-clusters");
        get(gateway + "/nodes");
        get("/metrics");
    }

    /** Its id. */
    private String create(String path, String body) throws IOException {
        Matcher id = ID.matcher(send(
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))));
        if (!id.find()) {
            throw new IOException(path + " answered without an id");
        }
        return id.group(1);
    }

    private void get(String path) throws IOException {
        send(path, HttpRequest.newBuilder().GET());
    }

    private String send(String path, HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> answer = http.send(
                    request.uri(URI.create(origin + path))
                            .timeout(RehearsedProcess.LIMIT)
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(path + " was answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
