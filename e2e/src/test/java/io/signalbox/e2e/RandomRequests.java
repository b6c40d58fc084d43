package io.signalbox.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/**
 * Requests of any API, out of the library's own description of it: every field has a value that it may have, and what could
 * be a name or an id is one of the given ones, wherever it stands. Times are short, so that nobody waits for an answer.
 */
final class RandomRequests {

    private static final int MOST_ELEMENTS = 3;
    private static final List<Integer> PARTITIONS = List.of(0, 0, 0, 1, 3);
    private static final List<Integer> EXISTING_PARTITION = List.of(0);

    private final Random random;
    private final List<String> names;
    private final List<Uuid> ids;
    private List<Integer> partitions = PARTITIONS;

    RandomRequests(long seed, List<String> names, List<Uuid> ids) {
        this.random = new Random(seed);
        this.names = names;
        this.ids = ids;
    }

    <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    int number(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    ApiMessage of(ApiKeys api, short version) {
        // Asked about a partition that a topic does not have, a broker (4.3) tries for half a minute before it answers.
        partitions = api == ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS ? EXISTING_PARTITION : PARTITIONS;
        Schema schema = api.messageType.requestSchemas()[version];
        Struct struct = struct(schema);
        ByteBuffer bytes = ByteBuffer.allocate(schema.sizeOf(struct));
        schema.write(bytes, struct);
        ApiMessage request = api.messageType.newRequest();
        request.read(new ByteBufferAccessor(bytes.flip()), version);
        return request;
    }

    private Struct struct(Schema schema) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            struct.set(field, value(field.def.name, field.def.type));
        }
        return struct;
    }

    private Object value(String field, Type type) {
        if (type instanceof TaggedFields tagged) {
            Map<Integer, Object> values = new TreeMap<>();
            for (Map.Entry<Integer, Field> each : tagged.fields().entrySet()) {
                if (random.nextBoolean()) {
                    values.put(each.getKey(), value(each.getValue().name, each.getValue().type));
                }
            }
            return values;
        }
        if (type instanceof Schema schema) {
            return struct(schema);
        }
        if (type.isArray()) {
            List<Object> elements = new ArrayList<>();
            Type element = type.arrayElementType().orElseThrow();
            for (int i = number(field.equals("assignments") ? 0 : 1, MOST_ELEMENTS); i > 0; i--) {
                elements.add(value(field, element));
            }
            return elements.toArray();
        }
        return single(field, type);
    }

    @SuppressWarnings("ReferenceEquality") // there is one object for each type
    private Object single(String field, Type type) {
        if (type == Type.BOOLEAN) {
            return random.nextBoolean();
        } else if (type == Type.INT8) {
            return (byte) small(field);
        } else if (type == Type.INT16) {
            return (short) small(field);
        } else if (type == Type.UINT16) {
            return number(0, 5);
        } else if (type == Type.INT32) {
            return small(field);
        } else if (type == Type.UNSIGNED_INT32) {
            return (long) number(0, 5);
        } else if (type == Type.INT64) {
            return (long) small(field);
        } else if (type == Type.FLOAT64) {
            return random.nextDouble();
        } else if (type == Type.UUID) {
            return any(ids);
        } else if (named(type, "RECORDS")) {
            return MemoryRecords.withRecords(
                    Compression.NONE, new SimpleRecord(any(names).getBytes(US_ASCII)));
        } else if (named(type, "BYTES")) {
            return ConsumerProtocol.serializeSubscription(new Subscription(List.of(any(names))));
        }
        return text(field);
    }

    private static boolean named(Type type, String kind) {
        return type instanceof Type.DocumentedType documented
                && documented.typeName().contains(kind);
    }

    private String text(String field) {
        if (field.contains("regex")) {
            return "";
        } else if (field.equals("protocol_type")) {
            return "consumer";
        } else if (field.contains("config") || field.equals("value")) {
            return any(List.of("retention.ms", "cleanup.policy", "1000000", "compact"));
        }
        return any(names);
    }

    private int small(String field) {
        if (field.contains("session_timeout")) {
            return 6_000;
        } else if (field.endsWith("_ms")) {
            return any(List.of(0, 100, 500));
        } else if (field.endsWith("bytes")) {
            return any(List.of(0, 1_000, 100_000));
        } else if (field.equals("acks")) {
            return any(List.of(-1, 1)); // with 0 there is no answer
        } else if (field.equals("replica_id")) {
            return -1;
        } else if (field.contains("type")) {
            return any(List.of(0, 1, 2, 2, 4, 32));
        } else if (field.equals("config_operation")) {
            return number(
                    0, 3); // of another one the active controller (4.3) resigns, and what it was asked goes unanswered
        } else if (field.contains("partition")) {
            return any(partitions);
        }
        return any(List.of(-2, -1, -1, 0, 0, 0, 1, 2, 3));
    }
}
