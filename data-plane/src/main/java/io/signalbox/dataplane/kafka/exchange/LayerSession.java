package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * What a layer does on one connection, with those messages that it wants to see: the requests that its {@link Layer} names,
 * and of the responses those that it names and those of whose requests it remembered something. For the connection's event
 * loop.
 */
public interface LayerSession {

    default Verdict onRequest(SeenRequest request) {
        return Verdict.FORWARD;
    }

    /**
     * Changes a response.
     *
     * @return the frame that takes its place, owned by the caller
     */
    default ByteBuf onResponse(SeenResponse response, ByteBufAllocator allocator) {
        return response.in().retainedSlice(response.index(), response.bytes());
    }
}
