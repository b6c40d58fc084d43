package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The responses to Produce and Fetch have one shape: topics, each with a key and its partitions, each with an array that
 * is nearly always empty, a value, and tagged fields that are nearly always absent; node endpoints (KIP-951) are tagged
 * fields behind the topics. To look whether a frame is of that common kind costs a quarter of a walk, and it is done for
 * each response.
 *
 * <p>The numbers are bytes of fixed size: in front of the topics, of a topic's key (which is a compact string behind them
 * where {@code namesTopics}), of a partition in front of its array, between that and its value, and behind the topics.
 */
public record CommonShape(
        int beforeTopics, boolean namesTopics, int topicKey, int beforeArray, int beforeValue, int behindTopics) {

    private static final int[] BY_ID = {
        MessageProgram.TAGS, // of the header
        MessageProgram.COMPACT_ARRAY, // topics
        MessageProgram.COMPACT_ARRAY, // partitions
        MessageProgram.COMPACT_ARRAY // that is nearly always empty
    };
    private static final int[] BY_NAME = {
        MessageProgram.TAGS,
        MessageProgram.COMPACT_ARRAY,
        MessageProgram.COMPACT,
        MessageProgram.COMPACT_ARRAY,
        MessageProgram.COMPACT_ARRAY
    };
    private static final int[] BEHIND_ARRAY = {
        MessageProgram.COMPACT, // the value
        MessageProgram.TAGS, // of the partition
        MessageProgram.END_ARRAY,
        MessageProgram.TAGS, // of the topic
        MessageProgram.END_ARRAY,
        MessageProgram.TAGS, // with the node endpoints
        MessageProgram.END
    };

    private static final int LONGEST_VALUE_SHIFT = 21; // of four bytes; longer ones are walked

    /** Of a program that has this shape, from behind the correlation id. */
    public static Optional<CommonShape> of(MessageProgram program) {
        boolean named = beginsWith(program, BY_NAME);
        if (!named && !beginsWith(program, BY_ID)) {
            return Optional.empty();
        }
        int partitions = (named ? BY_NAME : BY_ID).length - 2;
        int value = program.arguments[partitions + 1] + 1; // behind the end of the array
        if (!Arrays.equals(Arrays.copyOfRange(program.kinds, value, program.kinds.length), BEHIND_ARRAY)) {
            return Optional.empty();
        }
        int[] skips = program.skips;
        boolean fixedElsewhere = skips[0] > Integer.BYTES // the correlation id
                || skips[value + 1] + skips[value + 2] + skips[value + 3] + skips[value + 4] > 0
                || skips[value + 6] > 0
                || (named && skips[partitions] > 0);
        boolean otherUnits = program.arguments[value] != 1 || (named && program.arguments[partitions - 1] != 1);
        return fixedElsewhere || otherUnits
                ? Optional.empty()
                : Optional.of(new CommonShape(
                        skips[1], named, skips[2], skips[partitions + 1], skips[value], skips[value + 5]));
    }

    private static boolean beginsWith(MessageProgram program, int[] steps) {
        return program.kinds.length > steps.length && Arrays.equals(Arrays.copyOf(program.kinds, steps.length), steps);
    }

    /**
     * Whether the frame is well-formed and carries no node endpoints; false where this does not tell.
     *
     * @param index behind the correlation id
     * @param values whether partitions may have values; where not, this does not tell of one that has
     * @param window through which it is looked at
     */
    public boolean isPlain(ByteBuf in, int index, int end, boolean values, Window window) {
        if (in.nioBufferCount() != 1) {
            return false;
        }
        window.open(in, index, end - index);
        return isPlain(window, index, end, values, null);
    }

    /** As {@link #isPlain}, of a frame whose window is open; its partitions may have values. */
    boolean isPlain(Window in, int index, int end) {
        return isPlain(in, index, end, true, null);
    }

    /** Where the topics end in such a frame that ends at {@code end}. */
    int topicsEnd(int end) {
        return end - behindTopics - Byte.BYTES; // the number of tagged fields, which is 0
    }

    /** As {@link #isPlain}; {@code names} is told where the names of topics stand, if it is. */
    public boolean findNames(Window in, int index, int end, boolean values, PlacedNames names) {
        names.clear();
        return namesTopics && isPlain(in, index, end, values, names);
    }

    private boolean isPlain(Window in, int index, int end, boolean values, @Nullable PlacedNames names) {
        int at = index;
        if (at >= end || in.get(at++) != 0) {
            return false;
        }
        at += beforeTopics;
        if (at >= end) {
            return false;
        }
        int topics = in.get(at++);
        for (int topic = 1; topic < topics; topic++) {
            at = behindTopic(in, at, end, values, names);
            if (at < 0) {
                return false;
            }
        }
        return topics >= 0 && isEnd(in, at, end);
    }

    /** As {@link #findNames} of a frame whose only topic has its name in front of {@code index}, and all else there as it has to be. */
    boolean isPlainBehindName(Window in, int index, int end, boolean values) {
        int at = behindPartitions(in, index, end, values);
        return at >= 0 && isEnd(in, at, end);
    }

    /** Whether nothing follows the last topic but what has to. */
    private boolean isEnd(Window in, int index, int end) {
        int at = index + behindTopics;
        return at == end - 1 && in.get(at) == 0;
    }

    /** The index behind a topic; -1 where this does not tell. */
    private int behindTopic(Window in, int index, int end, boolean values, @Nullable PlacedNames names) {
        int at = index + topicKey;
        if (names != null) {
            if (at >= end || in.get(at) <= 0) { // null, or more than one byte counts
                return -1;
            }
            names.add(at + 1, in.get(at) - 1);
        }
        if (namesTopics) {
            at = behindValue(in, at, end);
        }
        return behindPartitions(in, at, end, values);
    }

    /** The index behind a topic whose partitions are counted at {@code index}; -1 where this does not tell. */
    private int behindPartitions(Window in, int index, int end, boolean values) {
        int at = index;
        if (at < 0 || at >= end) {
            return -1;
        }
        int partitions = in.get(at++);
        for (int partition = 1; partition < partitions; partition++) {
            at += beforeArray;
            if (at >= end || (in.get(at++) & ~1) != 0) { // null or empty
                return -1;
            }
            at += beforeValue;
            if (!values && (at >= end || (in.get(at) & ~1) != 0)) {
                return -1;
            }
            at = behindValue(in, at, end);
            if (at < 0 || at >= end || in.get(at++) != 0) {
                return -1;
            }
        }
        return partitions >= 0 && at < end && in.get(at) == 0 ? at + 1 : -1;
    }

    private static int behindValue(Window in, int index, int end) {
        int length = 0;
        int at = index;
        for (int shift = 0; shift <= LONGEST_VALUE_SHIFT && at < end; shift += 7) {
            byte next = in.get(at++);
            length |= (next & 0x7f) << shift;
            if (next >= 0) {
                return at + Math.max(length - 1, 0);
            }
        }
        return -1;
    }
}
