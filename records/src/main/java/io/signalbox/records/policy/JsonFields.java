package io.signalbox.records.policy;

import io.signalbox.records.schema.JsonContent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Fields of a JSON text, found where they stand, so that all around them stays as it was written. A path is that of the API:
 * {@code someObject.someArray[1].fieldName}.
 */
final class JsonFields {

    private final byte[] text;
    private final Set<String> paths;
    private final boolean keeping;
    private final List<Span> spans = new ArrayList<>();

    /**
     * What was found in one reading of a text.
     *
     * @param spans where the fields stand, in their order
     * @param content of the whole text, if it was to be kept
     */
    record Found(Set<String> paths, List<Span> spans, Optional<Object> content) {}

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

    private JsonFields(byte[] text, Set<String> paths, boolean keeping) {
        this.text = text;
        this.paths = paths;
        this.keeping = keeping;
    }

    /**
     * Finds these fields; what is inside of one that is found is not looked at.
     *
     * @param keeping whether the content is wanted, too
     * @throws IllegalArgumentException when it is no JSON; says nothing of what is there
     */
    static Found read(byte[] text, Set<String> paths, boolean keeping) {
        JsonFields fields = new JsonFields(text, paths, keeping);
        Optional<Object> content =
                JsonContent.parse(text, keeping, parser -> Optional.ofNullable(fields.value(parser, "")));
        return new Found(paths, fields.spans, content);
    }

    /** Of what has none of the fields in it no path is made, however many parts it has. */
    private @Nullable Object value(JsonParser parser, String path) {
        JsonToken token = parser.currentToken();
        if (!path.isEmpty() && paths.contains(path)) {
            return add(parser, path, token);
        }
        if (!token.isStructStart() || !isAbove(path)) {
            return passed(parser);
        }
        return token == JsonToken.START_OBJECT ? object(parser, path) : array(parser, path);
    }

    private boolean isAbove(String path) {
        for (String wanted : paths) {
            if (path.isEmpty()
                    || (wanted.startsWith(path)
                            && (wanted.startsWith(".", path.length()) || wanted.startsWith("[", path.length())))) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Object passed(JsonParser parser) {
        if (keeping) {
            return JsonContent.value(parser);
        }
        parser.skipChildren();
        return null;
    }

    private @Nullable Object object(JsonParser parser, String path) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Object value = value(parser, path.isEmpty() ? name : path + "." + name);
            if (keeping) {
                object.put(name, value);
            }
        }
        return object;
    }

    private @Nullable Object array(JsonParser parser, String path) {
        List<@Nullable Object> array = new ArrayList<>();
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            Object value = value(parser, path + "[" + i + "]");
            if (keeping) {
                array.add(value);
            }
        }
        return array;
    }

    private @Nullable Object add(JsonParser parser, String path, JsonToken token) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        Object value = passed(parser);
        if (!token.isStructStart()) {
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
        return value;
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
