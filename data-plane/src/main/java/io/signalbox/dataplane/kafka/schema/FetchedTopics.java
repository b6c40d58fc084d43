package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * Puts topics behind those of a Fetch response, whose own are not looked into but to find their end. Of one version; for any
 * thread.
 */
public final class FetchedTopics {

    private static final int SIZE_BYTES = Integer.BYTES;
    private static final int CORRELATION_ID_BYTES = Integer.BYTES;
    private static final int THROTTLE_BYTES = Integer.BYTES;
    private static final int SESSION_BYTES = Short.BYTES + Integer.BYTES; // an error and the session
    private static final short WITH_SESSION = 7;
    private static final short FLEXIBLE = 12;

    private final @Nullable CommonShape shape; // where there are tagged fields; elsewhere nothing follows the topics
    private final int count; // where their number stands in the frame

    private FetchedTopics(@Nullable CommonShape shape, short version) {
        this.shape = shape;
        this.count = SIZE_BYTES
                + CORRELATION_ID_BYTES
                + (shape != null
                        ? Byte.BYTES + shape.beforeTopics() // in the header there is no tagged field
                        : THROTTLE_BYTES + (version >= WITH_SESSION ? SESSION_BYTES : 0));
    }

    /** Of responses of a version that the Kafka library has. */
    public static FetchedTopics of(short version) {
        return new FetchedTopics(
                version < FLEXIBLE
                        ? null
                        : CommonShape.of(MessageProgram.compile(MessageKind.response(ApiKeys.FETCH, version), Set.of()))
                                .orElseThrow(),
                version);
    }

    /**
     * Whether it is known where topics go in a frame from {@code index} to {@code end}; of one that is not of the common shape it is
     * not.
     */
    public boolean knows(Window in, int index, int end) {
        if (shape != null) {
            return shape.isPlain(in, index + SIZE_BYTES + CORRELATION_ID_BYTES, end);
        }
        return end - index >= count + Integer.BYTES && in.getInt(index + count) >= 0;
    }

    /**
     * Writes a frame that is {@linkplain #knows known}.
     *
     * @param more so many topics, whose bytes are {@code added}
     * @param in in which it stands
     */
    public void write(ByteBuf in, Window window, int index, int end, int more, byte[] added, FrameSink out) {
        boolean flexible = shape != null;
        int countBytes = flexible ? Byte.BYTES : Integer.BYTES;
        int topics = (flexible ? window.get(index + count) - 1 : window.getInt(index + count)) + more;
        int growth = added.length + (flexible ? Varints.bytes(topics + 1) - countBytes : 0);
        int size = end - index + growth;
        int behindCount = index + count + countBytes;
        int topicsEnd = shape != null ? shape.topicsEnd(end) : end;
        boolean copied = size < PlacedNames.COPIED_BYTES;
        ByteBuf room = out.room(copied ? size : count + Varints.MAX_BYTES);
        int begin = room.writerIndex();
        ByteBuffer to = out.view(room);
        to.put(begin, window.view(), index, count);
        to.putInt(begin, size - SIZE_BYTES);
        int at = begin + count;
        if (flexible) {
            at = Varints.put(to, at, topics + 1);
        } else {
            to.putInt(at, topics);
            at += Integer.BYTES;
        }
        if (copied) {
            to.put(at, window.view(), behindCount, topicsEnd - behindCount);
            at += topicsEnd - behindCount;
            to.put(at, added);
            at += added.length;
            to.put(at, window.view(), topicsEnd, end - topicsEnd);
            room.writerIndex(at + end - topicsEnd);
        } else {
            room.writerIndex(at);
            out.pass(in, behindCount, topicsEnd - behindCount);
            out.room(added.length).writeBytes(added);
            out.pass(in, topicsEnd, end - topicsEnd);
        }
    }
}
