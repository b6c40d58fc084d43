package io.signalbox.controlplane.body;

import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parses the JSON body of a request. */
final class JsonBody {

    private static final int MAX_NESTING_DEPTH = 32;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBody() {}

    /**
     * Reads the body of a request.
     *
     * @throws Problem when it is no JSON object, or was not sent as JSON
     */
    static BodyReader read(HttpServletRequest request) {
        checkContentType(request.getContentType());
        return new BodyReader(parse(Bodies.of(request)), request.getMethod().equals("PUT"));
    }

    static JsonNode parse(byte[] bytes) {
        if (bytes.length == 0) {
            throw refused("required", "is a required field");
        }
        JsonNode node;
        try {
            node = JSON.readTree(bytes);
        } catch (JacksonException e) {
            // Not the parser's own message: it quotes the body, which may hold a secret.
            var location = e.getLocation();
            String where = location == null
                    ? ""
                    : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
            throw refused("invalid", "is not valid JSON" + where);
        }
        if (node == null || !node.isObject()) {
            throw refused("is_object", "must be a JSON object");
        }
        return node;
    }

    private static void checkContentType(@Nullable String contentType) {
        if (contentType == null) {
            return;
        }
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            if (type.getType().equals("application")
                    && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"))) {
                return;
            }
        } catch (InvalidMediaTypeException e) {
            // answered below, as any other type is
        }
        throw new Problem.NotJson(contentType);
    }

    private static Problem.Invalid refused(String rule, String reason) {
        return new Problem.Invalid(List.of(InvalidParameter.standard("body", rule, reason)));
    }
}
