package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A request that comes again and again as it was, but for its correlation id, and what takes its place: that is copied instead of
 * made. One object for a connection.
 */
public final class RepeatedFrame {

    private static final int CORRELATION_ID = 2 * Integer.BYTES; // behind the size, the API and the version
    private static final int BEHIND_CORRELATION_ID = CORRELATION_ID + Integer.BYTES;
    private static final int MAX_BYTES = 1_024; // a connection keeps three times as much
    private static final byte[] NOTHING = {};

    private long kind; // and size
    private byte[] seen = NOTHING; // from behind the correlation id; nothing: none is known
    private byte[] next = NOTHING; // what is compared with it
    private byte[] made = NOTHING;

    /** Nothing is known of the requests that come next. */
    public void forget() {
        kind = 0; // of no frame
        made = NOTHING;
    }

    /** Of the frame that begins at {@code index} and is all here, as it came. */
    public void remember(Window in, int index, int bytes) {
        forget();
        if (bytes > MAX_BYTES) {
            return;
        }
        int length = bytes - BEHIND_CORRELATION_ID;
        if (seen.length != length) {
            seen = new byte[length];
            next = new byte[length];
        }
        in.view().get(index + BEHIND_CORRELATION_ID, seen);
        kind = in.getLong(index);
    }

    /** Whether the frame that begins at {@code index} and is {@code bytes} long is the same. */
    public boolean isOf(Window in, int index, int bytes) {
        if (in.limit() - index < bytes || in.getLong(index) != kind) {
            return false;
        }
        in.view().get(index + BEHIND_CORRELATION_ID, next); // as many: the size is part of the kind
        return Arrays.equals(next, seen);
    }

    /** What takes its place is what has been written behind {@code index}. */
    public void make(ByteBuf written, int index) {
        made = new byte[written.writerIndex() - index];
        written.getBytes(index, made);
    }

    /** Whether it is known what takes its place. */
    public boolean isMade() {
        return made.length > 0;
    }

    /** Writes what takes the place of one that is the same. */
    public void write(Window in, int index, FrameSink out) {
        ByteBuf room = out.room(made.length);
        int at = room.writerIndex();
        ByteBuffer to = out.view(room);
        to.put(at, made);
        to.putInt(at + CORRELATION_ID, in.getInt(index + CORRELATION_ID));
        room.writerIndex(at + made.length);
    }
}
