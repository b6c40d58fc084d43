package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.kafka.exchange.MemoryBudget;

/**
 * How much of long messages all connections together may hold.
 *
 * @param messages kept together by layers, outside of the heap
 * @param records made of messages where policies work on them, on the heap
 */
public record Memory(MemoryBudget messages, MemoryBudget records) {

    private static final int PART_OF_HEAP = 2;

    /** Buffers are outside of the heap, and as much of them as it may grow to; sockets need theirs, too. */
    public static Memory of(long maxHeapBytes) {
        return new Memory(new MemoryBudget(maxHeapBytes / PART_OF_HEAP), new MemoryBudget(maxHeapBytes / PART_OF_HEAP));
    }

    long held() {
        return messages.held() + records.held();
    }

    int waiting() {
        return messages.waiting() + records.waiting();
    }
}
