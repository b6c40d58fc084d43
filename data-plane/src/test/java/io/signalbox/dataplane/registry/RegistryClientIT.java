package io.signalbox.dataplane.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Password;
import io.signalbox.dataplane.config.SchemaRegistry;
import io.signalbox.records.schema.RegisteredSchema;
import io.signalbox.records.schema.RegisteredSchema.Named;
import io.signalbox.records.schema.SchemaType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that says what it is told to say. */
class RegistryClientIT {

    private static final Duration LONG = Duration.ofMinutes(4);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    private interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            answers.getOrDefault(exchange.getRequestURI().getRawPath(), json(404, "{\"error_code\": 40403}"))
                    .give(exchange);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aSchemaComesWithAllThatItRefersTo() throws Exception {
        answers.put("/api/schemas/ids/7", json(200, """
                {"schema": "top", "references": [{"name": "a", "subject": "a/s 1", "version": 3},
                 {"name": "c", "subject": "c", "version": 1}], "metadata": {"properties": {"owner": "x"}}}"""));
        answers.put("/api/subjects/a%2Fs%201/versions/3", json(200, """
                {"schema": "a", "references": [{"name": "c", "subject": "c", "version": 1}]}"""));
        answers.put("/api/subjects/c/versions/1", json(200, "{\"schema\": \"c\"}"));

        RegisteredSchema schema = client("/api/", SchemaType.AVRO).fetch(7);

        assertThat(schema)
                .isEqualTo(new RegisteredSchema(
                        SchemaType.AVRO,
                        "top",
                        List.of(new Named("c", "c"), new Named("a", "a")),
                        Map.of("properties", Map.of("owner", "x"))));
        assertThat(asked).hasSize(3);
    }

    @Test
    void itIsAskedWithNameAndPassword() throws Exception {
        List<String> headers = new ArrayList<>();
        answers.put("/schemas/ids/1", exchange -> {
            headers.add(exchange.getRequestHeaders().getFirst("Authorization"));
            json(200, "{\"schema\": \"x\", \"schemaType\": \"AVRO\"}").give(exchange);
        });

        client("", SchemaType.AVRO, Optional.of(new SchemaRegistry.Login("ali", Password.of("s3cr:t"))), LONG)
                .fetch(1);

        assertThat(headers).containsExactly("Basic YWxpOnMzY3I6dA==");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "404 | {\"error_code\": 40403, \"message\": \"Schema 7 not found\"} | its registry does not have",
                "200 | {\"schema\": \"x\", \"schemaType\": \"PROTOBUF\"} | is of another type than avro, of which those of its registry are",
                "200 | {\"schema\": \"x\", \"schemaType\": \"JSON\"} | is of another type than avro, of which those of its registry are",
                "200 | {\"schema\": \"x\", \"references\": [{\"name\": \"n\", \"subject\": \"s\", \"version\": 1}]} | its registry does not have",
            })
    void whatIsTrueOfTheSchemaIsSaidOfIt(int status, String body, String reason) {
        answers.put("/schemas/ids/7", json(status, body));

        assertThatThrownBy(() -> client("", SchemaType.AVRO).fetch(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "429 | {\"error_code\": 429} | it answers with the status 429 | true",
                "500 | {\"error_code\": 50001} | it answers with the status 500 | true",
                "401 | {\"error_code\": 40101} | it answers with the status 401 | true",
                "404 | <html>no such page</html> | it answers with the status 404 | true",
                "302 | `` | it answers with the status 302 | true",
                "200 | <html>a login page</html> | it gives an answer that is none of a schema registry | false",
                "200 | [] | it gives an answer that is none of a schema registry | false",
                "200 | {\"schema\": 7} | it gives an answer that is none of a schema registry | false",
                "200 | {\"schema\": \"x\", \"references\": [7]} | it gives an answer that is none of a schema registry | false",
            })
    void whatIsNotTrueOfTheSchemaIsTroubleOfTheRegistry(int status, String body, String reason, boolean ofAll) {
        answers.put("/schemas/ids/7", json(status, body));

        assertThatThrownBy(() -> client("", SchemaType.AVRO).fetch(7))
                .isInstanceOfSatisfying(RegistryException.class, failure -> {
                    assertThat(failure).hasMessage(reason);
                    assertThat(failure.isOfAll()).isEqualTo(ofAll);
                });
    }

    @Test
    void anAnswerThatNeverEndsIsNotReadToItsEnd() {
        answers.put("/schemas/ids/7", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                byte[] block = new byte[65_536];
                while (true) {
                    out.write(block);
                }
            }
        });

        assertThatThrownBy(() -> client("", SchemaType.AVRO).fetch(7))
                .isInstanceOf(RegistryException.class)
                .hasMessage("it gives an answer that is longer than 2097152 bytes");
    }

    @Test
    void jsonThatIsDeepIsNoAnswer() {
        answers.put("/schemas/ids/7", json(200, "[".repeat(1_000) + "]".repeat(1_000)));

        assertThatThrownBy(() -> client("", SchemaType.AVRO).fetch(7)).isInstanceOf(RegistryException.class);
    }

    @Test
    void referencesThatLeadRoundInACircleEnd() throws Exception {
        answers.put("/schemas/ids/7", json(200, """
                {"schema": "x", "references": [{"name": "a", "subject": "a", "version": 1}]}"""));
        answers.put("/subjects/a/versions/1", json(200, """
                {"schema": "a", "references": [{"name": "a", "subject": "a", "version": 1}]}"""));

        assertThat(client("", SchemaType.AVRO).fetch(7).references()).containsExactly(new Named("a", "a"));
    }

    @Test
    void aChainOfReferencesIsFollowedSoFarOnly() {
        answers.put("/schemas/ids/7", json(200, """
                {"schema": "x", "references": [{"name": "0", "subject": "0", "version": 1}]}"""));
        for (int i = 0; i < 200; i++) {
            answers.put("/subjects/" + i + "/versions/1", json(200, """
                    {"schema": "x", "references": [{"name": "%1$d", "subject": "%1$d", "version": 1}]}""".formatted(i + 1)));
        }

        assertThatThrownBy(() -> client("", SchemaType.AVRO).fetch(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("refers to more than 100 others");
    }

    /** One that takes the connection, one that says a header, one that begins a body: and no more. */
    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"schema\":"})
    void oneThatHangsIsGivenUp(String said) throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var unused = threads.submit(() -> {
                Socket socket = mute.accept();
                socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                return socket;
            });
            URI endpoint = URI.create("http://127.0.0.1:" + mute.getLocalPort());

            assertThatThrownBy(() -> new RegistryClient(
                                    registry(endpoint, SchemaType.AVRO, Optional.empty(), Duration.ofSeconds(1)), HTTP)
                            .fetch(7))
                    .isInstanceOf(RegistryException.class)
                    .hasMessage("it has not answered within 1 s");
        }
    }

    @Test
    void oneThatIsNotThereIsTold() throws Exception {
        assertThatThrownBy(() -> new RegistryClient(
                                registry(
                                        URI.create("http://127.0.0.1:" + TestPorts.free()),
                                        SchemaType.AVRO,
                                        Optional.empty(),
                                        LONG),
                                HTTP)
                        .fetch(7))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("it cannot be reached (");
    }

    private RegistryClient client(String path, SchemaType type) {
        return client(path, type, Optional.empty(), LONG);
    }

    private RegistryClient client(
            String path, SchemaType type, Optional<SchemaRegistry.Login> login, Duration timeout) {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return new RegistryClient(registry(endpoint, type, login, timeout), HTTP);
    }

    private static SchemaRegistry registry(
            URI endpoint, SchemaType type, Optional<SchemaRegistry.Login> login, Duration timeout) {
        return new SchemaRegistry(new UUID(0, 60), "registry", endpoint, type, timeout, login);
    }

    private static Answer json(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }
}
