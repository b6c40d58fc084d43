package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Goes through a message field by field, within its frame. */
public final class FieldCursor {

    private static final int MAX_VARINT_SHIFT = 28;

    private final ByteBuf in;
    private final boolean flexible; // KIP-482
    private final String name;
    private int at;

    /**
     * Begins at the buffer's reader index.
     *
     * @param name of the message, for what is wrong with it
     */
    public FieldCursor(ByteBuf in, boolean flexible, String name) {
        this.in = in;
        this.flexible = flexible;
        this.name = name;
        this.at = in.readerIndex();
    }

    public int index() {
        return at;
    }

    /** Steps over so many bytes, and returns where they began. */
    public int skip(long bytes) {
        if (bytes < 0 || bytes > in.writerIndex() - at) {
            throw new MalformedMessageException(name + " ends within a field");
        }
        int from = at;
        at += (int) bytes;
        return from;
    }

    public int int32() {
        return in.getInt(skip(Integer.BYTES));
    }

    /** The number of elements that follow; none where there is no array. */
    public int array() {
        int count = flexible ? varint() - 1 : int32();
        if (count > in.writerIndex() - at) {
            throw new MalformedMessageException(name + " claims an array of " + count + " elements, and ends before");
        }
        return Math.max(count, 0);
    }

    public void skipInts() {
        skip((long) array() * Integer.BYTES);
    }

    public String string() {
        int length = Math.max(stringLength(), 0);
        return in.toString(skip(length), length, StandardCharsets.UTF_8);
    }

    public void skipString() {
        skip(Math.max(stringLength(), 0));
    }

    /** Bytes, or records. */
    public void skipBytes() {
        skip(Math.max(flexible ? varint() - 1 : int32(), 0));
    }

    /** Steps over a section of tagged fields, where the version has such. */
    public void skipTags() {
        if (flexible) {
            int tags = varint();
            for (int i = 0; i < tags; i++) {
                varint();
                skip(varint());
            }
        }
    }

    public void checkEnd() {
        if (at != in.writerIndex()) {
            throw new MalformedMessageException(name + " is shorter than its frame");
        }
    }

    private int stringLength() {
        return flexible ? varint() - 1 : in.getShort(skip(Short.BYTES));
    }

    public int varint() {
        int value = 0;
        for (int shift = 0; shift <= MAX_VARINT_SHIFT; shift += 7) {
            byte next = in.getByte(skip(1));
            value |= (next & 0x7f) << shift;
            if (next >= 0 && value >= 0) {
                return value;
            }
        }
        throw new MalformedMessageException(name + " holds a length of more than 31 bits");
    }
}
