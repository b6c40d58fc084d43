package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import java.nio.ByteBuffer;

/** What layers write in the place of frames. */
record Replacement(FrameReader frames) implements FrameSink {

    @Override
    public void pass(ByteBuf in, int index, int length) {
        frames.insert(in, index, length);
    }

    @Override
    public ByteBuf room(int bytes) {
        return frames.room(bytes);
    }

    @Override
    public ByteBuffer view(ByteBuf given) {
        return frames.roomView();
    }
}
