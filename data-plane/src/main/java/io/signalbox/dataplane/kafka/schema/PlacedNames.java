package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Where the names stand in a frame that was looked at, in its order; and puts a prefix in front of each, or takes it away.
 * The lengths are spelled in as few bytes as they need. One object serves all messages of a connection, one after the other.
 */
public final class PlacedNames {

    private static final int SIZE_BYTES = Integer.BYTES;
    private static final int FIRST = 4; // few messages have more
    private static final byte[] NOTHING = {};

    private int[] indexes = new int[FIRST];
    private int[] lengths = new int[FIRST];
    private int names;
    private int shift;

    /** Of the next frame. */
    public void clear() {
        clear(0);
    }

    /** As {@link #clear}; what is added stands so many bytes behind the index that is said. */
    void clear(int indexShift) {
        names = 0;
        shift = indexShift;
    }

    /** A name of {@code length} bytes begins at {@code index}. */
    public void add(int index, int length) {
        if (names == indexes.length) {
            indexes = Arrays.copyOf(indexes, 2 * names);
            lengths = Arrays.copyOf(lengths, 2 * names);
        }
        indexes[names] = shift + index;
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
     * @return false, with nothing written, when a name would be longer than the protocol allows
     */
    public boolean add(byte[] prefix, boolean compact, ByteBuf in, int index, int bytes, int end, FrameSink out) {
        for (int i = 0; i < names; i++) {
            if (lengths[i] + prefix.length > Short.MAX_VALUE) {
                return false;
            }
        }
        write(prefix, prefix.length, compact, in, index, bytes, end, out);
        return true;
    }

    /** As {@link #add}, without so many bytes at the beginning of each name. */
    public void remove(int prefixBytes, boolean compact, ByteBuf in, int index, int bytes, FrameSink out) {
        write(NOTHING, -prefixBytes, compact, in, index, bytes, index + bytes, out);
    }

    private void write(
            byte[] added, int growth, boolean compact, ByteBuf in, int index, int bytes, int end, FrameSink out) {
        int size = bytes - SIZE_BYTES + names * growth;
        if (compact) {
            for (int i = 0; i < names; i++) {
                size += Varints.bytes(lengths[i] + growth + 1) - Varints.bytes(lengths[i] + 1);
            }
        }
        out.room(SIZE_BYTES).writeInt(size);
        int passed = index + SIZE_BYTES;
        for (int i = 0; i < names; i++) {
            int length = lengths[i];
            int head = indexes[i] - (compact ? Varints.bytes(length + 1) : Short.BYTES);
            out.pass(in, passed, head - passed);
            ByteBuf to = out.room(Varints.MAX_BYTES + added.length);
            if (compact) {
                Varints.write(to, length + growth + 1);
            } else {
                to.writeShort(length + growth);
            }
            to.writeBytes(added);
            passed = indexes[i] + added.length - growth; // behind the prefix where that goes
        }
        out.pass(in, passed, end - passed);
    }
}
