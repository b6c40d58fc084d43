package io.signalbox.dataplane.kafka.walk;

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

    private int[] left = {}; // elements left of each array that is open; many a connection never needs it
    private BodyProgram program = BodyProgram.EMPTY;
    private int frameBytes; // behind the correlation id
    private boolean hides;

    private int walked; // before this piece
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
    public void start(BodyProgram next, int bytes, boolean hidesEndpoints) {
        if (left.length == 0) {
            left = new int[MAX_DEPTH + 1];
        }
        program = next;
        frameBytes = bytes;
        hides = hidesEndpoints;
        walked = 0;
        step = 0;
        open = 0;
        toSkip = next.skips[0];
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

    /**
     * To be called when all bytes of the frame have been walked.
     *
     * @throws MalformedResponseException when the content goes on
     */
    public void checkComplete() {
        if (!complete()) {
            throw new MalformedResponseException("a response is longer than its frame");
        }
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
        int[] steps = program.steps;
        int[] skips = program.skips;
        int frameEnd = index + frameBytes - walked; // where the frame would end if the buffer went on
        int at = index;
        int now = step; // this and the next are worth a register, what a field of the response rarely needs is not
        int skip = toSkip;
        walked += end - index;
        overlay(in, at, Math.min(skip, end - at));
        while (skip <= end - at) {
            at += skip;
            skip = 0;
            int kind = steps[now];
            if (kind == BodyProgram.END_ARRAY) {
                now = afterElement(now);
                skip = skips[now];
                continue;
            }
            if (at == end) {
                break;
            }
            if (kind == BodyProgram.END) {
                throw new MalformedResponseException("a response is shorter than its frame");
            }
            int number = in.getByte(at++);
            if (number < 0 || varintBytes > 0) {
                number = continueVarint(number);
                if (number < 0) {
                    continue; // with the next byte
                }
            }
            if (kind == BodyProgram.ARRAY) {
                now = number > 1 ? open(now, number - 1) : program.arguments[now] + 1;
                skip = skips[now];
            } else if (kind == BodyProgram.SKIP_COMPACT) {
                now++;
                skip = withFixed(number - 1, skips[now], frameEnd - at);
            } else if (number == 0 && tagState == IN_TAG_COUNT) {
                now++;
                skip = skips[now];
            } else {
                step = now;
                skip = kind == BodyProgram.ENDPOINT_ARRAY
                        ? endpointArray(in, at, number, frameEnd - at)
                        : tags(in, at, number, frameEnd - at);
                now = step;
                overlay(in, at, Math.min(skip, end - at));
            }
            varintBytes = 0;
        }
        step = now;
        toSkip = skip - (end - at);
    }

    /** Adds a byte to a number of several; -1 when there is more to come. */
    private int continueVarint(int value) {
        varint = varintBytes == 0 ? value & 0x7f : varint | (value & 0x7f) << (7 * varintBytes);
        varintBytes++;
        if (value >= 0) {
            if (varint < 0) {
                throw new MalformedResponseException("a response holds a negative length");
            }
            return varint;
        }
        if (varintBytes == MAX_VARINT_BYTES) {
            throw new MalformedResponseException("a response holds a number of more than five bytes");
        }
        return -1;
    }

    /** The step after an array's end: the array's first, or the one behind it. */
    private int afterElement(int end) {
        left[open]--;
        if (left[open] > 0) {
            return program.arguments[end] + 1;
        }
        open--;
        return end + 1;
    }

    /** Opens an array; returns its first step. */
    private int open(int array, int elements) {
        open++;
        left[open] = elements;
        return array + 1;
    }

    /** Bytes to skip: a value, and what is of fixed size behind it; {@code rest} are left of the frame. */
    private static int withFixed(int bytes, int fixed, int rest) {
        if (bytes > rest - fixed) {
            throw new MalformedResponseException("a response holds a length that runs past its frame");
        }
        return Math.max(bytes, 0) + fixed;
    }

    private int afterField(int bytes, int rest) {
        step++;
        return withFixed(bytes, program.skips[step], rest);
    }

    /** A number within a section of tagged fields; {@code at} is behind it. */
    private int tags(ByteBuf in, int at, int number, int rest) {
        switch (tagState) {
            case IN_TAG_COUNT -> {
                tagsLeft = number;
                return endTag(0, rest);
            }
            case IN_TAG -> {
                if (program.steps[step] == BodyProgram.ENDPOINT_TAGS && number == program.arguments[step]) {
                    found = true;
                    if (hides) {
                        hideTag(in, at - 1, varintBytes);
                    }
                }
                tagState = IN_TAG_SIZE;
                return 0;
            }
            default -> {
                tagsLeft--;
                return endTag(number, rest);
            }
        }
    }

    private int endTag(int bytes, int rest) {
        if (tagsLeft == 0) {
            tagState = IN_TAG_COUNT;
            return afterField(bytes, rest);
        }
        tagState = IN_TAG;
        return withFixed(bytes, 0, rest);
    }

    private static void hideTag(ByteBuf in, int at, int bytes) {
        if (bytes > 1) {
            throw new MalformedResponseException("a response spells a tag in more bytes than it needs");
        }
        in.setByte(at, UNUSED_TAG);
    }

    /** The array's elements are not walked: what stands behind it is skipped to the end of the frame. */
    private int endpointArray(ByteBuf in, int at, int number, int rest) {
        if (number <= 1) {
            return afterField(0, rest);
        }
        found = true;
        if (hides) {
            if (varintBytes > 1) {
                throw new MalformedResponseException("a response names more new leaders than a cluster has brokers");
            }
            overlay = hiddenArray(rest + 1);
            in.setByte(at - 1, overlay[0]);
            overlayNext = 1;
        }
        step = program.steps.length - 1;
        return rest;
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
