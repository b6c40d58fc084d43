package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the names stand in a frame that was looked at, in its order; and puts a prefix in front of each, or takes it away.
 * The lengths are spelled in as few bytes as they need. One object serves all messages of a connection, one after the other.
 */
public final class PlacedNames {

    private static final int SIZE_BYTES = Integer.BYTES;
    private static final int FIRST = 4; // few messages have more
    static final int COPIED_BYTES = 4_096; // shorter frames are copied; of longer ones most passes as it came
    private static final byte[] NOTHING = {};

    private int[] indexes = new int[FIRST];
    private int[] lengths = new int[FIRST];
    private int names;

    /** Of the next frame. */
    public void clear() {
        names = 0;
    }

    /** A name of {@code length} bytes begins at {@code index}. */
    public void add(int index, int length) {
        if (names == indexes.length) {
            indexes = Arrays.copyOf(indexes, 2 * names);
            lengths = Arrays.copyOf(lengths, 2 * names);
        }
        indexes[names] = index;
        lengths[names] = length;
        names++;
    }

    public int size() {
        return names;
    }

    public int index(int name) {
        return indexes[name];
    }

    public int length(int name) {
        return lengths[name];
    }

    /**
     * Writes the frame that begins at {@code index} and is {@code bytes} long, as far as it goes up to {@code end}, with a
     * prefix in front of each name.
     *
     * @param compact whether lengths are numbers with seven bits a byte, plus one
     * @param view of what is in {@code in}, at the same indexes
     * @return false, with nothing written, when a name would be longer than the protocol allows
     */
    public boolean add(
            byte[] prefix, boolean compact, ByteBuf in, ByteBuffer view, int index, int bytes, int end, FrameSink out) {
        for (int i = 0; i < names; i++) {
            if (lengths[i] + prefix.length > Short.MAX_VALUE) {
                return false;
            }
        }
        write(prefix, prefix.length, compact, in, view, index, bytes, end, out);
        return true;
    }

    /** As {@link #add}, without so many bytes at the beginning of each name. */
    public void remove(
            int prefixBytes, boolean compact, ByteBuf in, ByteBuffer view, int index, int bytes, FrameSink out) {
        write(NOTHING, -prefixBytes, compact, in, view, index, bytes, index + bytes, out);
    }

    private void write(
            byte[] added,
            int growth,
            boolean compact,
            ByteBuf in,
            ByteBuffer view,
            int index,
            int bytes,
            int end,
            FrameSink out) {
        int size = bytes - SIZE_BYTES + names * growth;
        if (compact) {
            for (int i = 0; i < names; i++) {
                size += Varints.bytes(lengths[i] + growth + 1) - Varints.bytes(lengths[i] + 1);
            }
        }
        int here = end - index;
        if (here < COPIED_BYTES) {
            ByteBuf room = out.room(here + names * (added.length + Varints.MAX_BYTES));
            int at = room.writerIndex();
            ByteBuffer to = out.view(room);
            to.putInt(at, size);
            room.writerIndex(copy(added, growth, compact, view, index + SIZE_BYTES, end, to, at + SIZE_BYTES));
        } else {
            out.room(SIZE_BYTES).writeInt(size);
            pass(added, growth, compact, in, index + SIZE_BYTES, end, out);
        }
    }

    /** Returns the index behind what it has written. */
    private int copy(
            byte[] added, int growth, boolean compact, ByteBuffer in, int index, int end, ByteBuffer to, int toIndex) {
        int passed = index;
        int at = toIndex;
        for (int i = 0; i < names; i++) {
            int length = lengths[i];
            int before = head(i, compact) - passed;
            to.put(at, in, passed, before);
            at += before;
            if (compact) {
                at = Varints.put(to, at, length + growth + 1);
            } else {
                to.putShort(at, (short) (length + growth));
                at += Short.BYTES;
            }
            if (added.length > 0) {
                to.put(at, added);
                at += added.length;
            }
            passed = behindPrefix(i, added, growth);
        }
        to.put(at, in, passed, end - passed);
        return at + end - passed;
    }

    private void pass(byte[] added, int growth, boolean compact, ByteBuf in, int index, int end, FrameSink out) {
        int passed = index;
        for (int i = 0; i < names; i++) {
            out.pass(in, passed, head(i, compact) - passed);
            ByteBuf to = out.room(Varints.MAX_BYTES + added.length);
            if (compact) {
                Varints.write(to, lengths[i] + growth + 1);
            } else {
                to.writeShort(lengths[i] + growth);
            }
            to.writeBytes(added);
            passed = behindPrefix(i, added, growth);
        }
        out.pass(in, passed, end - passed);
    }

    /** Where the length of a name stands. */
    private int head(int name, boolean compact) {
        return indexes[name] - (compact ? Varints.bytes(lengths[name] + 1) : Short.BYTES);
    }

    /** Where a name goes on, behind the prefix where that is taken away. */
    private int behindPrefix(int name, byte[] added, int growth) {
        return indexes[name] + added.length - growth;
    }
}
