package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

/**
 * Counts the entries of a response before it is decoded: Kafka's classes put some of them into a collection whose cost
 * grows with the square of its size when a backend chooses the keys for that.
 */
public final class EntryLimit {

    /** In one response: more than any API has, or a cluster brokers; so many keys of one hash cost some milliseconds. */
    public static final int MAX_ENTRIES = 4_096;

    /** The arrays that Kafka's classes keep in such a collection; a test says when a release has others. */
    public static final Set<String> LIMITED = Set.of(
            "api_keys",
            "supported_features",
            "finalized_features",
            "brokers",
            "nodes",
            "listeners",
            "node_endpoints",
            "responses");

    private final FieldCursor cursor;
    private final String name;
    private int entries;

    private EntryLimit(FieldCursor cursor, String name) {
        this.cursor = cursor;
        this.name = name;
    }

    /**
     * Leaves the buffer as it is.
     *
     * @param frame without its size
     * @throws MalformedMessageException when there are more, or the frame ends before its content
     */
    public static void check(ByteBuffer frame, ApiKeys key, short version, String name) {
        if (frame.remaining() <= MAX_ENTRIES) {
            return; // no entry is shorter than a byte
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(frame);
        FieldCursor header = new FieldCursor(bytes, key.responseHeaderVersion(version) >= 1, name);
        header.skip(Integer.BYTES); // correlation id
        header.skipTags();
        bytes.readerIndex(header.index());
        Schema body = key.messageType.responseSchemas()[version];
        new EntryLimit(new FieldCursor(bytes, isFlexible(body), name), name).schema(body);
    }

    private static boolean isFlexible(Schema body) {
        BoundField[] fields = body.fields();
        return fields.length > 0 && fields[fields.length - 1].def.type instanceof TaggedFields;
    }

    private void schema(Schema schema) {
        for (BoundField field : schema.fields()) {
            value(field.def);
        }
    }

    private void value(Field field) {
        Type type = field.type;
        if (type instanceof TaggedFields tags) {
            tags(tags);
        } else if (type.arrayElementType().isPresent()) {
            array(field.name, type.arrayElementType().get());
        } else {
            element(type);
        }
    }

    private void array(String field, Type element) {
        int count = cursor.array();
        entries += LIMITED.contains(field) ? count : 0;
        if (entries > MAX_ENTRIES) {
            throw new MalformedMessageException(name + " names " + entries + " " + field.replace('_', ' ')
                    + "; a node takes at most " + MAX_ENTRIES);
        }
        for (int i = 0; i < count; i++) {
            element(element);
        }
    }

    private void element(Type type) {
        if (type instanceof Schema nested) {
            schema(nested);
        } else if (ProgramCompiler.FIXED.containsKey(type)) {
            cursor.skip(ProgramCompiler.FIXED.get(type));
        } else if (type.equals(Type.STRING) || type.equals(Type.NULLABLE_STRING)) {
            cursor.skipString();
        } else {
            cursor.skipBytes();
        }
    }

    private void tags(TaggedFields known) {
        for (int left = cursor.varint(); left > 0; left--) {
            int tag = cursor.varint();
            int bytes = cursor.varint();
            int from = cursor.index();
            if (known.fields().containsKey(tag)) {
                value(known.fields().get(tag));
            }
            cursor.skip((long) from + bytes - cursor.index());
        }
    }
}
