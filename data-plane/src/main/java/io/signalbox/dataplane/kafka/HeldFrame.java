package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;

/** A long frame that counts as held until it has been written: whoever is to read it may be slow. */
final class HeldFrame extends CompositeByteBuf {

    private final MemoryBudget.Share memory;
    private final long bytes;

    /** @param taken bytes of the memory that are its own; it may have become longer */
    HeldFrame(ByteBufAllocator allocator, ByteBuf frame, MemoryBudget.Share memory, int taken) {
        super(allocator, frame.isDirect(), 1, frame);
        this.memory = memory;
        this.bytes = Math.max(taken, frame.readableBytes());
        memory.takeMore(bytes - taken);
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        memory.giveBack(bytes);
    }
}
