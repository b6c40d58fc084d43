package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** Numbers with seven bits a byte, written in as few bytes as they need, or in more: readers take both. */
public final class Varints {

    static final int MAX_BYTES = 5;

    private Varints() {}

    static int bytes(int value) {
        int bytes = 1;
        for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
            bytes++;
        }
        return bytes;
    }

    /** In as few bytes as it needs, at the end of a buffer. */
    public static void write(ByteBuf out, int value) {
        int rest = value;
        while (rest >>> 7 != 0) {
            out.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    /** The same at an index; returns that behind it. */
    static int put(ByteBuffer out, int index, int value) {
        int at = index;
        int rest = value;
        while (rest >>> 7 != 0) {
            out.put(at++, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put(at++, (byte) rest);
        return at;
    }

    static void set(ByteBuf out, int index, int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.setByte(index + i, part(value, i, bytes));
        }
    }

    static void set(byte[] out, int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out[i] = (byte) part(value, i, bytes);
        }
    }

    private static int part(int value, int i, int bytes) {
        int more = i < bytes - 1 ? 0x80 : 0;
        return ((value >>> (7 * i)) & 0x7f) | more;
    }
}
