package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;

/**
 * Walks a message as it streams by, whatever the sizes of the pieces, and stops at the fields that its program was
 * compiled for. Nothing is gathered and nothing allocated for a message; what is nested is bounded by the program, and no
 * length is believed that runs past the frame. One object serves all messages of a connection, one after the other.
 */
public final class MessageCursor {

    /** The message does not say what a name is the name of. */
    public static final int NO_TYPE = -1;

    static final int MAX_DEPTH =
            8; // of arrays in arrays, and of tagged fields; a program that is deeper does not compile

    private static final int MAX_VARINT_BYTES = 5;
    private static final int IN_TAG_COUNT = 0;
    private static final int IN_TAG = 1;
    private static final int IN_TAG_SIZE = 2;

    /** Why the walk has stopped. */
    public enum Stop {
        /** The bytes that were given are through. */
        INPUT,
        /** In front of a marked field's value. */
        FIELD,
        /** Behind the count of the array that has the names of a message that can be renamed, or is to be hidden. */
        ELEMENTS,
        /** In front of the value of a tagged field that has marked fields. */
        TAG,
        /** Behind that value. */
        END_OF_TAG,
        /** Behind the tag of a field that is to be hidden; the walk goes on behind its value. */
        HIDDEN_TAG
    }

    // Of each array that is open, and of each tagged field; many a connection never needs them.
    private int[] left = {}; // elements
    private int[] tagEnds = {}; // bytes left of the frame at the end of the field
    private int[] tagSteps = {};
    private int[] tagsLeft = {};
    private MessageProgram program = MessageProgram.EMPTY;
    private int rest; // bytes of the frame that have not been walked
    private int step;
    private int arrays; // open
    private int toSkip;
    private int number;
    private int numberBytes; // that have been read, of a number that has more
    private int tagged; // open tagged fields
    private int tagState;
    private int tag;
    private int type;
    private Stop stop = Stop.INPUT;
    private int mark;
    private int length;
    private int headBytes;

    /** Begins the next message; {@code frameBytes} are what the frame's size says. */
    public void start(MessageProgram next, int frameBytes) {
        if (left.length == 0) {
            left = new int[MAX_DEPTH + 1];
            tagEnds = new int[MAX_DEPTH + 1];
            tagSteps = new int[MAX_DEPTH + 1];
            tagsLeft = new int[MAX_DEPTH + 1];
        }
        program = next;
        rest = frameBytes;
        step = 0;
        arrays = 0;
        toSkip = next.skips[0];
        numberBytes = 0;
        tagged = 0;
        tagState = IN_TAG_COUNT;
        type = next.firstType;
    }

    /** Why the last walk stopped where it did. */
    public Stop stop() {
        return stop;
    }

    /** What the field holds that the walk stands at. */
    public Mark mark() {
        return MessageProgram.MARKS.get(mark & ~MessageProgram.TYPE_BEHIND);
    }

    /** Bytes of the value that the walk stands at, or -1 for null; elements of an array. */
    public int length() {
        return length;
    }

    /** How many bytes the length took that stands in front of the value; 0 where the value has a fixed size. */
    public int headBytes() {
        return headBytes;
    }

    /** Whether the length is a number with seven bits a byte, plus one. */
    boolean headIsCompact() {
        return program.kinds[step - 1] == MessageProgram.COMPACT;
    }

    /** What the name is the name of, as it was said before it; {@link #NO_TYPE} where it was not. */
    int type() {
        return type;
    }

    /** Whether it is the byte behind the name that says what it names. */
    boolean typeIsBehind() {
        return (mark & MessageProgram.TYPE_BEHIND) != 0;
    }

    /** How many bytes of a marked field's length have been walked while the rest of it has not yet come. */
    int openHeadBytes() {
        return program.marks[step] == MessageProgram.NO_MARK ? 0 : numberBytes;
    }

    /** Whether the frame ended where its content does. */
    public boolean complete() {
        return rest == 0 && toSkip == 0 && program.kinds[step] == MessageProgram.END;
    }

    /**
     * To be called when all bytes of the frame have been walked.
     *
     * @throws MalformedMessageException when the content goes on
     */
    public void checkComplete() {
        if (!complete()) {
            throw new MalformedMessageException("a message is longer than its frame");
        }
    }

    /** How many bytes of the frame have not been walked. */
    int rest() {
        return rest;
    }

    /** Goes past whatever is left of a message that has nothing to stop at any more. */
    void skipToEnd() {
        step = program.kinds.length - 1;
        arrays = 0;
        toSkip = rest;
    }

    /** How many of the next bytes need not be walked. */
    public int skippable() {
        return toSkip;
    }

    /** Counts bytes as walked that were not; no more than are {@link #skippable}. */
    public void skip(int bytes) {
        toSkip -= bytes;
        rest -= bytes;
    }

    /**
     * Walks the next bytes of the frame, {@code index} to {@code end} of the buffer, up to the next stop.
     *
     * @return where it has stopped: what comes next is to be walked from there, a field's value too
     * @throws MalformedMessageException when the content runs past the frame or contradicts itself
     */
    public int walk(ByteBuf in, int index, int end) {
        int[] kinds = program.kinds;
        int[] skips = program.skips;
        int[] marks = program.marks;
        int counted = program.shape.array();
        int frameEnd = index + rest; // where the frame would end if the buffer went on
        int at = index;
        int now = step; // this and the next are worth a register
        int skip = toSkip;
        stop = Stop.INPUT;
        while (skip <= end - at) {
            at += skip;
            skip = 0;
            int kind = kinds[now];
            if (kind == MessageProgram.END_ARRAY) {
                now = afterElement(now);
                skip = skips[now];
                continue;
            }
            if (kind > MessageProgram.END_ARRAY) {
                step = now;
                if (kind != MessageProgram.END) {
                    return kind == MessageProgram.FIXED ? stopAtFixed(index, at) : stopAtEndOfTag(index, at);
                }
                checkEnd(frameEnd - at);
                break;
            }
            if (at == end) {
                break;
            }
            int value;
            if (kind > MessageProgram.TAGS && numberBytes == 0 && end - at >= Integer.BYTES) {
                headBytes = width(kind);
                value = fixedNumber(in, at, kind);
                at += headBytes;
            } else {
                value = in.getByte(at++);
                if (value >= 0 && numberBytes == 0 && kind <= MessageProgram.TAGS) {
                    headBytes = 1;
                } else {
                    value = kind <= MessageProgram.TAGS ? continueCompact(value) : continueFixed(value, width(kind));
                    if (numberBytes > 0) {
                        continue; // with the next byte
                    }
                }
            }
            if (isValue(kind)) {
                int units = kind == MessageProgram.COMPACT ? value - 1 : value;
                skip = valueBytes(now, units, frameEnd - at);
                now++;
                if (marks[now - 1] != MessageProgram.NO_MARK) {
                    return stopAtField(now, units, skip, index, at);
                }
            } else if (kind == MessageProgram.TAGS && value == 0 && tagState == IN_TAG_COUNT) {
                now++;
                skip = skips[now];
            } else if (kind == MessageProgram.COMPACT_ARRAY && now != counted) {
                now = open(now, value - 1, frameEnd - at);
                skip = skips[now];
            } else {
                step = now;
                skip = nested(kind, value, frameEnd - at);
                now = step;
                if (stop != Stop.INPUT) {
                    return stopAt(skip, index, at);
                }
            }
        }
        step = now;
        toSkip = skip - (end - at);
        rest -= end - index;
        return end;
    }

    private static boolean isValue(int kind) {
        return kind == MessageProgram.COMPACT || kind == MessageProgram.SHORT || kind == MessageProgram.INT;
    }

    private static int width(int kind) {
        return switch (kind) {
            case MessageProgram.SHORT -> Short.BYTES;
            case MessageProgram.INT, MessageProgram.ARRAY -> Integer.BYTES;
            default -> Byte.BYTES;
        };
    }

    private static int fixedNumber(ByteBuf in, int at, int kind) {
        return switch (kind) {
            case MessageProgram.SHORT -> in.getShort(at);
            case MessageProgram.INT, MessageProgram.ARRAY -> in.getInt(at);
            default -> in.getByte(at);
        };
    }

    /** Adds a byte to a number with seven bits a byte; it is whole when {@link #numberBytes} is 0. */
    private int continueCompact(int value) {
        number = numberBytes == 0 ? value & 0x7f : number | ((value & 0x7f) << (7 * numberBytes));
        numberBytes++;
        if (value >= 0) {
            if (number < 0) {
                throw new MalformedMessageException("a message holds a negative length");
            }
            headBytes = numberBytes;
            numberBytes = 0;
        } else if (numberBytes == MAX_VARINT_BYTES) {
            throw new MalformedMessageException("a message holds a number of more than five bytes");
        }
        return number;
    }

    /** Adds a byte to a number of fixed size. */
    private int continueFixed(int value, int width) {
        number = numberBytes == 0 ? value : (number << Byte.SIZE) | (value & 0xff);
        numberBytes++;
        if (numberBytes == width) {
            headBytes = width;
            numberBytes = 0;
        }
        return number;
    }

    /** Bytes to skip: a value, and what is of fixed size behind it; {@code available} are left of the frame. */
    private int valueBytes(int value, int units, int available) {
        int fixed = program.skips[value + 1];
        if (units <= 0) {
            checkNotBelowNull(units);
            return fixed;
        }
        long bytes = (long) units * program.arguments[value];
        if (bytes > available - fixed) {
            throw new MalformedMessageException("a message holds a length that runs past its frame");
        }
        return (int) bytes + fixed;
    }

    /** The step after an array's end: the array's first, or the one behind it. */
    private int afterElement(int end) {
        left[arrays]--;
        if (left[arrays] > 0) {
            return program.arguments[end] + 1;
        }
        arrays--;
        return end + 1;
    }

    /** What the steps do with a number that do not hold a value: they choose the next step. */
    private int nested(int kind, int value, int available) {
        switch (kind) {
            case MessageProgram.COMPACT_ARRAY -> array(value - 1, available);
            case MessageProgram.ARRAY -> array(value, available);
            case MessageProgram.STRUCT -> step = value < 0 ? program.arguments[step] : step + 1;
            case MessageProgram.TYPE -> {
                type = value;
                step++;
            }
            default -> {
                return tags(value, available);
            }
        }
        return program.skips[step];
    }

    private void array(int elements, int available) {
        if (step == program.shape.array()) {
            length = elements;
            stop = Stop.ELEMENTS;
        }
        step = open(step, elements, available);
    }

    /** The step behind an array's count: the array's first, or the one behind it when there is no element. */
    private int open(int array, int elements, int available) {
        if (elements <= 0) {
            checkNotBelowNull(elements);
            return program.arguments[array] + 1;
        }
        if (elements > available) { // each has at least one byte
            throw new MalformedMessageException("a message holds more elements than its frame has room for");
        }
        arrays++;
        left[arrays] = elements;
        return array + 1;
    }

    private static void checkNotBelowNull(int length) {
        if (length < -1) {
            throw new MalformedMessageException("a message holds a negative length");
        }
    }

    /** A number within a section of tagged fields. */
    private int tags(int value, int available) {
        switch (tagState) {
            case IN_TAG_COUNT -> {
                tagsLeft[tagged] = value;
                tagState = IN_TAG;
                return 0;
            }
            case IN_TAG -> {
                tag = value;
                tagState = IN_TAG_SIZE;
                if (program.hides && tagEntry() >= 0) {
                    stop = Stop.HIDDEN_TAG;
                }
                return 0;
            }
            default -> {
                if (value > available) {
                    throw new MalformedMessageException("a message holds a tagged field that runs past its frame");
                }
                tagsLeft[tagged]--;
                int entry = program.hides ? -1 : tagEntry();
                return entry < 0 ? value + afterTag() : openTag(program.tags[entry + 1], value, available);
            }
        }
    }

    /** Where the program has {@link #tag}; -1 where there is nothing to stop at. */
    private int tagEntry() {
        int entry = program.arguments[step];
        if (entry >= 0) {
            int last = entry + 2 * program.tags[entry];
            for (int at = entry + 1; at < last; at += 2) {
                if (program.tags[at] == tag) {
                    return at;
                }
            }
        }
        return -1;
    }

    private int openTag(int first, int bytes, int available) {
        tagged++;
        tagSteps[tagged] = step;
        tagEnds[tagged] = available - bytes;
        tagState = IN_TAG_COUNT;
        step = first;
        length = bytes;
        stop = Stop.TAG;
        return program.skips[first];
    }

    /** Goes on behind a tagged field; returns what is of fixed size there. */
    private int afterTag() {
        if (tagsLeft[tagged] > 0) {
            tagState = IN_TAG;
            return 0;
        }
        tagState = IN_TAG_COUNT;
        step++;
        return program.skips[step];
    }

    private static void checkEnd(int bytesLeft) {
        if (bytesLeft > 0) {
            throw new MalformedMessageException("a message is shorter than its frame");
        }
    }

    private int stopAt(int skip, int index, int at) {
        toSkip = skip;
        rest -= at - index;
        return at;
    }

    private int stopAtField(int next, int units, int skip, int index, int at) {
        stop = Stop.FIELD;
        mark = program.marks[next - 1];
        length = units;
        step = next;
        if (units > Short.MAX_VALUE && !mark().isOpaque()) {
            throw new MalformedMessageException("a message holds a name longer than the protocol allows");
        }
        stopAt(skip, index, at);
        if (typeIsBehind() && rest <= units) {
            throw new MalformedMessageException("a message ends where the type of a name should stand");
        }
        return at;
    }

    private int stopAtFixed(int index, int at) {
        stop = Stop.FIELD;
        mark = program.marks[step];
        length = program.arguments[step];
        headBytes = 0;
        step++;
        stopAt(length + program.skips[step], index, at);
        if (rest < length) {
            throw new MalformedMessageException("a message ends within an id");
        }
        return at;
    }

    private int stopAtEndOfTag(int index, int at) {
        rest -= at - index;
        if (rest != tagEnds[tagged]) {
            throw new MalformedMessageException("a message holds a tagged field of another size than it says");
        }
        step = tagSteps[tagged];
        tagged--;
        stop = Stop.END_OF_TAG;
        toSkip = afterTag();
        return at;
    }
}
