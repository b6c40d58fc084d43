package io.signalbox.dataplane.kafka;

import io.netty.channel.ChannelHandlerContext;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.frame.FrameReader;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The memory of the response that is kept together, where that is so long that it counts. One object for a connection. */
final class KeptResponse {

    /** After that a response is taken without room for it: what it waits for may be waiting for one behind it. */
    static final int MEMORY_WAIT_SECONDS = 10;

    private final FrameReader frames;
    private final MemoryBudget.Share memory;
    private int taken; // for the current frame
    private boolean dropped;

    KeptResponse(FrameReader frames, MemoryBudget.Share memory) {
        this.frames = frames;
        this.memory = memory;
    }

    /**
     * Has the frame that begins here gathered.
     *
     * @param waits whether it may wait for room
     * @param hold is told when that begins, and when it ends
     * @param then is run after it
     */
    void gather(ChannelHandlerContext ctx, int bytes, boolean waits, Consumer<Boolean> hold, Runnable then) {
        if (bytes < MemoryBudget.LEAST_BYTES) {
            frames.gather(bytes, bytes);
        } else if (memory.tryTake(bytes)) {
            gatherTaken(bytes);
        } else if (waits) {
            new Room(ctx, bytes, hold, then).await();
        } else {
            memory.takeMore(bytes); // a request waits for it, and keeps what it has
            gatherTaken(bytes);
        }
    }

    private void gatherTaken(int bytes) {
        taken = bytes;
        frames.gather(bytes, bytes);
    }

    void giveBack() {
        if (taken > 0) {
            int bytes = taken;
            taken = 0;
            memory.giveBack(bytes);
        }
    }

    /** Nothing is kept any more. */
    void drop() {
        dropped = true;
        giveBack();
    }

    /** Room that a response waits for. */
    private final class Room {
        private final ChannelHandlerContext ctx;
        private final int bytes;
        private final Consumer<Boolean> hold;
        private final Runnable then;
        private boolean over;

        Room(ChannelHandlerContext ctx, int bytes, Consumer<Boolean> hold, Runnable then) {
            this.ctx = ctx;
            this.bytes = bytes;
            this.hold = hold;
            this.then = then;
        }

        void await() {
            hold.accept(true);
            memory.take(bytes, () -> ctx.executor().execute(() -> end(true)));
            var unused = ctx.executor().schedule(() -> end(false), MEMORY_WAIT_SECONDS, TimeUnit.SECONDS);
        }

        private void end(boolean isTaken) {
            if (over || dropped) {
                if (isTaken) {
                    memory.giveBack(bytes);
                }
                return;
            }
            over = true;
            if (!isTaken) {
                memory.takeMore(bytes);
            }
            hold.accept(false);
            gatherTaken(bytes);
            then.run();
        }
    }
}
