package io.signalbox.dataplane.kafka.rewrite;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Random messages of any schema of the Kafka library. Ids and strings are unique within a message, since some arrays are
 * keyed by them; every host is called {@link #LEAK}, so that it can be looked for.
 */
public final class RandomBodies {

    public static final String LEAK = "leaked.example";

    private final Random random;
    private final int recordBytes;
    private final boolean extremes;
    private int next;

    /** Bodies whose record sets have up to this many bytes each. */
    public RandomBodies(long seed, int recordBytes) {
        this(seed, recordBytes, false);
    }

    private RandomBodies(long seed, int recordBytes, boolean extremes) {
        this.random = new Random(seed);
        this.recordBytes = recordBytes;
        this.extremes = extremes;
    }

    /** Bodies with nulls wherever they are allowed, and with strings whose lengths take one byte and two. */
    public static RandomBodies withExtremes(long seed) {
        return new RandomBodies(seed, 300, true);
    }

    public ByteBuffer body(Schema schema) {
        next = 0;
        Struct struct = struct(schema);
        ByteBuffer bytes = ByteBuffer.allocate(schema.sizeOf(struct));
        schema.write(bytes, struct);
        return bytes.flip();
    }

    private Struct struct(Schema schema) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            struct.set(field, value(field.def));
        }
        return struct;
    }

    @Nullable private Object value(Field field) {
        if (extremes) {
            return value(field.type);
        }
        if (field.name.equals("host")) {
            return LEAK;
        }
        if (field.name.equals("port")) {
            return 9_092;
        }
        if (field.name.equals("endpoint_type")) {
            return (byte) 1;
        }
        if (field.name.equals("error_code")) {
            return (short) 0;
        }
        if (field.name.endsWith("_id") && field.type.equals(Type.INT32)) {
            return next++;
        }
        return value(field.type);
    }

    @Nullable private Object value(Type type) {
        if (extremes && type.isNullable() && random.nextInt(4) == 0) {
            return null;
        }
        if (type.arrayElementType().isPresent()) {
            return array(type.arrayElementType().get());
        }
        if (type instanceof TaggedFields tags) {
            return tags(tags.fields());
        }
        if (type instanceof Schema schema) {
            return struct(schema);
        }
        return scalar(type);
    }

    private Object scalar(Type type) {
        String name = type.toString();
        return switch (name) {
            case "BOOLEAN" -> random.nextBoolean();
            case "INT8" -> (byte) random.nextInt(100);
            case "INT16" -> (short) next++;
            case "UINT16" -> random.nextInt(65_536);
            case "INT32" -> random.nextInt();
            case "UINT32" -> (long) random.nextInt(Integer.MAX_VALUE);
            case "INT64" -> random.nextLong();
            case "FLOAT64" -> random.nextDouble();
            case "UUID" -> new Uuid(random.nextLong(), random.nextLong());
            case "STRING", "COMPACT_STRING", "NULLABLE_STRING", "COMPACT_NULLABLE_STRING" -> string();
            case "BYTES", "COMPACT_BYTES", "NULLABLE_BYTES", "COMPACT_NULLABLE_BYTES" -> bytes(20);
            case "RECORDS", "COMPACT_RECORDS", "NULLABLE_RECORDS", "COMPACT_NULLABLE_RECORDS" ->
                MemoryRecords.readableRecords(bytes(recordBytes));
            default -> throw new IllegalArgumentException("no random value for " + name);
        };
    }

    private String string() {
        String unique = "s" + next++;
        return extremes && random.nextInt(3) == 0 ? unique + "-".repeat(110 + random.nextInt(30)) : unique;
    }

    private Object[] array(Type element) {
        Object[] values = new Object[random.nextInt(4)];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(element);
        }
        return values;
    }

    private NavigableMap<Integer, Object> tags(Map<Integer, Field> fields) {
        NavigableMap<Integer, Object> values = new TreeMap<>();
        fields.forEach((tag, field) -> {
            if (random.nextBoolean()) {
                values.put(tag, value(field));
            }
        });
        return values;
    }

    private ByteBuffer bytes(int limit) {
        byte[] bytes = new byte[random.nextInt(limit + 1)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
