package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** Takes a frame that is made while its bytes stream by, in the order of its bytes. */
public interface FrameSink {

    /** Bytes that pass as they are; the buffer stays the caller's. */
    void pass(ByteBuf in, int index, int length);

    /** A buffer to whose end up to so many bytes may be written, which the sink takes. */
    ByteBuf room(int bytes);

    /**
     * Of the buffer that was given last, at the same indexes: whoever writes there sets the buffer's writer index behind it, and
     * writes several times as fast.
     */
    default ByteBuffer view(ByteBuf given) {
        return given.nioBuffer(0, given.capacity());
    }

    /** Copies everything to the end of a buffer. */
    static FrameSink into(ByteBuf out) {
        return new FrameSink() {
            @Override
            public void pass(ByteBuf in, int index, int length) {
                out.writeBytes(in, index, length);
            }

            @Override
            public ByteBuf room(int bytes) {
                return out.ensureWritable(bytes);
            }
        };
    }
}
