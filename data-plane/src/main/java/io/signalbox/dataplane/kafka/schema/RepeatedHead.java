package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The beginning of a request that comes again and again: all in front of the partitions of its only topic, but for what is
 * every request's own. What has been found out about it holds for the next request that begins alike; and what takes its place
 * where names are changed is copied instead of made. One object for a connection.
 */
public final class RepeatedHead {

    private static final int KIND = Integer.BYTES; // behind the size: API and version
    private static final int CORRELATION_ID = KIND + 2 * Short.BYTES;
    private static final int BEHIND_CORRELATION_ID = CORRELATION_ID + Integer.BYTES;
    /** Of a request as it came; it has to fit a window. */
    private static final int MAX_BYTES = 160;

    private static final int NONE = -1; // no API has such a key
    private static final byte[] NOTHING = {};

    private byte[] seen = NOTHING; // from behind the correlation id
    private int kind = NONE;
    private byte[] made = NOTHING; // all of what takes its place, if anything does

    /** Nothing is known of the requests that come next. */
    public void forget() {
        kind = NONE;
        made = NOTHING;
    }

    /** Of the frame that begins at {@code index}: all up to {@code keyEnd}, the end of the key of its first topic. */
    public void remember(Window in, int index, int keyEnd) {
        int length = keyEnd - index - BEHIND_CORRELATION_ID;
        if (length > MAX_BYTES) {
            forget();
            return;
        }
        if (seen.length != length) {
            seen = new byte[length];
        }
        in.copy(index + BEHIND_CORRELATION_ID, seen, length);
        kind = in.getInt(index + KIND);
        made = NOTHING;
    }

    /** Whether the frame that begins at {@code index} begins alike. */
    public boolean isOf(Window in, int index) {
        return in.limit() - index >= BEHIND_CORRELATION_ID
                && in.getInt(index + KIND) == kind
                && in.has(index + BEHIND_CORRELATION_ID, seen, seen.length);
    }

    /** Where the key ends in a frame that begins at {@code index}. */
    public int keyEnd(int index) {
        return index + BEHIND_CORRELATION_ID + seen.length;
    }

    /**
     * What is there now takes the place of what was remembered, with a prefix in front of the name that ends it.
     *
     * @param nameBytes how long the name is
     * @param compact whether lengths are numbers with seven bits a byte, plus one
     * @return false where nothing was remembered
     */
    public boolean make(Window in, int index, int nameBytes, byte[] prefix, boolean compact) {
        if (kind == NONE) {
            return false;
        }
        int headBytes = compact ? Varints.bytes(nameBytes + 1) : Short.BYTES;
        int before = keyEnd(index) - nameBytes - headBytes - index;
        byte[] head = new byte[before + Varints.MAX_BYTES + prefix.length + nameBytes];
        in.view().get(index, head, 0, before);
        int at = before;
        int length = prefix.length + nameBytes;
        if (compact) {
            int bytes = Varints.bytes(length + 1);
            byte[] varint = new byte[bytes];
            Varints.set(varint, length + 1, bytes);
            System.arraycopy(varint, 0, head, at, bytes);
            at += bytes;
        } else {
            head[at++] = (byte) (length >>> Byte.SIZE);
            head[at++] = (byte) length;
        }
        System.arraycopy(prefix, 0, head, at, prefix.length);
        at += prefix.length;
        in.view().get(keyEnd(index) - nameBytes, head, at, nameBytes);
        made = Arrays.copyOf(head, at + nameBytes);
        return true;
    }

    /** Whether it is known what takes its place. */
    public boolean isMade() {
        return made.length > 0;
    }

    /**
     * Writes a frame of {@code bytes} that {@linkplain #isOf begins alike}, as far as it goes up to {@code end}, with what takes
     * the place of its beginning.
     */
    public void write(ByteBuf in, Window window, int index, int bytes, int end, FrameSink out) {
        int keyEnd = keyEnd(index);
        Window.setInt(made, 0, bytes - Integer.BYTES + made.length - (keyEnd - index));
        Window.setInt(made, CORRELATION_ID, window.getInt(index + CORRELATION_ID));
        int rest = end - keyEnd;
        if (rest < PlacedNames.COPIED_BYTES) {
            ByteBuf room = out.room(made.length + rest);
            int at = room.writerIndex();
            ByteBuffer to = out.view(room);
            to.put(at, made);
            to.put(at + made.length, window.view(), keyEnd, rest);
            room.writerIndex(at + made.length + rest);
        } else {
            out.room(made.length).writeBytes(made);
            out.pass(in, keyEnd, rest);
        }
    }
}
