package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import io.signalbox.dataplane.kafka.schema.MessageProgram.StreamingShape;
import java.util.Arrays;

/**
 * Puts a prefix in front of names, or takes it away, in a message that streams by in any pieces. A frame begins with its
 * size, so the growth must be known before the names are: each of them has the same prefix, their number is said in front
 * of them, and the length of a name takes as many bytes as it took before, plus one where a prefix is added. Readers take
 * a number that is spelled in more bytes than it needs. Held back is only what stands in front of that count. Every name
 * must have the prefix that is taken away. One object serves all messages of a connection, one after the other.
 */
public final class StreamingRename {

    static final int MAX_HELD_BYTES = 256 * 1_024;

    private static final int MAX_VARINT_BYTES = 5;
    private static final int KEPT_BYTES = 4_096; // from one message to the next
    private static final byte[] NOTHING = {};

    private final MessageCursor cursor = new MessageCursor();
    private final byte[] head = new byte[MAX_VARINT_BYTES];
    private final PrefixRename rename;
    private StreamingShape shape = MessageProgram.EMPTY.shape;
    private boolean compact; // the names of the array
    private long bytes; // of the new frame: as far as they are known, then those that are owed
    private boolean known;
    private int aloneLeft;
    private byte[] held = NOTHING;
    private int heldBytes;
    private byte[] dropped = NOTHING; // a prefix that is being taken away
    private int droppedBytes;

    public StreamingRename(PrefixRename rename) {
        this.rename = rename;
    }

    /**
     * Begins the next message.
     *
     * @param program of which {@link MessageProgram#streams} is true
     * @param frameBytes what the frame's size says
     */
    public void start(MessageProgram program, int frameBytes) {
        if (!program.streams()) {
            throw new IllegalArgumentException("a message whose new length is not known in time");
        }
        cursor.start(program, frameBytes);
        shape = program.shape;
        compact = shape.array() >= 0 && program.kinds[shape.array()] == MessageProgram.COMPACT_ARRAY;
        bytes = frameBytes;
        known = false;
        aloneLeft = shape.alone();
        heldBytes = 0;
        dropped = NOTHING;
        droppedBytes = 0;
    }

    /**
     * Renames in the next bytes from behind the frame's size, {@code index} to {@code end} of the buffer, and all of them.
     * The first that {@code out} is given is the new size.
     *
     * @throws MalformedMessageException when the content runs past the frame or contradicts itself, or when a name does
     *     not have the prefix, is null, or becomes too long
     */
    public void rename(ByteBuf in, int index, int end, FrameSink out) {
        if (!known && aloneLeft == 0 && shape.array() < 0) {
            settle(out);
        }
        int at = drop(in, index, end);
        int passed = at;
        while (true) {
            at = cursor.walk(in, at, end);
            switch (cursor.stop()) {
                case INPUT -> {
                    pass(in, passed, end - cursor.openHeadBytes(), out);
                    return;
                }
                case ELEMENTS -> {
                    bytes += (long) Math.max(cursor.length(), 0) * growthOfElement();
                    settle(out);
                }
                case FIELD -> {
                    if (cursor.headBytes() > 0) {
                        pass(in, passed, at - cursor.headBytes(), out);
                        name(out);
                        at = drop(in, at, end);
                        passed = at;
                    }
                }
                case TAG, END_OF_TAG, HIDDEN_TAG -> throw new IllegalStateException("a name that may be missing");
            }
        }
    }

    /**
     * To be called when all bytes of the frame have been renamed.
     *
     * @throws MalformedMessageException when the content goes on
     */
    public void checkComplete() {
        cursor.checkComplete();
        if (!known || bytes != 0) {
            throw new MalformedMessageException("a message has become longer or shorter than was announced");
        }
    }

    /** How many of the next bytes need not come here: they pass as they are. */
    public int skippable() {
        return known && droppedBytes == dropped.length ? cursor.skippable() : 0;
    }

    /** Counts bytes as passed that went another way; no more than are {@link #skippable}. */
    public void skip(int skipped) {
        owe(skipped);
        cursor.skip(skipped);
    }

    private long growthOfElement() {
        long growth = 0;
        for (int i = 0; i < shape.ofElement().size(); i++) {
            growth += growth(rename.prefix(shape.ofElement().get(i)), compact);
        }
        return growth;
    }

    private int growth(byte[] prefix, boolean compactHead) {
        if (!rename.adds()) {
            return -prefix.length;
        }
        return prefix.length + (compactHead && prefix.length > 0 ? 1 : 0);
    }

    /** Writes what stands in front of what is left of a name. */
    private void name(FrameSink out) {
        byte[] prefix = rename.prefix(cursor.mark());
        int length = cursor.length();
        if (length < 0) {
            if (known) {
                throw new MalformedMessageException("a name is null among others that were to be renamed");
            }
            prefix = NOTHING;
        }
        int growth = rename.adds() ? prefix.length : -prefix.length;
        if (length + growth > Short.MAX_VALUE) {
            throw new MalformedMessageException("a name has become longer than the protocol allows");
        }
        if (length >= 0 && length + growth < 0) {
            throw withoutPrefix();
        }
        int headBytes = cursor.headBytes() + growth(prefix, cursor.headIsCompact()) - growth;
        setHead(length + growth, headBytes);
        write(head, headBytes, out);
        if (rename.adds()) {
            write(prefix, prefix.length, out);
        } else {
            dropped = prefix;
            droppedBytes = 0;
        }
        if (!known) {
            bytes += growth(prefix, cursor.headIsCompact());
            aloneLeft--;
            if (aloneLeft == 0 && shape.array() < 0) {
                settle(out);
            }
        }
    }

    private void setHead(int length, int headBytes) {
        if (!cursor.headIsCompact()) {
            head[0] = (byte) (length >>> Byte.SIZE);
            head[1] = (byte) length;
        } else if (headBytes > MAX_VARINT_BYTES || Varints.bytes(length + 1) > headBytes) {
            throw new MalformedMessageException("the length of a name does not fit its place");
        } else {
            Varints.set(head, length + 1, headBytes);
        }
    }

    /** Takes a prefix away; returns where the name goes on. */
    private int drop(ByteBuf in, int index, int end) {
        int at = index;
        while (droppedBytes < dropped.length && at < end) {
            if (in.getByte(at) != dropped[droppedBytes]) {
                throw withoutPrefix();
            }
            droppedBytes++;
            at++;
        }
        cursor.skip(at - index);
        return at;
    }

    private static MalformedMessageException withoutPrefix() {
        return new MalformedMessageException("a name does not have the prefix that is to be taken away");
    }

    /** The new size is known: it goes out, and what was held back for it. */
    private void settle(FrameSink out) {
        if (bytes < 0 || bytes > Integer.MAX_VALUE) {
            throw new MalformedMessageException("a message has become longer than a frame can be");
        }
        int size = (int) bytes;
        for (int i = 0; i < Integer.BYTES; i++) {
            head[i] = (byte) (size >>> (Byte.SIZE * (Integer.BYTES - 1 - i)));
        }
        out.room(Integer.BYTES).writeBytes(head, 0, Integer.BYTES);
        known = true;
        write(held, heldBytes, out);
        if (held.length > KEPT_BYTES) {
            held = NOTHING;
        }
    }

    private void pass(ByteBuf in, int from, int to, FrameSink out) {
        int length = to - from;
        if (length <= 0) { // the head of a name has begun in an earlier piece
            return;
        }
        if (known) {
            owe(length);
            out.pass(in, from, length);
        } else {
            reserve(length);
            in.getBytes(from, held, heldBytes, length);
            heldBytes += length;
        }
    }

    private void write(byte[] made, int length, FrameSink out) {
        if (known) {
            owe(length);
            out.room(length).writeBytes(made, 0, length);
        } else {
            reserve(length);
            System.arraycopy(made, 0, held, heldBytes, length);
            heldBytes += length;
        }
    }

    private void owe(int length) {
        bytes -= length;
        if (bytes < 0) {
            throw new MalformedMessageException("a message has become longer than was announced");
        }
    }

    private void reserve(int length) {
        long needed = (long) heldBytes + length;
        if (needed > MAX_HELD_BYTES) {
            throw new MalformedMessageException("a message has too much in front of its names");
        }
        if (needed > held.length) {
            held = Arrays.copyOf(held, Math.min(MAX_HELD_BYTES, Math.max((int) needed, 2 * held.length)));
        }
    }
}
