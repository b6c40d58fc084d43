package io.signalbox.dataplane.kafka.rewrite;

import io.netty.buffer.ByteBuf;

/**
 * Walks a response as it streams by, whatever the sizes of the pieces, and finds the node endpoints (KIP-951). In a
 * response that is not kept together it hides them without changing a length: clients skip tags that they do not know
 * (KIP-482). Where the endpoints are a tagged field, its tag becomes an unused one; where they are an array, the array
 * becomes an empty one and its bytes the value of an unused tag. One object serves all responses of a connection.
 */
public final class NodeEndpointsScanner {

    /** No message of Kafka has a field with this tag; it takes one byte, as the tag that it replaces does. */
    private static final int UNUSED_TAG = 0x7f;

    private static final int MAX_VARINT_BYTES = 5;
    private static final int IN_TAG_COUNT = 0;
    private static final int IN_TAG = 1;
    private static final int IN_TAG_SIZE = 2;

    static final int MAX_DEPTH = 8; // of arrays within arrays; a program that is deeper does not compile

    private final int[] left = new int[MAX_DEPTH + 1]; // elements left of each array that is open
    private BodyProgram program = BodyProgram.EMPTY;
    private int frameBytes; // behind the correlation id
    private boolean hides;

    private int walked; // before this piece
    private int walkStart; // this piece's index in its buffer
    private int step;
    private int open; // arrays
    private int toSkip;
    private int varint;
    private int varintBytes;
    private int tagState;
    private int tagsLeft;
    private byte[] overlay = {};
    private int overlayNext;
    private boolean found;

    /** Begins the next response, behind its correlation id; {@code bytes} are left of the frame from there. */
    void start(BodyProgram next, int bytes, boolean hidesEndpoints) {
        program = next;
        frameBytes = bytes;
        hides = hidesEndpoints;
        walked = 0;
        step = 0;
        open = 0;
        toSkip = 0;
        varint = 0;
        varintBytes = 0;
        tagState = IN_TAG_COUNT;
        tagsLeft = 0;
        overlayNext = overlay.length;
        found = false;
    }

    /** Whether there were endpoints in what has been walked. */
    public boolean found() {
        return found;
    }

    /** Whether the frame ended where its content does. */
    public boolean complete() {
        return walked == frameBytes && toSkip == 0 && program.steps[step] == BodyProgram.END;
    }

    /** How many of the next bytes need not be walked. */
    public int skippable() {
        return overlayNext < overlay.length ? 0 : toSkip;
    }

    /** Counts bytes as walked that were not; no more than are {@link #skippable}. */
    public void skip(int bytes) {
        toSkip -= bytes;
        walked += bytes;
    }

    /**
     * Walks the next bytes of the frame, {@code index} to {@code end} of the buffer, and all of them.
     *
     * @throws MalformedResponseException when the content runs past the frame or contradicts itself
     */
    public void walk(ByteBuf in, int index, int end) {
        walkStart = index;
        int at = index;
        while (true) {
            if (toSkip > 0) {
                int bytes = Math.min(toSkip, end - at);
                overlay(in, at, bytes);
                at += bytes;
                toSkip -= bytes;
                if (toSkip > 0) {
                    break;
                }
            }
            if (runStepWithoutBytes()) {
                continue;
            }
            if (at == end) {
                break;
            }
            readByte(in, at);
            at++;
        }
        walked += end - index;
    }

    /** Runs a step that reads nothing; false when the next step needs a byte. */
    private boolean runStepWithoutBytes() {
        switch (program.steps[step]) {
            case BodyProgram.SKIP -> {
                toSkip = program.arguments[step];
                step++;
                return true;
            }
            case BodyProgram.END_ARRAY -> {
                left[open]--;
                if (left[open] > 0) {
                    step = program.arguments[step] + 1;
                } else {
                    open--;
                    step++;
                }
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private void readByte(ByteBuf in, int at) {
        if (program.steps[step] == BodyProgram.END) {
            throw new MalformedResponseException("a response is shorter than its frame");
        }
        int value = in.getByte(at);
        varint |= (value & 0x7f) << (7 * varintBytes);
        varintBytes++;
        if (value < 0) {
            if (varintBytes == MAX_VARINT_BYTES) {
                throw new MalformedResponseException("a response holds a number of more than five bytes");
            }
            return;
        }
        int number = varint;
        int bytes = varintBytes;
        varint = 0;
        varintBytes = 0;
        if (number < 0) {
            throw new MalformedResponseException("a response holds a negative length");
        }
        onNumber(in, at, number, bytes);
    }

    private void onNumber(ByteBuf in, int at, int number, int bytes) {
        switch (program.steps[step]) {
            case BodyProgram.SKIP_COMPACT -> {
                toSkip = Math.max(number - 1, 0);
                step++;
            }
            case BodyProgram.ARRAY -> {
                if (number > 1) {
                    left[++open] = number - 1;
                    step++;
                } else {
                    step = program.arguments[step] + 1;
                }
            }
            case BodyProgram.ENDPOINT_ARRAY -> onEndpointArray(in, at, number, bytes);
            default -> onTagNumber(in, at, number, bytes);
        }
    }

    private void onTagNumber(ByteBuf in, int at, int number, int bytes) {
        switch (tagState) {
            case IN_TAG_COUNT -> {
                tagsLeft = number;
                endTag();
            }
            case IN_TAG -> {
                if (program.steps[step] == BodyProgram.ENDPOINT_TAGS && number == program.arguments[step]) {
                    found = true;
                    if (hides) {
                        hideTag(in, at, bytes);
                    }
                }
                tagState = IN_TAG_SIZE;
            }
            default -> {
                toSkip = number;
                tagsLeft--;
                endTag();
            }
        }
    }

    private void endTag() {
        tagState = tagsLeft > 0 ? IN_TAG : IN_TAG_COUNT;
        if (tagsLeft == 0) {
            step++;
        }
    }

    private static void hideTag(ByteBuf in, int at, int bytes) {
        if (bytes != 1) {
            throw new MalformedResponseException("a response spells a tag in more bytes than it needs");
        }
        in.setByte(at, UNUSED_TAG);
    }

    /** The array's elements are not walked: what stands behind it is skipped to the end of the frame. */
    private void onEndpointArray(ByteBuf in, int at, int number, int bytes) {
        if (number <= 1) {
            step++;
            return;
        }
        found = true;
        int rest = frameBytes - (walked + at + 1 - walkStart);
        if (hides) {
            if (bytes != 1) {
                throw new MalformedResponseException("a response names more new leaders than a cluster has brokers");
            }
            overlay = hiddenArray(rest + 1);
            in.setByte(at, overlay[0]);
            overlayNext = 1;
        }
        toSkip = rest;
        step = program.steps.length - 1;
    }

    /**
     * The bytes that begin a tail of {@code bytes}, so that it reads as: an empty array, one tagged field, its unused
     * tag, its size, and the old content as its value.
     */
    private static byte[] hiddenArray(int bytes) {
        int value = bytes - 4;
        int sizeBytes = 1;
        while (value >>> (7 * sizeBytes) > 0) {
            sizeBytes++;
            value--;
        }
        byte[] head = new byte[3 + sizeBytes];
        head[0] = 1;
        head[1] = 1;
        head[2] = UNUSED_TAG;
        for (int i = 0; i < sizeBytes; i++) {
            int more = i < sizeBytes - 1 ? 0x80 : 0;
            head[3 + i] = (byte) (((value >>> (7 * i)) & 0x7f) | more);
        }
        return head;
    }

    private void overlay(ByteBuf in, int at, int bytes) {
        for (int i = 0; i < bytes && overlayNext < overlay.length; i++) {
            in.setByte(at + i, overlay[overlayNext++]);
        }
    }
}
