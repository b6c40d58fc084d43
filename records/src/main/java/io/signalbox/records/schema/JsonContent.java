package io.signalbox.records.schema;

import com.google.protobuf.NullValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON in records: RFC 8259, one value and nothing else. */
public final class JsonContent {

    /** Deeper than any message that people write; the stack is no deeper than this. */
    private static final int MAX_DEPTH = 200;

    /** Names, values and brackets of what is made into objects, each of which takes many times its bytes. */
    private static final int MAX_KEPT_PARTS = 1_000_000;

    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(constraints().build()).build();

    private static final JsonFactory KEPT = JsonFactory.builder()
            .streamReadConstraints(constraints().maxTokenCount(MAX_KEPT_PARTS).build())
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(KEPT)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // the parser's owner looks for them
            .build();

    private JsonContent() {}

    private static StreamReadConstraints.Builder constraints() {
        return StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxStringLength(Integer.MAX_VALUE);
    }

    /**
     * Reads a value, in types that expressions know.
     *
     * @throws IllegalArgumentException when it is no JSON; says where, and nothing of what is there
     */
    public static Object read(ByteBuffer bytes) {
        return parse(copy(bytes), true, JsonContent::value);
    }

    /**
     * As {@link #read}, without making anything of what is there.
     *
     * @throws IllegalArgumentException as {@link #read}
     */
    public static void check(ByteBuffer bytes) {
        var unused = parse(copy(bytes), false, JsonParser::skipChildren);
    }

    /** As {@link #read}, in the form that schemas are applied to. */
    static JsonNode tree(ByteBuffer bytes) {
        return parse(copy(bytes), true, MAPPER::readTree);
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    /**
     * Has a text read by {@code reader}, which finds the parser at the first token of its one value and leaves it at the last.
     *
     * @param keeping whether objects are made of all that is there, which then may not be any number
     * @throws IllegalArgumentException as {@link #read}
     */
    public static <T> T parse(byte[] text, boolean keeping, Function<JsonParser, T> reader) {
        try (JsonParser parser = (keeping ? KEPT : JSON).createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("is empty");
            }
            T value = reader.apply(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("has more than one JSON value");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new IllegalArgumentException(
                    "is nested deeper than " + MAX_DEPTH
                            + " levels, or has more parts, or a number or name of more digits, than are read",
                    e);
        } catch (JacksonException e) {
            long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
            throw new IllegalArgumentException("is not valid JSON" + (at < 0 ? "" : " at byte " + at), e);
        }
    }

    /** A tree in types that expressions know. */
    static Object of(JsonNode tree) {
        try (JsonParser parser = tree.traverse(ObjectReadContext.empty())) {
            parser.nextToken();
            return value(parser);
        }
    }

    /** The value at whose first token a parser is, in types that expressions know. */
    public static Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> isLong(parser) ? (Object) parser.getLongValue() : parser.getDoubleValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NullValue.NULL_VALUE;
            default -> throw new IllegalArgumentException("is not valid JSON");
        };
    }

    private static boolean isLong(JsonParser parser) {
        return parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    }
}
