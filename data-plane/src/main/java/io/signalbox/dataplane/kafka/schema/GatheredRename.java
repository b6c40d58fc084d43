package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Renames in frames that are kept together: whatever becomes longer or shorter, lengths are spelled in as few bytes as
 * they need, as the Kafka library spells them. One object serves all messages of a connection, one after the other.
 */
public final class GatheredRename {

    private static final int SIZE_BYTES = Integer.BYTES;

    private final MessageCursor cursor = new MessageCursor();
    private final int[] tags = new int[MessageCursor.MAX_DEPTH]; // where the values begin of open tagged fields
    private final int[] tagHeads = new int[MessageCursor.MAX_DEPTH];
    private int openTags;

    /**
     * A new frame, owned by the caller, from the one that stands at {@code index} and is {@code bytes} long with its size.
     *
     * @throws MalformedMessageException when it is not what its version says, or a name becomes too long
     */
    public ByteBuf rename(
            MessageProgram program, ByteBuf frame, int index, int bytes, Rename rename, ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(room(bytes));
        try {
            rename(program, frame, index, bytes, rename, out);
            return out;
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
    }

    /** What most frames of so many bytes need at most once they are renamed. */
    public static int room(int bytes) {
        return bytes + bytes / Byte.SIZE;
    }

    /** The same to the end of {@code out}, which is as it was when this fails. */
    public void rename(MessageProgram program, ByteBuf frame, int index, int bytes, Rename rename, ByteBuf out) {
        int from = out.writerIndex();
        try {
            cursor.start(program, bytes - SIZE_BYTES);
            openTags = 0;
            out.writeInt(0);
            copy(frame, index + SIZE_BYTES, index + bytes, rename, out);
            cursor.checkComplete();
            out.setInt(from, out.writerIndex() - from - SIZE_BYTES);
        } catch (RuntimeException e) {
            out.writerIndex(from);
            throw e;
        }
    }

    private void copy(ByteBuf in, int index, int end, Rename rename, ByteBuf out) {
        int copied = index;
        int at = cursor.walk(in, index, end);
        while (cursor.stop() != MessageCursor.Stop.INPUT) {
            switch (cursor.stop()) {
                case FIELD -> copied = field(in, copied, at, rename, out);
                case TAG -> {
                    out.writeBytes(in, copied, at - cursor.headBytes() - copied);
                    copied = at;
                    openTag(out);
                }
                case END_OF_TAG -> {
                    out.writeBytes(in, copied, at - copied);
                    copied = at;
                    closeTag(out);
                }
                case ELEMENTS, HIDDEN_TAG, INPUT -> {}
            }
            at = cursor.walk(in, at, end);
        }
        out.writeBytes(in, copied, end - copied);
    }

    /** The field whose value stands at {@code at}; returns up to where the output has the input. */
    private int field(ByteBuf in, int copied, int at, Rename rename, ByteBuf out) {
        int length = cursor.length();
        if (length < 0) {
            return copied;
        }
        int head = at - cursor.headBytes();
        out.writeBytes(in, copied, head - copied);
        int headAt = out.writerIndex();
        int reserved = cursor.headIsCompact() ? Varints.bytes(length + 1) : cursor.headBytes();
        out.writeZero(reserved);
        int type = cursor.typeIsBehind() ? in.getByte(at + length) : cursor.type();
        if (!rename.write(cursor.mark().named(type), in, at, length, out)) {
            out.writerIndex(headAt);
            return head;
        }
        setHead(out, headAt + reserved, reserved);
        return at + length;
    }

    private void setHead(ByteBuf out, int value, int reserved) {
        int length = out.writerIndex() - value;
        if (length > Short.MAX_VALUE && !cursor.mark().isOpaque()) {
            throw new MalformedMessageException("a name has become longer than the protocol allows");
        }
        if (cursor.headIsCompact()) {
            setCompactHead(out, value, reserved, length + 1);
        } else if (reserved == Short.BYTES) {
            out.setShort(value - reserved, length);
        } else if (reserved == Integer.BYTES) {
            out.setInt(value - reserved, length);
        } else if (length != cursor.length()) {
            throw new IllegalStateException("a field of fixed size was given another: " + cursor.mark());
        }
    }

    private void openTag(ByteBuf out) {
        tagHeads[openTags] = Varints.bytes(cursor.length());
        out.writeZero(tagHeads[openTags]);
        tags[openTags] = out.writerIndex();
        openTags++;
    }

    private void closeTag(ByteBuf out) {
        openTags--;
        int value = tags[openTags];
        setCompactHead(out, value, tagHeads[openTags], out.writerIndex() - value);
    }

    /** Writes the number in front of a value that has been written; moves the value if its room is not what it takes. */
    private static void setCompactHead(ByteBuf out, int value, int reserved, int number) {
        int needed = Varints.bytes(number);
        int end = out.writerIndex();
        int shift = needed - reserved;
        if (shift > 0) {
            out.writeZero(shift);
            for (int i = end - 1; i >= value; i--) {
                out.setByte(i + shift, out.getByte(i));
            }
        } else if (shift < 0) {
            for (int i = value; i < end; i++) {
                out.setByte(i + shift, out.getByte(i));
            }
            out.writerIndex(end + shift);
        }
        Varints.set(out, value - reserved, number, needed);
    }
}
