package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What takes the place of a response; the frame is whoever's who is given it. */
public sealed interface Reply {

    <T> T match(Function<Ready, T> ready, Function<Later, T> later);

    /** It is here. */
    record Ready(ByteBuf frame) implements Reply {
        @Override
        public <T> T match(Function<Ready, T> ready, Function<Later, T> later) {
            return ready.apply(this);
        }
    }

    /**
     * It takes its time, and all responses behind it wait; completes on the connection's event loop, also when the connection has
     * ended meanwhile.
     */
    record Later(CompletionStage<ByteBuf> frame) implements Reply {
        @Override
        public <T> T match(Function<Ready, T> ready, Function<Later, T> later) {
            return later.apply(this);
        }
    }
}
