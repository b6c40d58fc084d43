package io.signalbox.records.schema;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Avro's binary form, read within limits: nothing is longer than the bytes that there are, nor deeper than the stack is, and
 * what takes no bytes cannot be there for ever. Not for several threads.
 */
final class AvroInput {

    private static final int MAX_DEPTH = 200;

    /** Parts of a value that are made into objects. */
    private static final int MAX_KEPT_PARTS = 1_000_000;

    private static final int PARTS_PER_BYTE = 4;
    private static final int MORE_PARTS = 10_000;
    private static final int MAX_VARINT_SHIFT = 63;

    private final ByteBuffer in;
    private final byte[] bytes; // of it
    private final int end;
    private int at;
    private final boolean keeping;
    private long parts;
    private int depth;

    /** @param keeping whether what is read is wanted, and not only whether it can be */
    AvroInput(ByteBuffer bytes, boolean keeping) {
        if (bytes.hasArray()) {
            this.bytes = bytes.array();
            this.at = bytes.arrayOffset() + bytes.position();
        } else {
            this.bytes = new byte[bytes.remaining()];
            bytes.duplicate().get(this.bytes);
        }
        this.end = at + bytes.remaining();
        this.in = ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.keeping = keeping;
        this.parts = keeping ? MAX_KEPT_PARTS : (long) PARTS_PER_BYTE * (end - at) + MORE_PARTS;
    }

    boolean isKeeping() {
        return keeping;
    }

    /** To be called for each part of a value. */
    void begin() {
        if (--parts < 0) {
            throw new IllegalArgumentException("has more parts than are read");
        }
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("is nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    void end() {
        depth--;
    }

    void requireEnd() {
        if (at < end) {
            throw new IllegalArgumentException("has more bytes than its schema reads");
        }
    }

    boolean readBoolean() {
        byte value = bytes[take(1)];
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException("has a boolean that is neither true nor false");
        }
        return value == 1;
    }

    long readLong() {
        long value = 0;
        for (int shift = 0; shift <= MAX_VARINT_SHIFT; shift += 7) {
            byte next = bytes[take(1)];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new IllegalArgumentException("has a number that is too long");
    }

    int readInt() {
        long value = readLong();
        if (value != (int) value) {
            throw new IllegalArgumentException("has a number that is too large for an int");
        }
        return (int) value;
    }

    double readFloat() {
        return in.getFloat(take(Float.BYTES));
    }

    double readDouble() {
        return in.getDouble(take(Double.BYTES));
    }

    /** Of a length that stands in front of it; empty unless it is kept. */
    String readText() {
        return text(length(), true);
    }

    /** As Avro's own form of JSON has bytes: a character for each. */
    String readBytes() {
        return text(length(), false);
    }

    String readFixed(int bytes) {
        return text(bytes, false);
    }

    /** How many items the next block of an array or a map has; 0 behind the last. */
    long readBlock() {
        long count = readLong();
        if (count >= 0) {
            return count;
        }
        long bytes = readLong();
        if (bytes < 0 || bytes > end - at || count == Long.MIN_VALUE) {
            throw new IllegalArgumentException("has a block that is longer than the value");
        }
        return -count;
    }

    private int length() {
        long length = readLong();
        if (length < 0 || length > end - at) {
            throw new IllegalArgumentException("has a part that is longer than the value");
        }
        return (int) length;
    }

    private String text(int length, boolean isUtf8) {
        int start = take(length);
        return keeping
                ? new String(bytes, start, length, isUtf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1)
                : "";
    }

    /** Goes on behind so many bytes, and says where they are. */
    private int take(int length) {
        int start = at;
        if (length > end - start) {
            throw new IllegalArgumentException("ends before its schema does");
        }
        at = start + length;
        return start;
    }
}
