package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The request of which layers want to see all, and the memory for it where it is so long that it counts. One object for a connection. */
final class KeptRequest {

    private final FrameReader frames;
    private final MemoryBudget.Share memory;
    private final ArrivalLimit arrival = new ArrivalLimit();
    private @Nullable ByteBuf frame; // once it is here
    private int taken; // of the memory
    private boolean closed;

    /** Told of a request that is so long that it counts. */
    interface Waiter {

        /** There is no room for it, or there is by now. */
        void onWait(boolean waits);

        /** After that it is being gathered. */
        void onRoom();

        /** It did not come in within its time. */
        void onLate();
    }

    KeptRequest(FrameReader frames, MemoryBudget.Share memory) {
        this.frames = frames;
        this.memory = memory;
    }

    void limitArrival(Duration limit) {
        arrival.set(limit);
    }

    String arrivalLimit() {
        return arrival.toString();
    }

    /** Has the frame that begins here gathered. */
    void gather(ChannelHandlerContext ctx, int bytes, Waiter waiter) {
        if (bytes < MemoryBudget.LEAST_BYTES) {
            frames.gather(bytes, 0);
        } else if (memory.tryTake(bytes)) {
            gatherTaken(ctx, bytes, waiter);
        } else {
            waiter.onWait(true);
            memory.take(bytes, () -> ctx.executor().execute(() -> onMemory(ctx, bytes, waiter)));
        }
    }

    private void onMemory(ChannelHandlerContext ctx, int bytes, Waiter waiter) {
        if (closed) {
            memory.giveBack(bytes);
        } else {
            waiter.onWait(false);
            gatherTaken(ctx, bytes, waiter);
            waiter.onRoom();
        }
    }

    private void gatherTaken(ChannelHandlerContext ctx, int bytes, Waiter waiter) {
        taken = bytes;
        frames.gather(bytes, 0);
        arrival.begin(ctx, waiter::onLate);
    }

    /** It has come in whole. */
    ByteBuf come(ByteBuf gathered) {
        arrival.arrived();
        frame = gathered;
        return gathered;
    }

    boolean isHere() {
        return frame != null;
    }

    /** For whoever reads it later; empty if it is not here. */
    ByteBuf retained() {
        return frame == null ? Unpooled.EMPTY_BUFFER : frame.retain();
    }

    /** Gives it away, and its memory back; an empty buffer if it is not here. */
    ByteBuf take() {
        ByteBuf given = frame == null ? Unpooled.EMPTY_BUFFER : frame;
        frame = null;
        int bytes = takeMemory();
        if (bytes > 0) {
            memory.giveBack(bytes);
        }
        return given;
    }

    /** Of the memory, what it has: whoever asks gives it back. */
    int takeMemory() {
        int bytes = taken;
        taken = 0;
        return bytes;
    }

    /** A frame that gives so much memory back when it has gone. */
    ByteBuf holding(ByteBuf other, int bytes, ByteBufAllocator allocator) {
        return bytes == 0 ? other : new HeldFrame(allocator, other, memory, bytes);
    }

    /** Nothing is kept any more. */
    void close() {
        closed = true;
        arrival.arrived();
        take().release();
    }
}
