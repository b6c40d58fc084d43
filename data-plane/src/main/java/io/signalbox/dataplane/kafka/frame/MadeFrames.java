package io.signalbox.dataplane.kafka.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What takes the place of frames, in one buffer until that is passed on: one for each frame is what costs most. */
final class MadeFrames {

    private static final ByteBuf NONE = Unpooled.EMPTY_BUFFER;
    // What takes the place of frames is mostly of about the same size.
    private static final int LEAST_BYTES = 1_024;
    private static final int MOST_BYTES = 80 * 1_024;

    private ByteBuf made = NONE;
    private @Nullable ByteBuffer view;

    /**
     * See {@link FrameReader#room}.
     *
     * @param replaced so many bytes have come in that may still be replaced
     */
    ByteBuf room(ChannelHandlerContext out, int bytes, int replaced) {
        if (made.writableBytes() < bytes) {
            pass(out);
            made = out.alloc().buffer(Math.max(bytes, LEAST_BYTES + Math.min(replaced, MOST_BYTES)));
        }
        return made;
    }

    /** See {@link FrameReader#roomView}. */
    ByteBuffer view() {
        if (view == null || view.capacity() != made.capacity()) {
            view = made.nioBuffer(0, made.capacity());
        }
        return view;
    }

    /** Gives it to the handler behind this one. */
    @SuppressWarnings("ReferenceEquality") // a sentinel
    void pass(ChannelHandlerContext out) {
        if (made != NONE) {
            ByteBuf passed = made;
            made = NONE;
            view = null;
            out.fireChannelRead(passed);
        }
    }

    void release() {
        made.release();
        made = NONE;
        view = null;
    }
}
