package io.signalbox.dataplane.kafka.exchange;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.jspecify.annotations.Nullable;

/** Reads a message whose tagged fields stand in the order of their numbers, each once (KIP-482): Kafka's classes write no other. */
final class OrderedTags extends ByteBufferAccessor {

    OrderedTags(ByteBuffer bytes) {
        super(bytes);
    }

    /** @throws IllegalArgumentException when the tag is not above those before it */
    @Override
    public List<RawTaggedField> readUnknownTaggedField(@Nullable List<RawTaggedField> before, int tag, int size) {
        if (before != null && !before.isEmpty() && before.get(before.size() - 1).tag() >= tag) {
            throw new IllegalArgumentException("tag " + tag + " stands behind one that is not below it");
        }
        return super.readUnknownTaggedField(before, tag, size);
    }
}
