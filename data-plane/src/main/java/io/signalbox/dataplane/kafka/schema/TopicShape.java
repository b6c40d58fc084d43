package io.signalbox.dataplane.kafka.schema;

import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * The shape that nearly every Produce and Fetch has: topics, each with a key and its partitions, no more of either than one
 * byte counts, and no tagged fields. To judge what one of this shape names costs a quarter of a walk, and it is done for
 * each request. A test holds it together with the walk of {@link FieldCheck}.
 */
final class TopicShape {

    /** What has been said of a frame. */
    enum Said {
        PASSES,
        DOES_NOT_PASS,
        /** It has another shape, or not enough of it is here. */
        NOTHING
    }

    /** What is judged. */
    static final Set<Mark> MARKS =
            EnumSet.of(Mark.TOPIC, Mark.TOPIC_ID, Mark.TRANSACTIONAL_ID, Mark.RECORDS, Mark.BROKER_ID);

    private static final int CLIENT_ID = 12; // of the frame: size, API, version and correlation id stand before it
    private static final int ID_BYTES = 16;
    private static final int PRODUCE_FIXED_BYTES = Short.BYTES + Integer.BYTES; // acks and how long to wait
    private static final int LONGEST_VALUE_SHIFT = 21; // of four bytes
    private static final short FETCH_WITHOUT_REPLICA = 15;

    // Of a frame in which no index is behind what was looked at.
    private static final int NOTHING = -1;
    private static final int DOES_NOT_PASS = -2;
    private static final int PASSES = -3;

    private final boolean produce;
    private final boolean flexible;
    private final boolean byId;
    private final boolean withTransaction;
    private final boolean withReplica;
    private final boolean withForgotten;
    private final boolean withRack;
    private final int fixedBytes; // in front of the topics
    private final int partitionBytes; // in front of records, if there are such

    private TopicShape(ApiKeys api, short version) {
        produce = api == ApiKeys.PRODUCE;
        flexible = api.requestHeaderVersion(version) >= 2;
        byId = version >= 13; // of both
        withTransaction = produce;
        withReplica = !produce && version < FETCH_WITHOUT_REPLICA;
        withForgotten = !produce && version >= 7;
        withRack = !produce && version >= 11;
        fixedBytes = produce
                ? PRODUCE_FIXED_BYTES
                : (withReplica ? Integer.BYTES : 0) // then how long to wait, and for how much
                        + 2 * Integer.BYTES
                        + (version >= 3 ? Integer.BYTES : 0) // the most that is wanted
                        + (version >= 4 ? Byte.BYTES : 0) // the isolation level
                        + (version >= 7 ? 2 * Integer.BYTES : 0); // the session
        partitionBytes = produce
                ? Integer.BYTES
                : Integer.BYTES // its number
                        + Long.BYTES // where to begin
                        + Integer.BYTES // the most that is wanted
                        + (version >= 5 ? Long.BYTES : 0) // where the log begins
                        + (version >= 9 ? Integer.BYTES : 0) // the leader's epoch
                        + (version >= 12 ? Integer.BYTES : 0); // the last epoch that was fetched
    }

    /** Null for a kind of requests that does not have it. */
    static @Nullable TopicShape of(MessageKind kind) {
        boolean has = kind.direction() == MessageKind.Direction.REQUEST
                && (kind.api() == ApiKeys.PRODUCE || kind.api() == ApiKeys.FETCH);
        return has ? new TopicShape(kind.api(), kind.version()) : null;
    }

    /** As {@link FieldCheck#passes}. */
    Said judge(Window in, int index, int bytes, FieldCheck.Judge judge) {
        int frameEnd = index + bytes;
        int end = Math.min(frameEnd, in.limit());
        int at = behindHeader(in, index + CLIENT_ID, end);
        if (at < 0 || end - at <= fixedBytes + Integer.BYTES) {
            return Said.NOTHING;
        }
        judge.begin();
        if (withReplica && !judge.agrees(Mark.BROKER_ID, in, at, Integer.BYTES)) {
            return Said.DOES_NOT_PASS;
        }
        if (withTransaction) {
            int length = shortLength(in, at);
            at += flexible ? Byte.BYTES : Short.BYTES;
            if (length < -1 || end - at - length <= fixedBytes + Integer.BYTES) {
                return Said.NOTHING;
            }
            if (!judge.agrees(Mark.TRANSACTIONAL_ID, in, at, length)) {
                return Said.DOES_NOT_PASS;
            }
            at += Math.max(length, 0);
        }
        at += fixedBytes;
        int topics = count(in, at);
        at += countBytes();
        for (int topic = 1; topic <= topics; topic++) {
            int key = ID_BYTES;
            if (!byId) {
                if (end - at < Short.BYTES) {
                    return Said.NOTHING;
                }
                key = shortLength(in, at);
                at += flexible ? Byte.BYTES : Short.BYTES;
            }
            if (key < 0 || end - at < key + countBytes()) {
                return Said.NOTHING;
            }
            if (!judge.agrees(byId ? Mark.TOPIC_ID : Mark.TOPIC, in, at, key)) {
                return Said.DOES_NOT_PASS;
            }
            at = behindTopic(in, at + key, end, frameEnd, topic == topics, judge);
            if (at < 0) {
                return said(at);
            }
        }
        if (!produce) {
            judge.onEndOfTopics(at);
        }
        return topics >= 0 && isEnd(in, at, end) && end == frameEnd ? Said.PASSES : Said.NOTHING;
    }

    /** As {@link FieldCheck#passesBehindKey}. */
    Said judgeBehindKey(Window in, int index, int bytes, int keyEnd, FieldCheck.Judge judge) {
        int frameEnd = index + bytes;
        int end = Math.min(frameEnd, in.limit());
        if (end - keyEnd < countBytes()) {
            return Said.NOTHING;
        }
        int at = behindTopic(in, keyEnd, end, frameEnd, true, judge);
        if (at < 0) {
            return said(at);
        }
        return isEnd(in, at, end) && end == frameEnd ? Said.PASSES : Said.NOTHING;
    }

    private static Said said(int outcome) {
        return switch (outcome) {
            case PASSES -> Said.PASSES;
            case DOES_NOT_PASS -> Said.DOES_NOT_PASS;
            default -> Said.NOTHING;
        };
    }

    /** The index behind a topic whose key ends at {@code keyEnd}, or what is said of the frame. */
    private int behindTopic(Window in, int keyEnd, int end, int frameEnd, boolean last, FieldCheck.Judge judge) {
        int partitions = count(in, keyEnd);
        int at = keyEnd + countBytes();
        if (partitions < 0) {
            return NOTHING;
        }
        if (!produce) {
            return behindTags(in, behindPartitions(in, at, end, partitions), end);
        }
        for (int partition = 1; partition <= partitions; partition++) {
            int records = at + partitionBytes;
            int value = recordsIndex(in, records, end);
            if (value < 0) {
                return NOTHING;
            }
            int length = recordsBytes(in, records);
            if (length < -1) {
                return NOTHING;
            }
            if (!judge.agrees(Mark.RECORDS, in, value, length)) {
                return DOES_NOT_PASS;
            }
            int size = Math.max(length, 0);
            boolean cut = size > end - value;
            if (cut || end == frameEnd) {
                if (last
                        && partition == partitions
                        && frameEnd - value - size == (flexible ? FieldCheck.BEHIND_LAST_RECORDS : 0)) {
                    return PASSES; // too few bytes follow for anything to be named in them
                }
                if (cut) {
                    return NOTHING;
                }
            }
            at = behindTags(in, value + size, end);
            if (at < 0) {
                return NOTHING;
            }
        }
        return behindTags(in, at, end);
    }

    private int behindHeader(Window in, int clientId, int end) {
        if (end - clientId < Short.BYTES) {
            return -1;
        }
        int at = clientId + Short.BYTES + Math.max(in.getShort(clientId), 0);
        return behindTags(in, at, end);
    }

    /** -1 where there are tagged fields, or what would say so has not come. */
    private int behindTags(Window in, int at, int end) {
        if (!flexible) {
            return at <= end ? at : NOTHING;
        }
        return at >= 0 && at < end && in.get(at) == 0 ? at + 1 : NOTHING;
    }

    /** -1 for null, and less for what has another shape. */
    private int shortLength(Window in, int at) {
        if (!flexible) {
            return in.getShort(at);
        }
        int length = in.get(at);
        return length < 0 ? Integer.MIN_VALUE : length - 1;
    }

    private int countBytes() {
        return flexible ? Byte.BYTES : Integer.BYTES;
    }

    /** Negative where there is another shape. */
    private int count(Window in, int at) {
        return flexible ? in.get(at) - 1 : in.getInt(at);
    }

    private int behindPartitions(Window in, int index, int end, int partitions) {
        if (!flexible) {
            long behind = index + (long) partitions * partitionBytes;
            return behind <= end ? (int) behind : -1;
        }
        int at = index;
        for (int partition = 0; partition < partitions && at >= 0; partition++) {
            at = behindTags(in, at + partitionBytes, end);
        }
        return at;
    }

    /** Where records begin whose length stands at {@code at}; -1 where that cannot be read. */
    private int recordsIndex(Window in, int at, int end) {
        if (!flexible) {
            return end - at >= Integer.BYTES ? at + Integer.BYTES : -1;
        }
        for (int i = at; i <= at + LONGEST_VALUE_SHIFT / 7 && i < end; i++) {
            if (in.get(i) >= 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private int recordsBytes(Window in, int at) {
        if (!flexible) {
            return in.getInt(at);
        }
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get(at + shift / 7);
            length |= (next & 0x7f) << shift;
            if (next >= 0) {
                return length - 1;
            }
        }
    }

    private boolean isEnd(Window in, int index, int end) {
        int at = index;
        if (withForgotten) {
            if (end - at < countBytes() || count(in, at) != 0) {
                return false;
            }
            at += countBytes();
        }
        if (withRack) {
            int length = end - at < Short.BYTES ? -1 : shortLength(in, at);
            if (length < 0) {
                return false;
            }
            at += length + (flexible ? Byte.BYTES : Short.BYTES);
        }
        return behindTags(in, at, end) == end;
    }
}
