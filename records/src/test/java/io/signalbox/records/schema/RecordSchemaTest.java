package io.signalbox.records.schema;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.NullValue;
import io.signalbox.records.schema.RegisteredSchema.Named;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSchemaTest {

    private static final String EVERYTHING = """
            {"type": "record", "name": "Everything", "namespace": "com.example", "fields": [
              {"name": "nothing", "type": "null"}, {"name": "yes", "type": "boolean"},
              {"name": "int", "type": "int"}, {"name": "long", "type": "long"},
              {"name": "float", "type": "float"}, {"name": "double", "type": "double"},
              {"name": "bytes", "type": "bytes"}, {"name": "text", "type": "string"},
              {"name": "fixed", "type": {"type": "fixed", "name": "Four", "size": 4}},
              {"name": "suit", "type": {"type": "enum", "name": "Suit", "symbols": ["SPADES", "HEARTS"]}},
              {"name": "items", "type": {"type": "array", "items": "int"}},
              {"name": "entries", "type": {"type": "map", "values": "long"}},
              {"name": "union", "type": ["null", "string", "int"]},
              {"name": "day", "type": {"type": "int", "logicalType": "date"}},
              {"name": "next", "type": ["null", "Everything"]}]}""";

    private static final String NODE = """
            {"type": "record", "name": "Node", "fields": [{"name": "next", "type": ["null", "Node"]}]}""";

    @Test
    void aValueOfAvroIsReadAsTheLibraryWritesIt() throws IOException {
        GenericRecord record = everything(everything(null));

        Object content = avro(EVERYTHING).check(written(record)).get();

        assertThat(content).isInstanceOf(Map.class);
        Map<?, ?> fields = (Map<?, ?>) content;
        assertThat(fields.get("nothing")).isEqualTo(NullValue.NULL_VALUE);
        assertThat(fields.get("yes")).isEqualTo(true);
        assertThat(fields.get("int")).isEqualTo((long) Integer.MIN_VALUE);
        assertThat(fields.get("long")).isEqualTo(Long.MAX_VALUE);
        assertThat(fields.get("float")).isEqualTo(1.5);
        assertThat(fields.get("double")).isEqualTo(-2.25);
        assertThat(fields.get("bytes")).isEqualTo("\u0000\u00ff");
        assertThat(fields.get("text")).isEqualTo("h\u00e9llo");
        assertThat(fields.get("fixed")).isEqualTo("\u0001\u0002\u0003\u0004");
        assertThat(fields.get("suit")).isEqualTo("HEARTS");
        assertThat(fields.get("items")).isEqualTo(List.of(1L, -1L, 70_000L));
        assertThat(fields.get("entries")).isEqualTo(Map.of("a", 1L));
        assertThat(fields.get("union")).isEqualTo("one of them");
        assertThat(fields.get("day")).isEqualTo(20_000L);
        assertThat(requireNonNull((Map<?, ?>) fields.get("next")).get("next")).isEqualTo(NullValue.NULL_VALUE);
    }

    @Test
    void aBlockMaySayHowLongItIs() {
        RecordSchema items = avro("{\"type\": \"array\", \"items\": \"int\"}");

        assertThat(items.check(bytes(3, 4, 2, 4, 0)).get()).isEqualTo(List.of(1L, 2L));
        assertThatThrownBy(() -> items.check(bytes(3, 126, 2, 4, 0)))
                .hasMessage("has a block that is longer than the value");
    }

    /** What the library can read it reads, and no more than the library: a byte changed, bytes cut off, bytes added. */
    @Test
    void whatIsValidIsWhatTheLibraryReadsToTheEnd() throws IOException {
        Random random = new Random(20);
        byte[] good = array(written(everything(everything(null))));
        RecordSchema schema = avro(EVERYTHING);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = Arrays.copyOf(good, good.length - random.nextInt(3) + random.nextInt(2));
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();

            boolean valid = isValid(schema, ByteBuffer.wrap(changed));

            refused += valid ? 0 : 1;
            if (valid) {
                assertThat(libraryReads(changed)).as("mutation %d", i).isTrue();
            }
        }
        assertThat(refused).isBetween(1_000, 19_999);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"int\" | 128,128,128,128,32 | has a number that is too large for an int",
                "\"long\" | 255,255,255,255,255,255,255,255,255,255,1 | has a number that is too long",
                "\"long\" | 128 | ends before its schema does",
                "\"string\" | 8,65 | has a part that is longer than the value",
                "\"string\" | 1 | has a part that is longer than the value",
                "\"boolean\" | 2 | has a boolean that is neither true nor false",
                "\"int\" | 2,2 | has more bytes than its schema reads",
                "[\"null\"] | 2 | has a branch of a union that its schema does not name",
            })
    void whatIsNoAvroIsRefused(String schema, String payload, String reason) {
        int[] bytes =
                Arrays.stream(payload.split(",")).mapToInt(Integer::parseInt).toArray();

        assertThatThrownBy(() -> avro(schema).check(bytes(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void aChainThatIsDeeperThanTheStackIsRefused() {
        ByteBuffer deep = ByteBuffer.allocate(1_000_000);
        while (deep.hasRemaining()) {
            deep.put((byte) 2); // there is a next one
        }

        assertThatThrownBy(() -> avro(NODE).check(deep.flip())).hasMessage("is nested deeper than 200 levels");
    }

    @Test
    void whatTakesNoBytesIsNotThereForEver() {
        ByteBuffer many = bytes(254, 255, 255, 255, 255, 255, 255, 255, 127, 0);

        assertThatThrownBy(
                        () -> avro("{\"type\": \"array\", \"items\": \"null\"}").check(many))
                .hasMessage("has more parts than are read");
    }

    @Test
    void aSchemaThatDoublesWithEachLevelIsRefusedInBoundedTime() {
        StringBuilder fields = new StringBuilder("\"null\"");
        for (int i = 0; i < 40; i++) {
            fields.insert(
                    0, "{\"type\": \"record\", \"name\": \"L" + i + "\", \"fields\": [{\"name\": \"a\", \"type\": ");
            fields.append("}, {\"name\": \"b\", \"type\": " + (i == 0 ? "\"null\"" : "\"L" + (i - 1) + "\"") + "}]}");
        }

        assertThatThrownBy(() -> avro(fields.toString()).check(bytes())).hasMessage("has more parts than are read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"type\": \"recrod\"}", "\"Unknown\"", "{\"type\": \"record\", \"name\": \"A\"}", "7"
            })
    void whatIsNoSchemaOfAvroIsRefused(String text) {
        assertThatThrownBy(() -> avro(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void schemasThatAreNestedDeeplyAreRefused() {
        String avro = "{\"type\": \"array\", \"items\": ".repeat(900) + "\"int\"" + "}".repeat(900);
        String json = "{\"not\": ".repeat(900) + "{}" + "}".repeat(900);

        assertThatThrownBy(() -> avro(avro)).hasMessageContaining("nested deeper than 200 levels");
        assertThatThrownBy(() -> json(json)).hasMessageContaining("nested deeper than 200 levels");
    }

    @Test
    void aSchemaOfAvroMayReferToOthers() {
        RegisteredSchema registered = new RegisteredSchema(
                SchemaType.AVRO,
                "{\"type\": \"record\", \"name\": \"Order\", \"fields\": [{\"name\": \"of\", \"type\": \"com.example.Day\"}]}",
                List.of(new Named(
                        "day", "{\"type\": \"enum\", \"name\": \"com.example.Day\", \"symbols\": [\"MONDAY\"]}")),
                Map.of());

        assertThat(RecordSchema.of(registered).check(bytes(0)).get()).isEqualTo(Map.of("of", "MONDAY"));
    }

    @Test
    void aSchemaOfJsonMayReferToWhatTheRegistryKnows() {
        RegisteredSchema registered = new RegisteredSchema(
                SchemaType.JSON,
                "{\"properties\": {\"age\": {\"$ref\": \"age.json\"}}}",
                List.of(new Named("age.json", "{\"type\": \"integer\", \"minimum\": 0}")),
                Map.of());
        RecordSchema schema = RecordSchema.of(registered);

        assertThat(schema.check(utf8("{\"age\": 7}")).get()).isEqualTo(Map.of("age", 7L));
        assertThatThrownBy(() -> schema.check(utf8("{\"age\": -7}"))).hasMessage("is not valid by its schema");
    }

    /** Neither over the network nor from this machine. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/other.json",
                "file:///etc/passwd",
                "classpath:logback.xml",
                "classpath:io/signalbox/records/encryption/vectors.json",
                "resource:io/signalbox/records/encryption/vectors.json",
                "other.json"
            })
    void aSchemaOfJsonRefersToNothingElse(String place) {
        RecordSchema schema = json("{\"properties\": {\"a\": {\"$ref\": \"" + place + "\"}}}");

        assertThatThrownBy(() -> schema.check(utf8("{\"a\": 1}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot be validated, since its schema cannot be used");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\": \"object\", \"required\": [\"a\"]} | {\"b\": 1}",
                "{\"$schema\": \"http://json-schema.org/draft-04/schema#\", \"minimum\": 3, \"exclusiveMinimum\": true} | 3",
                "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"prefixItems\": [{\"type\": \"string\"}]} | [1]",
                "{\"pattern\": \"^(a+)+$\"} | \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"",
            })
    void whatIsNotValidByItsSchemaIsRefused(String schema, String value) {
        assertThatThrownBy(() -> json(schema).check(utf8(value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is not valid by its schema");
    }

    @Test
    void jsonThatIsTooDeepIsRefused() {
        assertThatThrownBy(() -> json("{}").check(utf8("[".repeat(1_000) + "]".repeat(1_000))))
                .hasMessageContaining("is nested deeper than 200 levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"$ref\": \"#\"}", "{\"allOf\": [{\"$ref\": \"#\"}]}"})
    void aSchemaOfJsonThatNeverEndsIsRefused(String schema) {
        assertThatThrownBy(() -> json(schema).check(utf8("1"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSchemaOfJsonThatDoublesWithEachLevelIsRefusedInBoundedTime() {
        StringBuilder definitions = new StringBuilder("\"d0\": {\"type\": \"integer\"}");
        for (int i = 1; i < 40; i++) {
            String former = "{\"$ref\": \"#/definitions/d" + (i - 1) + "\"}";
            definitions.append(", \"d" + i + "\": {\"allOf\": [" + former + ", " + former + "]}");
        }
        RecordSchema schema = json("{\"definitions\": {" + definitions + "}, \"$ref\": \"#/definitions/d39\"}");

        assertThatThrownBy(() -> schema.check(utf8("1"))).hasMessage("takes more steps to be validated than are made");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"pattern\": \"(?=lookahead)\"}", "{\"$schema\": \"http://example.com/mine\"}", "[]"})
    void whatIsNoSchemaOfJsonIsRefused(String text) {
        assertThatThrownBy(() -> json(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theIdStandsInFront() {
        assertThat(WireFormat.schemaId(bytes(0, 0, 0, 1, 2))).isEqualTo(258);
        assertThat(WireFormat.payload(bytes(0, 0, 0, 1, 2, 9)).remaining()).isEqualTo(1);
        for (ByteBuffer none : List.of(bytes(), bytes(0, 0, 0, 0), bytes(1, 0, 0, 0, 1), utf8("{\"a\": 1}"))) {
            assertThatThrownBy(() -> WireFormat.schemaId(none)).hasMessage("does not begin with the id of a schema");
        }
    }

    private static RecordSchema avro(String text) {
        return RecordSchema.of(new RegisteredSchema(SchemaType.AVRO, text, List.of(), Map.of()));
    }

    private static RecordSchema json(String text) {
        return RecordSchema.of(new RegisteredSchema(SchemaType.JSON, text, List.of(), Map.of()));
    }

    private static boolean isValid(RecordSchema schema, ByteBuffer payload) {
        try {
            var unused = schema.check(payload).get();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean libraryReads(byte[] payload) throws IOException {
        var decoder = DecoderFactory.get().binaryDecoder(payload, null);
        var unused = new GenericDatumReader<>(new Schema.Parser().parse(EVERYTHING)).read(null, decoder);
        return decoder.isEnd();
    }

    private static GenericRecord everything(@Nullable Object next) {
        Schema schema = new Schema.Parser().parse(EVERYTHING);
        GenericRecord record = new GenericData.Record(schema);
        record.put("yes", true);
        record.put("int", Integer.MIN_VALUE);
        record.put("long", Long.MAX_VALUE);
        record.put("float", 1.5f);
        record.put("double", -2.25);
        record.put("bytes", bytes(0, 255));
        record.put("text", "h\u00e9llo");
        record.put("fixed", new GenericData.Fixed(schema.getField("fixed").schema(), new byte[] {1, 2, 3, 4}));
        record.put("suit", new GenericData.EnumSymbol(schema.getField("suit").schema(), "HEARTS"));
        record.put("items", List.of(1, -1, 70_000));
        record.put("entries", Map.of("a", 1L));
        record.put("union", "one of them");
        record.put("day", 20_000);
        record.put("next", next);
        return record;
    }

    private static ByteBuffer written(GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return array;
    }

    private static ByteBuffer bytes(int... bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        Arrays.stream(bytes).forEach(value -> buffer.put((byte) value));
        return buffer.flip();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
