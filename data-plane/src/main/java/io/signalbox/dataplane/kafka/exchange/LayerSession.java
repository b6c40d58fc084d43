package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What a layer does on one connection, with those messages that it wants to see. For the connection's event loop. */
public interface LayerSession {

    default Verdict onRequest(SeenRequest request) {
        return Verdict.FORWARD;
    }

    /**
     * Changes a response: the frame that stands at {@code index} and is {@code bytes} long.
     *
     * @return the frame that takes its place, owned by the caller
     */
    default ByteBuf onResponse(ResponsePlan plan, ByteBuf in, int index, int bytes, ByteBufAllocator allocator) {
        return in.retainedSlice(index, bytes);
    }
}
