package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a buffer by their indexes, for whoever reads few of them close together: those around the latest are held in an
 * array, of which a byte costs a fraction. A node's code is compiled without assumptions, so each access to a buffer asks again
 * of what class it is. One object serves all frames of a connection, one after the other.
 */
public final class Window {

    private static final int BYTES = 192; // all of a short frame, or what stands in front of a long one's records
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes = new byte[BYTES];
    private ByteBuffer in = ByteBuffer.allocate(0);
    private int shift; // of its indexes
    private int from; // what is held
    private int to;

    /** Reads of this buffer from now on, as it is at this moment. */
    public void open(ByteBuffer view) {
        in = view;
        shift = 0;
        from = 0;
        to = 0;
    }

    /** The same of a part of a buffer, by that buffer's indexes, where it has them in one piece. */
    void open(ByteBuf buffer, int index, int length) {
        in = buffer.internalNioBuffer(index, length);
        shift = index - in.position();
        from = 0;
        to = 0;
    }

    /** Behind the last byte. */
    public int limit() {
        return in.limit() + shift;
    }

    public byte get(int index) {
        return bytes[place(index, Byte.BYTES)];
    }

    public short getShort(int index) {
        return (short) SHORTS.get(bytes, place(index, Short.BYTES));
    }

    public int getInt(int index) {
        return (int) INTS.get(bytes, place(index, Integer.BYTES));
    }

    public long getLong(int index) {
        return (long) LONGS.get(bytes, place(index, Long.BYTES));
    }

    /** A name. */
    public String text(int index, int length) {
        byte[] text = new byte[length];
        in.get(index - shift, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Where so many bytes are held. */
    private int place(int index, int length) {
        return index >= from && index + length <= to ? index - from : hold(index, length);
    }

    private int hold(int index, int length) {
        int held = Math.min(BYTES, limit() - index);
        if (index < shift || held < length) {
            throw new IndexOutOfBoundsException(index + " of " + limit());
        }
        in.get(index - shift, bytes, 0, held);
        from = index;
        to = index + held;
        return 0;
    }
}
