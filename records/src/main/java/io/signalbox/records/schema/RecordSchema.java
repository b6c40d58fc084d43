package io.signalbox.records.schema;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A schema, ready to be applied to keys and values. For any thread. */
public final class RecordSchema {

    private final SchemaType type;
    private final Map<String, Object> metadata;
    private final Check check;
    private volatile @Nullable Named latest; // a schema has one id, mostly

    private record Named(int id, Map<String, Object> fields) {}

    /** What a schema's language makes of it. */
    @FunctionalInterface
    interface Check {

        /** As {@link RecordSchema#check}. */
        Supplier<Object> check(ByteBuffer payload);
    }

    private RecordSchema(SchemaType type, Map<String, Object> metadata, Check check) {
        this.type = type;
        this.metadata = metadata;
        this.check = check;
    }

    /**
     * Reads a schema as a registry has it.
     *
     * @throws IllegalArgumentException when it cannot be used; the reason is a clause without a subject
     */
    public static RecordSchema of(RegisteredSchema registered) {
        Check check = switch (registered.type()) {
            case AVRO -> AvroSchema.parse(registered);
            case JSON -> JsonSchema.parse(registered);
        };
        return new RecordSchema(registered.type(), registered.metadata(), check);
    }

    public SchemaType type() {
        return type;
    }

    /** As expressions see it, with the id by which a record names it. */
    public Map<String, Object> fields(int id) {
        Named known = latest;
        if (known == null || known.id() != id) {
            known = new Named(id, Map.copyOf(fieldsOf(id)));
            latest = known;
        }
        return known.fields();
    }

    private Map<String, Object> fieldsOf(int id) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("id", (long) id);
        fields.put("type", type.word());
        if (!metadata.isEmpty()) {
            fields.put("metadata", metadata);
        }
        return fields;
    }

    /**
     * Requires what stands behind a schema's id to be valid.
     *
     * @return gives its content, in types that expressions know
     * @throws IllegalArgumentException when it is not valid; says nothing of what is there
     */
    public Supplier<Object> check(ByteBuffer payload) {
        return check.check(payload);
    }
}
