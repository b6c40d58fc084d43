package io.signalbox.dataplane.registry;

import io.signalbox.dataplane.config.SchemaRegistry;
import io.signalbox.records.schema.JsonContent;
import io.signalbox.records.schema.RegisteredSchema;
import io.signalbox.records.schema.RegisteredSchema.Named;
import io.signalbox.records.schema.SchemaType;
import io.signalbox.routing.Printable;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks one registry, by the REST API that Confluent's has; waits for the answers. */
final class RegistryClient {

    private static final int MAX_ANSWER_BYTES = 2 * 1024 * 1024;
    private static final int MAX_REFERENCES = 100;
    private static final int MAX_REASON_LENGTH = 200;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /** What registries answer with 404: subject, version or schema is not there. Any other 404 is not of a registry. */
    private static final Set<Long> NOT_THERE = Set.of(40_401L, 40_402L, 40_403L);

    private final SchemaRegistry registry;
    private final HttpClient http;

    RegistryClient(SchemaRegistry registry, HttpClient http) {
        this.registry = registry;
        this.http = http;
    }

    /**
     * Asks for a schema and all that it refers to.
     *
     * @throws RegistryException when that is not to be had at present
     * @throws IllegalArgumentException when there is none that can be used; the reason goes on after "which"
     */
    RegisteredSchema fetch(int id) throws RegistryException, InterruptedException {
        long end = System.nanoTime() + registry.timeout().toNanos();
        Map<?, ?> answer = ask("/schemas/ids/" + Integer.toUnsignedString(id), end);
        requireType(answer);
        List<Named> references = new ArrayList<>();
        addReferences(answer, new HashSet<>(), references, end);
        return new RegisteredSchema(registry.type(), text(answer, "schema"), references, metadata(answer));
    }

    private void requireType(Map<?, ?> answer) {
        Object type = answer.get("schemaType"); // Avro's are older than it
        String expected = registry.type() == SchemaType.AVRO ? "AVRO" : "JSON";
        if (!expected.equals(type == null ? "AVRO" : type)) {
            throw new IllegalArgumentException(
                    "is of another type than " + registry.type().word() + ", of which those of its registry are");
        }
    }

    /** Each behind those that it refers to itself. */
    private void addReferences(Map<?, ?> answer, Set<String> seen, List<Named> found, long end)
            throws RegistryException, InterruptedException {
        if (!(answer.get("references") instanceof List<?> references)) {
            return;
        }
        for (Object entry : references) {
            if (!(entry instanceof Map<?, ?> reference) || !(reference.get("version") instanceof Long version)) {
                throw garbage();
            }
            String name = text(reference, "name");
            if (seen.add(name)) {
                if (seen.size() > MAX_REFERENCES) {
                    throw new IllegalArgumentException("refers to more than " + MAX_REFERENCES + " others");
                }
                String subject = URLEncoder.encode(text(reference, "subject"), StandardCharsets.UTF_8)
                        .replace("+", "%20");
                Map<?, ?> referred = ask("/subjects/" + subject + "/versions/" + version, end);
                requireType(referred);
                addReferences(referred, seen, found, end);
                found.add(new Named(name, text(referred, "schema")));
            }
        }
    }

    private static String text(Map<?, ?> object, String property) throws RegistryException {
        if (object.get(property) instanceof String text) {
            return text;
        }
        throw garbage();
    }

    private static Map<String, Object> metadata(Map<?, ?> answer) {
        Map<String, Object> metadata = new HashMap<>();
        if (answer.get("metadata") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> metadata.put(String.valueOf(name), value));
        }
        return metadata;
    }

    private static RegistryException garbage() {
        return RegistryException.ofOne("it gives an answer that is none of a schema registry");
    }

    private Map<?, ?> ask(String path, long end) throws RegistryException, InterruptedException {
        HttpResponse<byte[]> response = send(request(path), end);
        Optional<Map<?, ?>> answer = object(response.body());
        if (response.statusCode() == NOT_FOUND
                && answer.filter(error -> NOT_THERE.contains(error.get("error_code")))
                        .isPresent()) {
            throw new IllegalArgumentException("its registry does not have");
        }
        if (response.statusCode() != OK) {
            throw RegistryException.ofAll("it answers with the status " + response.statusCode());
        }
        return answer.orElseThrow(RegistryClient::garbage);
    }

    private static Optional<Map<?, ?>> object(byte[] body) {
        try {
            return JsonContent.read(ByteBuffer.wrap(body)) instanceof Map<?, ?> object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // what that means depends on the status
        }
    }

    private HttpRequest request(String path) {
        String base = registry.endpoint().toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
        registry.login().ifPresent(login -> {
            String pair = login.username() + ":" + login.password().reveal();
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        });
        return request.build();
    }

    /** The client's own limit ends with the header of an answer. */
    private HttpResponse<byte[]> send(HttpRequest request, long end) throws RegistryException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> response =
                http.sendAsync(request, header -> new BoundedBody(MAX_ANSWER_BYTES));
        try {
            return response.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw RegistryException.ofAll("it has not answered within " + words(registry.timeout()));
        } catch (ExecutionException e) {
            throw unreachable(e);
        } finally {
            response.cancel(true); // nothing where it is complete
        }
    }

    private static String words(Duration timeout) {
        return timeout.toSeconds() + " s";
    }

    /** The client wraps what a body ends with once or twice. */
    private static RegistryException unreachable(ExecutionException wrapped) {
        Throwable last = wrapped;
        for (Throwable cause = wrapped; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryException known) {
                return known;
            }
            last = cause;
        }
        String detail = last.getMessage() == null ? "" : ": " + last.getMessage();
        return RegistryException.ofAll(Printable.of(
                "it cannot be reached (" + last.getClass().getSimpleName() + detail + ")", MAX_REASON_LENGTH));
    }
}
