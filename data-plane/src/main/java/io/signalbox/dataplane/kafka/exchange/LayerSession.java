package io.signalbox.dataplane.kafka.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import io.signalbox.dataplane.kafka.schema.StreamingRename;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * What a layer does on one connection, with those messages that it wants to see: the requests that its {@link Layer} names,
 * and of the responses those that it names and those of whose requests it remembered something. For the connection's event
 * loop.
 */
public interface LayerSession {

    /** What there is to be remembered of a request that was {@linkplain #rewrite rewritten}. */
    Object REWRITTEN = new Object();

    /**
     * Whether a request that it wants to see needs nothing of it, as far as its bytes tell: neither has it to be decoded then,
     * nor has the session to see its response. It may have written other bytes over some of them, so that the request is
     * still what {@link #onRequest} would make of it.
     */
    default boolean letsPass(RequestBytes request) {
        return false;
    }

    /**
     * As {@link #letsPass}, of a request that needs other bytes: they are written to {@code out}, as far as it has come in, and
     * what is still to come of it goes on as it is. The session sees its response then.
     *
     * @return false where it has to be here whole, or to be decoded; nothing has been written then
     */
    default boolean rewrite(RequestBytes request, FrameSink out) {
        return false;
    }

    /**
     * As {@link #rewrite}, of a request that needs the same as the latest one for which that was true.
     *
     * @return false where it has to be asked; nothing has been written then
     */
    default boolean rewriteAlike(RequestBytes request, FrameSink out) {
        return false;
    }

    /**
     * Does with a response what {@link #onResponse} does: one that is here whole, that no other layer sees, and whose request was
     * rewritten.
     *
     * @param view of the buffer in which it stands, at the same indexes
     * @return false where it has to be shown to that; nothing has been written then
     */
    default boolean rewriteResponse(SeenResponse response, ByteBuffer view, FrameSink out) {
        return false;
    }

    /** The same for a response that is long, as it streams by; null where it has to be here whole. */
    default @Nullable StreamingRename streamsResponse(ApiKeys api, short version, int frameBytes) {
        return null;
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
