package io.signalbox.controlplane;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.OpenApi30;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API's document, as something to be asked: which operations, which examples, and what fits their schemas. */
final class ApiDocument {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ID = "urn:signalbox:openapi";
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private final JsonNode document;
    private final SchemaRegistry schemas;

    ApiDocument(String yaml) {
        document = JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(yaml));
        schemas = SchemaRegistry.withDefaultDialect(
                OpenApi30.getInstance(), registry -> registry.schemas(Map.of(ID, JSON.writeValueAsString(document))));
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path -> METHODS.stream()
                        .filter(path.getValue()::has)
                        .forEach(method -> operations.add(new Operation(method, path.getKey()))));
        return operations;
    }

    /** Of the request's body, as JSON. */
    List<String> requestExamples(Operation operation) {
        return examples(operation.pointer() + "/requestBody");
    }

    /** The one status of success. */
    int success(Operation operation) {
        return document.at(operation.pointer() + "/responses").propertyNames().stream()
                .map(Integer::parseInt)
                .filter(status -> status < 300)
                .findFirst()
                .orElse(0);
    }

    /** Whether success is a stream that does not end by itself. */
    boolean isStream(Operation operation) {
        return document.at(operation.pointer() + "/responses/" + success(operation) + "/content")
                .has("text/event-stream");
    }

    /** What is wrong with an answer of this status; nothing when the document has no schema for it. */
    List<String> faults(Operation operation, int status, JsonNode body) {
        String at = operation.pointer() + "/responses/" + status;
        JsonNode reference = document.at(at).path("$ref");
        String response = reference.isString() ? reference.asString().substring(1) : at;
        if (document.at(response).isMissingNode()) {
            return List.of("the document has no answer " + status);
        }
        return schemaOf(response).map(schema -> faults(schema, body)).orElse(List.of());
    }

    /** Each example of the document that does not fit its own schema, and why. */
    List<String> badExamples() {
        List<String> bad = new ArrayList<>();
        for (Operation operation : operations()) {
            List<String> places = new ArrayList<>(List.of(operation.pointer() + "/requestBody"));
            document.at(operation.pointer() + "/responses")
                    .propertyNames()
                    .forEach(status -> places.add(operation.pointer() + "/responses/" + status));
            for (String place : places) {
                for (String example : examples(place)) {
                    schemaOf(place).map(schema -> faults(schema, JSON.readTree(example))).orElse(List.of()).stream()
                            .map(fault -> operation + ": " + fault)
                            .forEach(bad::add);
                }
            }
        }
        return bad;
    }

    private List<String> faults(String schema, JsonNode value) {
        return schemas.getSchema(SchemaLocation.of(ID + "#" + schema)).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    private Optional<String> schemaOf(String place) {
        return content(place)
                .map(content -> content + "/schema")
                .filter(schema -> !document.at(schema).isMissingNode());
    }

    private List<String> examples(String place) {
        List<String> found = new ArrayList<>();
        content(place).map(document::at).ifPresent(content -> {
            if (content.has("example")) {
                found.add(content.get("example").toString());
            }
            content.path("examples")
                    .values()
                    .forEach(example -> found.add(example.get("value").toString()));
        });
        return found;
    }

    private Optional<String> content(String place) {
        return document.at(place + "/content").propertyNames().stream()
                .map(type -> place + "/content/" + escape(type))
                .findFirst();
    }

    private static String escape(String text) {
        return text.replace("~", "~0").replace("/", "~1");
    }

    record Operation(String method, String path) {

        String pointer() {
            return "/paths/" + escape(path) + "/" + method;
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }
}
