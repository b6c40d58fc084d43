package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Bytes that came in and were not yet passed on, in one piece. For one event loop. */
final class HeldBytes {

    private static final int LEAST_COPY_BYTES = 1_024;

    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf held;
    private boolean copied; // into a buffer that is ours, and can grow

    HeldBytes(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Takes them over. */
    void add(ByteBuf bytes) {
        if (held == null) {
            held = bytes;
            copied = false;
            return;
        }
        if (!copied) {
            ByteBuf copy =
                    allocator.buffer(Math.max(LEAST_COPY_BYTES, 2 * (held.readableBytes() + bytes.readableBytes())));
            held = replace(held, copy);
            copied = true;
        }
        held.writeBytes(bytes);
        bytes.release();
    }

    /** What is held, still owned by this; null for nothing. */
    @Nullable ByteBuf peek() {
        return held;
    }

    /** Gives the first bytes away. */
    ByteBuf take(int bytes) {
        if (held == null) {
            throw new IllegalStateException("nothing is held");
        }
        ByteBuf taken = held.readRetainedSlice(bytes);
        if (!held.isReadable()) {
            release();
        }
        return taken;
    }

    /** Drops the first bytes. */
    void skip(int bytes) {
        take(bytes).release();
    }

    /** Gives everything away; null for nothing. */
    @Nullable ByteBuf takeAll() {
        ByteBuf all = held;
        held = null;
        return all;
    }

    void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    private static ByteBuf replace(ByteBuf former, ByteBuf copy) {
        copy.writeBytes(former);
        former.release();
        return copy;
    }
}
