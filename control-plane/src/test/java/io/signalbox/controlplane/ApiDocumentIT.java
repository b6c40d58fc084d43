package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.controlplane.ApiDocument.Operation;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The document is served, its examples work, and every answer is as it says. */
class ApiDocumentIT {

    private static final List<String> ORDER = List.of("post", "put", "patch", "get", "delete");

    /** What a PUT names by id is only in the document. */
    private static final Pattern AN_ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-");

    private static final String NOBODYS = "00000000-0000-0000-0000-000000000000"; // for what no example has made

    private static final ApiDocument DOCUMENT = new ApiDocument(TestControlPlane.shared()
            .api()
            .withToken("")
            .get("/openapi.yaml")
            .response()
            .body());

    private static final String BASE = "/v1"; // stands in the document's server, not in its paths

    private final Api api = TestControlPlane.shared().api();

    /** Of the entities that examples have made, by the path of their collection. */
    private final Map<String, String> ids = new HashMap<>();

    @BeforeEach
    void forgetEarlierTests() {
        forget("/v1/event-gateways", "api-document-example");
        forget("/v1/access-tokens", "ci-reader");
    }

    @Test
    void theDocumentIsServedAsItIsWithItsViewerAndWithoutAToken() throws IOException {
        Api nobody = api.withToken("");

        Api.Answer served = nobody.get("/openapi.yaml");

        assertThat(served.status()).isEqualTo(200);
        assertThat(served.response().body()).isEqualTo(Files.readString(Path.of("..", "api-spec", "openapi.yaml")));
        assertThat(served.contentType()).isEqualTo("application/yaml");
    }

    @Test
    void whateverIsTriedFirstLeadsToThePagesAndToTheOneDocument() {
        Api nobody = api.withToken("");

        for (String path : List.of("/", "/swagger-ui", "/swagger-ui/", "/swagger-ui.html")) {
            Api.Answer answer = nobody.get(path);
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.response().headers().firstValue("location").orElse(""))
                    .endsWith("/swagger-ui/index.html");
        }
        assertThat(nobody.get("/v3/api-docs").response().headers().firstValue("location"))
                .hasValueSatisfying(location -> assertThat(location).endsWith("/openapi.yaml"));
        assertThat(nobody.get("/swagger-ui/index.html").contentType()).startsWith("text/html");
        assertThat(nobody.get("/swagger-ui/swagger-ui-bundle.js").status()).isEqualTo(200);
        assertThat(nobody.get("/swagger-ui/swagger-initializer.js").response().body())
                .contains("/openapi.yaml")
                .doesNotContain("petstore");
    }

    @Test
    void whatIsDocumentedIsServedAndWhatIsServedIsDocumented() {
        Set<String> documented = DOCUMENT.operations().stream()
                .map(operation -> operation(operation.method(), BASE + operation.path()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(served()).isNotEmpty().containsExactlyElementsOf(documented);
    }

    @Test
    void everyExampleFitsItsOwnSchema() {
        assertThat(DOCUMENT.badExamples()).isEmpty();
    }

    @Test
    void everyRequestExampleWorksAndIsAnsweredAsDocumented() {
        List<String> faults = new ArrayList<>();
        Deque<Attempt> waiting = new ArrayDeque<>();
        DOCUMENT.operations().stream()
                .filter(operation -> DOCUMENT.success(operation) > 0)
                .sorted(Comparator.comparingInt(operation -> ORDER.indexOf(operation.method())))
                .forEach(operation -> DOCUMENT.requestExamples(operation).stream()
                        .filter(example -> operation.method().equals("post")
                                || !AN_ID.matcher(example).find())
                        .forEach(example -> waiting.add(new Attempt(operation, example, 0))));
        int examples = waiting.size();

        while (!waiting.isEmpty()) {
            Attempt attempt = waiting.remove();
            if (!attempt.isLast() && !isPossible(attempt.operation())) {
                waiting.add(attempt.again());
                continue;
            }
            Api.Answer answer = send(attempt.operation(), attempt.body());
            // An example may name an entity that another one makes.
            if (!attempt.isLast() && answer.invalid().toString().contains("missing_reference")) {
                waiting.add(attempt.again());
                continue;
            }
            check(attempt.operation(), answer, faults);
        }
        DOCUMENT.operations().stream()
                .filter(operation -> operation.method().equals("get") && isPossible(operation))
                .filter(operation -> !DOCUMENT.isStream(operation)) // EventIT reads that
                .forEach(operation -> check(operation, send(operation, ""), faults));

        assertThat(faults).isEmpty();
        assertThat(examples).isGreaterThanOrEqualTo(15);
        assertThat(ids.keySet())
                .contains(
                        "/event-gateways",
                        "/event-gateways/{gatewayId}/virtual-clusters",
                        "/event-gateways/{gatewayId}/listeners/{eventGatewayListenerId}/policies",
                        "/access-tokens");
    }

    @Test
    void refusalsAreAsDocumentedToo() {
        List<String> faults = new ArrayList<>();
        String gateway = api.newGateway();
        ids.put("/event-gateways", gateway.substring(gateway.lastIndexOf('/') + 1));

        DOCUMENT.operations().stream()
                .filter(operation -> operation.method().equals("post") && isPossible(operation))
                .forEach(operation -> {
                    Api.Answer answer = send(operation, "{\"nonsense\": 1}");
                    assertThat(answer.status()).as("%s", operation).isEqualTo(400);
                    DOCUMENT.faults(operation, answer.status(), answer.body())
                            .forEach(fault -> faults.add(operation + " 400: " + fault));
                });

        assertThat(faults).isEmpty();
    }

    /** Whatever is documented later is held to it, too. */
    @Test
    void aReadOnlyTokenMayAskOnEveryPathAndChangeNothingOnAny() {
        String gateway = api.newGateway();
        ids.put("/event-gateways", gateway.substring(gateway.lastIndexOf('/') + 1));
        Api reader = api.withToken(api.post("/v1/access-tokens", "{\"name\": \"ci-reader\", \"role\": \"read_only\"}")
                .text("token"));
        Set<String> notRefused = new TreeSet<>();
        Set<String> refused = new TreeSet<>();

        DOCUMENT.operations().stream()
                .filter(operation -> !DOCUMENT.isStream(operation))
                .forEach(operation -> {
                    boolean is403 = send(reader, operation, "{}").status() == 403;
                    if (operation.method().equals("get") == is403) {
                        (is403 ? refused : notRefused).add(operation.toString());
                    }
                });

        // Addresses and names of clients are for admins.
        assertThat(refused)
                .containsExactly(
                        "get /event-gateways/{gatewayId}/connections", "get /event-gateways/{gatewayId}/rejections");
        assertThat(notRefused).isNotEmpty().allMatch(operation -> operation.endsWith("-preview"));
        assertThat(api.version(gateway)).isEqualTo(1);
    }

    private static Set<String> served() {
        return TestControlPlane.shared().part(RequestMappingHandlerMapping.class).getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getMethodsCondition().getMethods().stream()
                        .flatMap(verb -> mapping.getPatternValues().stream()
                                .map(path -> operation(verb.name().toLowerCase(Locale.ROOT), path))))
                .filter(operation -> operation.contains(" " + BASE + "/"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the variables of a path are called is nobody's business but their reader's. */
    private static String operation(String method, String path) {
        return method + " " + path.replaceAll("\\{[^}]+}", "{}");
    }

    private void check(Operation operation, Api.Answer answer, List<String> faults) {
        if (answer.status() != DOCUMENT.success(operation)) {
            faults.add(operation + ": " + answer.status() + " " + answer.body());
            return;
        }
        DOCUMENT.faults(operation, answer.status(), answer.body())
                .forEach(fault -> faults.add(operation + ": " + fault));
        if (answer.body().has("id") && operation.method().equals("post")) {
            ids.put(operation.path(), answer.id());
        }
    }

    private boolean isPossible(Operation operation) {
        return !path(operation.path()).contains("{");
    }

    private Api.Answer send(Operation operation, String body) {
        return send(api, operation, body);
    }

    private Api.Answer send(Api by, Operation operation, String body) {
        return by.send(by.request("/v1" + path(operation.path()).replaceAll("\\{[^}]+}", NOBODYS))
                .method(operation.method().toUpperCase(Locale.ROOT), HttpRequest.BodyPublishers.ofString(body)));
    }

    /** With an id for each variable whose collection has one: {@code /listeners/{x}} is of {@code /listeners}. */
    private String path(String template) {
        StringBuilder path = new StringBuilder();
        String prefix = "";
        for (String segment : template.substring(1).split("/", -1)) {
            path.append('/').append(segment.startsWith("{") ? ids.getOrDefault(prefix, segment) : segment);
            prefix += "/" + segment;
        }
        return path.toString();
    }

    private void forget(String collection, String name) {
        api.get(collection + "?filter[name][contains]=" + name)
                .body()
                .get("data")
                .forEach(
                        entity -> api.delete(collection + "/" + entity.get("id").asString()));
    }

    private record Attempt(Operation operation, String body, int tries) {

        private static final int MAX_TRIES = 20;

        Attempt again() {
            return new Attempt(operation, body, tries + 1);
        }

        boolean isLast() {
            return tries >= MAX_TRIES;
        }
    }
}
