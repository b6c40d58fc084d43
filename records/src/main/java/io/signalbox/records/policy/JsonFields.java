package io.signalbox.records.policy;

import io.signalbox.records.schema.JsonContent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Fields of a JSON text, found where they stand, so that all around them stays as it was written. A path is that of the API:
 * {@code someObject.someArray[1].fieldName}.
 */
final class JsonFields {

    private final byte[] text;
    private final Set<String> paths;
    private final List<Span> spans = new ArrayList<>();

    /**
     * Where a value stands.
     *
     * @param start of its first byte; of a text the quotation mark
     * @param end behind its last byte
     */
    record Span(String path, int start, int end, Kind kind) {

        enum Kind {
            TEXT,
            NULL,
            OTHER
        }
    }

    /** What a value is replaced by. */
    record Replacement(Span span, ByteBuffer by) {}

    private JsonFields(byte[] text, Set<String> paths) {
        this.text = text;
        this.paths = paths;
    }

    /**
     * Where these fields stand, in their order; what is inside of one that is found is not looked at.
     *
     * @throws IllegalArgumentException when it is no JSON; says nothing of what is there
     */
    static List<Span> find(byte[] text, Set<String> paths) {
        JsonFields fields = new JsonFields(text, paths);
        JsonContent.parse(text, parser -> {
            fields.value(parser, "");
            return fields.spans;
        });
        return fields.spans;
    }

    private void value(JsonParser parser, String path) {
        JsonToken token = parser.currentToken();
        if (!path.isEmpty() && paths.contains(path)) {
            add(parser, path, token);
            return;
        }
        if (token == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                value(parser, path.isEmpty() ? name : path + "." + name);
            }
        } else if (token == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                value(parser, path + "[" + i + "]");
            }
        }
    }

    private void add(JsonParser parser, String path, JsonToken token) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (token.isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
        int end = (int) parser.currentLocation().getByteOffset();
        Span.Kind kind = switch (token) {
            case VALUE_STRING -> Span.Kind.TEXT;
            case VALUE_NULL -> Span.Kind.NULL;
            default -> Span.Kind.OTHER;
        };
        if (kind == Span.Kind.TEXT && (text[start] != '"' || text[end - 1] != '"')) {
            throw new IllegalStateException("a text in JSON has no quotation marks");
        }
        spans.add(new Span(path, start, end, kind));
    }

    /** The text with other values in their places. */
    static ByteBuffer replace(byte[] text, List<Replacement> replacements) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 64 * replacements.size());
        int at = 0;
        for (Replacement replacement : replacements) {
            out.write(text, at, replacement.span().start() - at);
            byte[] by = new byte[replacement.by().remaining()];
            replacement.by().duplicate().get(by);
            out.writeBytes(by);
            at = replacement.span().end();
        }
        out.write(text, at, text.length - at);
        return ByteBuffer.wrap(out.toByteArray());
    }
}
