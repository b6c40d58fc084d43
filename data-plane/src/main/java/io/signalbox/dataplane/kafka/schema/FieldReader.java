package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Shows the marked fields of a message to a visitor, each of them whole, though the message may come in any pieces. Only
 * a value that is cut is copied. One object serves all messages of a connection, one after the other.
 */
public final class FieldReader {

    private static final int FIRST_VALUE_BYTES = 256;

    private final MessageCursor cursor = new MessageCursor();
    private ByteBuf value = Unpooled.EMPTY_BUFFER; // that has been cut
    private boolean isCut;
    private int missing;

    /** Begins the next message; {@code frameBytes} are what the frame's size says. */
    public void start(MessageProgram program, int frameBytes) {
        cursor.start(program, frameBytes);
        isCut = false;
    }

    /**
     * Reads the next bytes of the frame, {@code index} to {@code end} of the buffer, and all of them.
     *
     * @throws MalformedMessageException when the content runs past the frame or contradicts itself
     */
    public void read(ByteBuf in, int index, int end, FieldVisitor visitor) {
        int at = isCut ? goOn(in, index, end, visitor) : index;
        while (!isCut) {
            at = cursor.walk(in, at, end);
            if (cursor.stop() == MessageCursor.Stop.INPUT) {
                return;
            }
            if (cursor.stop() == MessageCursor.Stop.FIELD) {
                at = field(in, at, end, visitor);
            }
        }
    }

    /**
     * To be called when all bytes of the frame have been read.
     *
     * @throws MalformedMessageException when the content goes on
     */
    public void checkComplete() {
        cursor.checkComplete();
    }

    private int field(ByteBuf in, int at, int end, FieldVisitor visitor) {
        Mark mark = cursor.mark();
        int length = cursor.length();
        if (mark.isOpaque()) {
            visitor.opaque(mark, length);
            return at;
        }
        int bytes = Math.max(length, 0);
        if (bytes <= end - at && !(cursor.typeIsBehind() && bytes == end - at)) {
            int type = cursor.typeIsBehind() ? in.getByte(at + bytes) : cursor.type();
            visitor.field(mark.named(type), in, at, length);
            return at;
        }
        isCut = true;
        missing = bytes;
        if (value.capacity() == 0) {
            value = Unpooled.buffer(FIRST_VALUE_BYTES, Short.MAX_VALUE); // on the heap: nobody has to release it
        }
        value.clear();
        return goOn(in, at, end, visitor);
    }

    /** Adds to the value that is cut, and shows it when it is whole and its type is known. */
    private int goOn(ByteBuf in, int index, int end, FieldVisitor visitor) {
        int taken = Math.min(missing, end - index);
        value.writeBytes(in, index, taken);
        cursor.skip(taken);
        missing -= taken;
        int at = index + taken;
        if (missing == 0 && (at < end || !cursor.typeIsBehind())) {
            isCut = false;
            int type = cursor.typeIsBehind() ? in.getByte(at) : cursor.type();
            visitor.field(cursor.mark().named(type), value, 0, cursor.length());
        }
        return at;
    }
}
