package io.signalbox.records.schema;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** A schema of Avro: the library reads the schema, values are read here. */
final class AvroSchema implements RecordSchema.Check {

    private final AvroType type;

    private AvroSchema(AvroType type) {
        this.type = type;
    }

    /** @throws IllegalArgumentException when it is none */
    static AvroSchema parse(RegisteredSchema registered) {
        Schema.Parser parser = new Schema.Parser().setValidateDefaults(false); // no value is ever filled in
        try {
            for (RegisteredSchema.Named named : registered.references()) {
                var unused = parser.parse(bounded(named.text()));
            }
            return new AvroSchema(new Compiler().type(parser.parse(bounded(registered.text()))));
        } catch (AvroRuntimeException | NullPointerException e) { // the latter for a name that nothing has
            throw new IllegalArgumentException("is no schema of Avro that can be read", e);
        }
    }

    /** As the library reads it by calling itself. */
    private static String bounded(String text) {
        String trimmed = text.trim();
        if (trimmed.startsWith("{") || trimmed.startsWith("[") || trimmed.startsWith("\"")) {
            var unused = JsonContent.read(ByteBuffer.wrap(trimmed.getBytes(StandardCharsets.UTF_8)));
        }
        return text;
    }

    @Override
    public Supplier<Object> check(ByteBuffer payload) {
        Object unused = read(payload, false);
        return () -> read(payload, true);
    }

    private Object read(ByteBuffer payload, boolean keeping) {
        AvroInput in = new AvroInput(payload, keeping);
        Object value = type.read(in);
        in.requireEnd();
        return value;
    }

    /** Makes types of a schema, each that has a name once. */
    private static final class Compiler {

        private final Map<String, AvroType> named = new HashMap<>();

        AvroType type(Schema schema) {
            return switch (schema.getType()) {
                case NULL -> AvroType.Simple.NULL;
                case BOOLEAN -> AvroType.Simple.BOOLEAN;
                case INT -> AvroType.Simple.INT;
                case LONG -> AvroType.Simple.LONG;
                case FLOAT -> AvroType.Simple.FLOAT;
                case DOUBLE -> AvroType.Simple.DOUBLE;
                case STRING -> AvroType.Simple.STRING;
                case BYTES -> AvroType.Simple.BYTES;
                case FIXED -> new AvroType.Fixed(schema.getFixedSize());
                case ENUM -> new AvroType.Symbols(schema.getEnumSymbols());
                case UNION ->
                    new AvroType.Union(
                            schema.getTypes().stream().map(this::type).toList());
                case ARRAY -> new AvroType.Items(type(schema.getElementType()));
                case MAP -> new AvroType.Entries(type(schema.getValueType()));
                case RECORD -> fields(schema);
            };
        }

        private AvroType fields(Schema schema) {
            AvroType known = named.get(schema.getFullName());
            if (known != null) {
                return known;
            }
            AvroType.Fields fields = new AvroType.Fields();
            named.put(schema.getFullName(), fields);
            for (Schema.Field field : schema.getFields()) {
                fields.add(field.name(), type(field.schema()));
            }
            return fields;
        }
    }
}
