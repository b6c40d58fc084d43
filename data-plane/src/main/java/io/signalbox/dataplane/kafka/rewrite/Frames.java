package io.signalbox.dataplane.kafka.rewrite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** Kafka frames from Kafka's message classes: {@code int32 size, header, body}. */
public final class Frames {

    static final int SIZE_BYTES = 4;

    private Frames() {}

    /** One frame, owned by the caller. */
    public static ByteBuf encode(
            ApiMessage header, short headerVersion, ApiMessage body, short bodyVersion, ByteBufAllocator allocator) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        int size = header.size(cache, headerVersion) + body.size(cache, bodyVersion);
        ByteBuf out = allocator.buffer(SIZE_BYTES + size, SIZE_BYTES + size).writeInt(size);
        ByteBufferAccessor writable = new ByteBufferAccessor(out.nioBuffer(SIZE_BYTES, size));
        header.write(writable, cache, headerVersion);
        body.write(writable, cache, bodyVersion);
        return out.writerIndex(SIZE_BYTES + size);
    }
}
