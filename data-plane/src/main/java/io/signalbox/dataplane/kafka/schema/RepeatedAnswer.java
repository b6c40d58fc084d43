package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a response that comes again and again: all up to the end of the name of its only topic, but for size and
 * correlation id. What takes its place where that name loses a prefix is copied instead of made. One object for a connection.
 */
public final class RepeatedAnswer {

    private static final int CORRELATION_ID = Integer.BYTES; // behind the size
    private static final int BEHIND_CORRELATION_ID = 2 * Integer.BYTES;
    private static final int MAX_BYTES = 160; // it has to fit a window
    private static final byte[] NOTHING = {};

    private @Nullable CommonShape shape; // of the responses that begin so; none: nothing is known
    private byte[] seen = NOTHING; // from behind the correlation id
    private byte[] made = NOTHING; // all of what takes its place

    /**
     * Of a response of this shape that begins at {@code index}.
     *
     * @param name where the name of its only topic begins, whose length stands in the byte before it
     * @param prefixBytes so many bytes the name loses
     */
    public void remember(CommonShape of, Window in, int index, int name, int nameBytes, int prefixBytes) {
        int length = name + nameBytes - index - BEHIND_CORRELATION_ID;
        if (length > MAX_BYTES) {
            shape = null;
            return;
        }
        seen = new byte[length];
        in.copy(index + BEHIND_CORRELATION_ID, seen, length);
        int before = name - index - BEHIND_CORRELATION_ID;
        made = new byte[BEHIND_CORRELATION_ID + length - prefixBytes];
        System.arraycopy(seen, 0, made, BEHIND_CORRELATION_ID, before);
        System.arraycopy(seen, before + prefixBytes, made, BEHIND_CORRELATION_ID + before, nameBytes - prefixBytes);
        made[BEHIND_CORRELATION_ID + before - 1] = (byte) (nameBytes - prefixBytes + 1);
        shape = of;
    }

    /**
     * Whether a response of this shape, from {@code index} to {@code end}, begins alike and goes on as its shape says.
     *
     * @param values as {@link CommonShape#findNames} has it
     */
    @SuppressWarnings("ReferenceEquality") // there is one of each kind of responses
    public boolean isOf(CommonShape of, Window in, int index, int end, boolean values) {
        int from = index + BEHIND_CORRELATION_ID;
        return of == shape
                && end - from > seen.length
                && in.has(from, seen, seen.length)
                && of.isPlainBehindName(in, from + seen.length, end, values);
    }

    /** Writes a response that {@linkplain #isOf begins alike}, with what takes the place of its beginning. */
    public void write(ByteBuf in, Window window, int index, int end, FrameSink out) {
        int rest = index + BEHIND_CORRELATION_ID + seen.length;
        Window.setInt(made, 0, made.length + end - rest - Integer.BYTES);
        Window.setInt(made, CORRELATION_ID, window.getInt(index + CORRELATION_ID));
        if (end - rest < PlacedNames.COPIED_BYTES) {
            ByteBuf room = out.room(made.length + end - rest);
            int at = room.writerIndex();
            ByteBuffer to = out.view(room);
            to.put(at, made);
            to.put(at + made.length, window.view(), rest, end - rest);
            room.writerIndex(at + made.length + end - rest);
        } else {
            out.room(made.length).writeBytes(made);
            out.pass(in, rest, end - rest);
        }
    }
}
