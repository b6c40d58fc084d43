package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;

/**
 * Finds the field that a program hides, in a message that streams by in any pieces. Where the message is not kept together
 * it also hides the field, and changes no length by that: readers skip tags that they do not know (KIP-482). The tag of a
 * tagged field becomes an unused one; an array becomes an empty one, and its bytes the value of an unused tag. One object
 * serves all messages of a connection, one after the other.
 */
public final class FieldHider {

    /** No message of Kafka has a field with this tag; it takes one byte, as the tag that it replaces does. */
    private static final int UNUSED_TAG = 0x7f;

    /** An empty array, the number of tags, a tag and its size: what takes the place of an array takes no less. */
    private static final int LEAST_HIDDEN_BYTES = 4;

    private static final byte[] NOTHING = {};

    private final MessageCursor cursor = new MessageCursor();
    private boolean hides;
    private boolean found;
    private byte[] overlay = NOTHING; // what takes the place of the bytes that come next
    private int overlayNext;

    /**
     * Begins the next message; {@code frameBytes} are what the frame's size says.
     *
     * @param program of {@link MessageProgram#compileHiding}
     * @param hidesField whether the field is hidden, and not only found
     */
    public void start(MessageProgram program, int frameBytes, boolean hidesField) {
        cursor.start(program, frameBytes);
        hides = hidesField;
        found = false;
        overlay = NOTHING;
        overlayNext = 0;
    }

    /** Whether the field was in what has been walked, and if it is an array, not empty. */
    public boolean found() {
        return found;
    }

    /** Whether the frame ended where its content does. */
    public boolean complete() {
        return cursor.complete();
    }

    /**
     * To be called when all bytes of the frame have been walked.
     *
     * @throws MalformedMessageException when the content goes on
     */
    public void checkComplete() {
        cursor.checkComplete();
    }

    /** How many of the next bytes need not be walked. */
    public int skippable() {
        return overlayNext < overlay.length ? 0 : cursor.skippable();
    }

    /** Counts bytes as walked that were not; no more than are {@link #skippable}. */
    public void skip(int bytes) {
        cursor.skip(bytes);
    }

    /**
     * Walks the next bytes of the frame, {@code index} to {@code end} of the buffer, and all of them.
     *
     * @throws MalformedMessageException when the content runs past the frame or contradicts itself
     */
    public void walk(ByteBuf in, int index, int end) {
        overlay(in, index, end);
        int at = cursor.walk(in, index, end);
        while (cursor.stop() != MessageCursor.Stop.INPUT) {
            switch (cursor.stop()) {
                case HIDDEN_TAG -> tag(in, at);
                case ELEMENTS -> array(in, at, end);
                case FIELD, TAG, END_OF_TAG, INPUT -> throw new IllegalStateException("the program does not hide");
            }
            at = cursor.walk(in, at, end);
        }
    }

    private void tag(ByteBuf in, int at) {
        found = true;
        if (hides) {
            if (cursor.headBytes() > 1) {
                throw new MalformedMessageException("a message spells a tag in more bytes than it needs");
            }
            in.setByte(at - 1, UNUSED_TAG);
        }
    }

    /** The array's elements are not walked: what stands behind it is skipped to the end of the frame. */
    private void array(ByteBuf in, int at, int end) {
        if (cursor.length() <= 0) {
            return;
        }
        found = true;
        if (hides) {
            if (cursor.headBytes() > 1) {
                throw new MalformedMessageException("a message has more elements than can be hidden");
            }
            overlay = hiddenArray(cursor.rest() + 1);
            in.setByte(at - 1, overlay[0]);
            overlayNext = 1;
            overlay(in, at, end);
        }
        cursor.skipToEnd();
    }

    /**
     * The bytes that begin a tail of {@code bytes}, so that it reads as: an empty array, one tagged field, its unused
     * tag, its size, and the old content as its value.
     */
    private static byte[] hiddenArray(int bytes) {
        if (bytes < LEAST_HIDDEN_BYTES) {
            throw new MalformedMessageException("a message is longer than its frame");
        }
        int value = bytes - LEAST_HIDDEN_BYTES;
        int sizeBytes = 1;
        while (value >>> (7 * sizeBytes) > 0) {
            sizeBytes++;
            value--;
        }
        byte[] size = new byte[sizeBytes];
        Varints.set(size, value, sizeBytes);
        byte[] head = new byte[3 + sizeBytes];
        head[0] = 1;
        head[1] = 1;
        head[2] = UNUSED_TAG;
        System.arraycopy(size, 0, head, 3, sizeBytes);
        return head;
    }

    private void overlay(ByteBuf in, int index, int end) {
        for (int at = index; at < end && overlayNext < overlay.length; at++) {
            in.setByte(at, overlay[overlayNext++]);
        }
    }
}
