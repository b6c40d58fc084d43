package io.signalbox.dataplane.kafka.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** Kafka frames from Kafka's message classes: {@code int32 size, header, body}. */
public final class FrameWriter {

    private FrameWriter() {}

    /** One frame, owned by the caller. */
    public static ByteBuf encode(
            ApiMessage header, short headerVersion, ApiMessage body, short bodyVersion, ByteBufAllocator allocator) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        int size = header.size(cache, headerVersion) + body.size(cache, bodyVersion);
        ByteBuf out = allocator.buffer(FrameReader.SIZE_BYTES + size, FrameReader.SIZE_BYTES + size);
        try {
            out.writeInt(size);
            ByteBufferAccessor writable = new ByteBufferAccessor(out.nioBuffer(FrameReader.SIZE_BYTES, size));
            header.write(writable, cache, headerVersion);
            body.write(writable, cache, bodyVersion);
            return out.writerIndex(FrameReader.SIZE_BYTES + size);
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
    }
}
