package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Topics that are to be cut out of a request of the common shape, by where they stand in its frame; and writes the frame without
 * them. One object serves all requests of a connection, one after the other.
 */
public final class CutTopics {

    private static final int FIRST = 4; // numbers; topics that stand side by side need two together

    private int[] edges = new int[FIRST]; // where what is cut begins and ends, in turn
    private int used;
    private int topics;
    private int cut;
    private int first; // where the first topic begins

    /** Of the next frame. */
    public void clear() {
        used = 0;
        topics = 0;
        cut = 0;
    }

    /** A topic begins at {@code index}, behind the one before. */
    public void add(int index, boolean isCut) {
        if (topics == 0) {
            first = index;
        }
        topics++;
        cut += isCut ? 1 : 0;
        if (isCut != isOpen()) {
            edge(index);
        }
    }

    /** The last topic ends at {@code index}. */
    public void end(int index) {
        if (isOpen()) {
            edge(index);
        }
    }

    private boolean isOpen() {
        return used % 2 == 1;
    }

    private void edge(int index) {
        if (used == edges.length) {
            edges = Arrays.copyOf(edges, 2 * used);
        }
        edges[used] = index;
        used++;
    }

    /** So many are cut. */
    public int size() {
        return cut;
    }

    /** So many stay. */
    public int left() {
        return topics - cut;
    }

    /** The bytes of what is cut. */
    public int bytes() {
        int bytes = 0;
        for (int i = 0; i < used; i += 2) {
            bytes += edges[i + 1] - edges[i];
        }
        return bytes;
    }

    /** Copies these, one behind the other. */
    public void copy(ByteBuffer view, byte[] to) {
        int at = 0;
        for (int i = 0; i < used; i += 2) {
            int length = edges[i + 1] - edges[i];
            view.get(edges[i], to, at, length);
            at += length;
        }
    }

    /**
     * Writes what is left of the frame that begins at {@code index}, is {@code bytes} long and all here.
     *
     * @param compact whether the topics' number takes one byte
     * @param view in which it stands, at the same indexes
     * @return to whose end it has been written
     */
    public ByteBuf write(boolean compact, ByteBuffer view, int index, int bytes, FrameSink out) {
        int size = bytes - bytes();
        ByteBuf room = out.room(size);
        int begin = room.writerIndex();
        ByteBuffer to = out.view(room);
        int at = begin;
        int from = index;
        for (int i = 0; i < used; i += 2) {
            to.put(at, view, from, edges[i] - from);
            at += edges[i] - from;
            from = edges[i + 1];
        }
        to.put(at, view, from, index + bytes - from);
        to.putInt(begin, size - Integer.BYTES);
        int behindCount = begin + first - index;
        if (compact) {
            to.put(behindCount - Byte.BYTES, (byte) (left() + 1));
        } else {
            to.putInt(behindCount - Integer.BYTES, left());
        }
        return room.writerIndex(begin + size);
    }
}
