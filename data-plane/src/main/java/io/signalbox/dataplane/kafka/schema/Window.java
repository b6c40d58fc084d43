package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a buffer by their indexes, for whoever reads few of them close together: those around the latest are held in an
 * array, of which a byte costs a fraction. A node's code is compiled without assumptions, so each access to a buffer asks again
 * of what class it is. One object serves all frames, one after the other.
 */
public final class Window {

    static final int BYTES = 192; // all of a short frame, or what stands in front of a long one's records
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final FastThreadLocal<Window> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected Window initialValue() {
            return new Window();
        }
    };

    private final byte[] bytes = new byte[BYTES];
    private ByteBuffer in = ByteBuffer.allocate(0);
    private int shift; // of its indexes
    private int from; // what is held
    private int to;

    /**
     * The one of an event loop, for whoever opens it, looks, and is done before anything else is run: an idle connection needs
     * none.
     */
    public static Window ofThread() {
        return OF_THREAD.get();
    }

    public static Window on(ByteBuffer view) {
        Window window = new Window();
        window.open(view);
        return window;
    }

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

    /** What it reads of, at the same indexes. */
    public ByteBuffer view() {
        return in;
    }

    /** Whether these bytes stand from an index on; they are no more than a window holds. */
    public boolean has(int index, byte[] others, int length) {
        if (limit() - index < length) {
            return false;
        }
        int place = place(index, length);
        return Arrays.equals(bytes, place, place + length, others, 0, length);
    }

    /** Copies bytes from an index on, no more than a window holds. */
    public void copy(int index, byte[] to, int length) {
        System.arraycopy(bytes, place(index, length), to, 0, length);
    }

    /** Has other bytes where the buffer has them by now. */
    public void changed(int index, int value) {
        if (index >= from && index + Integer.BYTES <= to) {
            INTS.set(bytes, index - from, value);
        }
    }

    /** As a frame has it. */
    static void setInt(byte[] in, int at, int value) {
        INTS.set(in, at, value);
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

    /** As Latin letters, whatever it is. */
    public String latin(int index, int length) {
        return new String(bytes, place(index, length), length, StandardCharsets.ISO_8859_1);
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
