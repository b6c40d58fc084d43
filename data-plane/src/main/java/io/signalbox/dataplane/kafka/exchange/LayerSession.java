package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;

/**
 * What a layer does on one connection, with those messages that it wants to see: the requests that its {@link Layer} names,
 * and of the responses those that it names and those of whose requests it remembered something. For the connection's event
 * loop.
 */
public interface LayerSession {

    /**
     * Whether a request that it wants to see needs nothing of it, as far as its bytes tell: neither has it to be decoded then,
     * nor has the session to see its response. It may have written other bytes over some of them, so that the request is
     * still what {@link #onRequest} would make of it.
     */
    default boolean letsPass(RequestBytes request) {
        return false;
    }

    /** A request in other bytes. */
    record Rewritten(ByteBuf frame, Optional<Object> memory) {}

    /**
     * As {@link #letsPass}, of a request that is here whole and that needs other bytes; what is returned is the caller's.
     * Empty where it has to be decoded.
     */
    default Optional<Rewritten> rewrite(RequestBytes request, ByteBufAllocator allocator) {
        return Optional.empty();
    }

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

    /**
     * As {@link #onResponse}, which this asks unless a layer says otherwise: one that has long work to do with a response, or to
     * wait for something. The response's bytes stay until the reply is complete. The broker is not read meanwhile, so that it
     * must not be asked for that.
     */
    default Reply reply(SeenResponse response, ByteBufAllocator allocator) {
        return new Reply.Ready(onResponse(response, allocator));
    }
}
