package io.signalbox.dataplane.kafka.schema;

import io.signalbox.dataplane.kafka.rewrite.RandomBodies;
import io.signalbox.dataplane.kafka.schema.MessageKind.Direction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/** What the Kafka library makes of a message: read, told of its marked fields, changed there, written. */
final class Library {

    /** Is shown each marked field, what it names, and its bytes or null; returns its new bytes. */
    interface Change {
        byte @Nullable [] apply(Mark mark, Mark named, byte @Nullable [] value);
    }

    private final MessageKind kind;

    Library(MessageKind kind) {
        this.kind = kind;
    }

    /** A message as the library writes it, without the frame's size. */
    byte[] random(long seed) {
        RandomBodies bodies = RandomBodies.withExtremes(seed);
        return rewritten(concat(bytes(bodies.body(kind.header())), bytes(bodies.body(kind.body()))));
    }

    /** Reads a message by the library's message classes and writes it again: lengths take the bytes that they need. */
    byte[] rewritten(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        Struct header = kind.header().read(in);
        ApiMessage body = kind.direction() == Direction.REQUEST
                ? kind.api().messageType.newRequest()
                : kind.api().messageType.newResponse();
        body.read(new ByteBufferAccessor(in), kind.version());
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(kind + " leaves " + in.remaining() + " bytes");
        }
        return concat(
                written(kind.header(), header),
                bytes(MessageUtil.toByteBufferAccessor(body, kind.version()).buffer()));
    }

    /** Changes the marked fields of a message, read and written by the library's schemas, in the message's order. */
    byte[] changed(byte[] message, Change change) {
        ByteBuffer in = ByteBuffer.wrap(message);
        Walk header = new Walk(change, path -> Marks.ofHeader(kind, path), noType());
        Walk body = new Walk(change, path -> Marks.of(kind, path), noType());
        return concat(
                written(kind.header(), header.struct(kind.header().read(in), "")),
                written(kind.body(), body.struct(kind.body().read(in), "")));
    }

    private int noType() {
        return kind.equals(MessageKind.request(ApiKeys.FIND_COORDINATOR, (short) 0)) ? 0 : MessageCursor.NO_TYPE;
    }

    private interface Lookup {
        Optional<Mark> mark(String path);
    }

    private record Named(Mark mark, Mark named) {}

    private record Walk(Change change, Lookup marks, int noType) {

        Struct struct(Struct struct, String path) {
            int type = type(struct, path);
            for (BoundField field : struct.schema().fields()) {
                struct.set(field, value(field.def, struct.get(field), path, type));
            }
            return struct;
        }

        private int type(Struct struct, String path) {
            for (BoundField field : struct.schema().fields()) {
                if (marks.mark(path + field.def.name)
                        .filter(Mark.NAME_TYPE::equals)
                        .isPresent()) {
                    return (byte) struct.get(field);
                }
            }
            return noType;
        }

        @Nullable private Object value(Field field, @Nullable Object value, String path, int type) {
            if (field.type instanceof TaggedFields section) {
                return tags(section, value, path);
            }
            Optional<Mark> mark = marks.mark(path + field.name).filter(found -> found != Mark.NAME_TYPE);
            return value(field.type, value, path + field.name, mark.map(found -> new Named(found, found.named(type))));
        }

        @Nullable private Object value(Type type, @Nullable Object value, String path, Optional<Named> mark) {
            if (value instanceof Struct nested) {
                return struct(nested, path + ".");
            }
            if (type.arrayElementType().isPresent()) {
                return value instanceof Object[] elements
                        ? Arrays.stream(elements)
                                .map(each -> value(type.arrayElementType().get(), each, path, mark))
                                .toArray()
                        : null;
            }
            if (mark.isEmpty() || type instanceof Schema) {
                return value;
            }
            return value(change.apply(mark.get().mark(), mark.get().named(), bytes(type, value)), value);
        }

        private NavigableMap<Integer, Object> tags(TaggedFields section, @Nullable Object value, String path) {
            NavigableMap<Integer, Object> changed = new TreeMap<>();
            ((NavigableMap<?, ?>) Objects.requireNonNull(value)).forEach((tag, held) -> {
                Field field = section.fields().get(tag);
                changed.put(
                        (Integer) tag,
                        field == null || held instanceof RawTaggedField ? held : value(field, held, path, noType));
            });
            return changed;
        }

        private static byte @Nullable [] bytes(Type type, @Nullable Object value) {
            if (value == null) {
                return null;
            }
            if (value instanceof String text) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
            if (value instanceof ByteBuffer buffer) {
                return Library.bytes(buffer.duplicate());
            }
            if (value instanceof MemoryRecords records) {
                return Library.bytes(records.buffer().duplicate());
            }
            ByteBuffer fixed = ByteBuffer.allocate(type.sizeOf(value));
            type.write(fixed, value);
            return fixed.array();
        }

        @Nullable private static Object value(byte @Nullable [] bytes, @Nullable Object before) {
            if (bytes == null || before == null) {
                return before;
            }
            if (before instanceof String) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
            if (before instanceof ByteBuffer) {
                return ByteBuffer.wrap(bytes);
            }
            if (before instanceof Uuid) {
                return Type.UUID.read(ByteBuffer.wrap(bytes));
            }
            return before;
        }
    }

    private static byte[] written(Schema schema, Struct struct) {
        ByteBuffer bytes = ByteBuffer.allocate(schema.sizeOf(struct));
        schema.write(bytes, struct);
        return bytes.array();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
