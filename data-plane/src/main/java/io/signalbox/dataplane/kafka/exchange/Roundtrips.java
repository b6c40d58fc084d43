package io.signalbox.dataplane.kafka.exchange;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * How long brokers took to answer, as numbers of answers within bounds of time, by groups of APIs: some wait at the broker on
 * purpose, and would hide the others. For any thread; one answer costs two additions.
 */
public final class Roundtrips {

    /** Milliseconds; what takes longer than the last is counted beyond it. */
    private static final double[] BOUNDS = {
        0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000
    };

    private static final long[] BOUND_NANOS = nanos();
    private static final Group[] GROUPS = groups();

    private final LongAdder[] counts = adders(Group.values().length * (BOUND_NANOS.length + 1));
    private final LongAdder[] sums = adders(Group.values().length);

    /** APIs that are alike in what they make a broker do. */
    public enum Group {
        PRODUCE,
        /** Waits for records. */
        FETCH,
        METADATA,
        /** Membership in groups: some of it waits for the other members. */
        GROUP,
        OTHER;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What was counted of a group until now; the last number is what took longer than the last bound. */
    public record Counts(long[] within, double sumSeconds) {}

    /** A broker answered a request of this API after so long. */
    void count(short apiKey, long nanos) {
        int group = (apiKey >= 0 && apiKey < GROUPS.length ? GROUPS[apiKey] : Group.OTHER).ordinal();
        int bound = 0;
        while (bound < BOUND_NANOS.length && nanos > BOUND_NANOS[bound]) {
            bound++;
        }
        counts[group * (BOUND_NANOS.length + 1) + bound].increment();
        sums[group].add(nanos);
    }

    /** Upper bounds in seconds, without the last, which is none. */
    public static double[] boundsInSeconds() {
        return LongStream.of(BOUND_NANOS)
                .mapToDouble(nanos -> nanos / (double) TimeUnit.SECONDS.toNanos(1))
                .toArray();
    }

    public Counts of(Group group) {
        int first = group.ordinal() * (BOUND_NANOS.length + 1);
        long[] within = new long[BOUND_NANOS.length + 1];
        for (int i = 0; i < within.length; i++) {
            within[i] = counts[first + i].sum();
        }
        return new Counts(within, sums[group.ordinal()].sum() / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private static Group[] groups() {
        Group[] groups = new Group[Byte.MAX_VALUE];
        Arrays.fill(groups, Group.OTHER);
        put(groups, Group.PRODUCE, ApiKeys.PRODUCE);
        put(groups, Group.FETCH, ApiKeys.FETCH, ApiKeys.SHARE_FETCH);
        put(groups, Group.METADATA, ApiKeys.METADATA, ApiKeys.DESCRIBE_CLUSTER, ApiKeys.FIND_COORDINATOR);
        put(
                groups,
                Group.GROUP,
                ApiKeys.JOIN_GROUP,
                ApiKeys.SYNC_GROUP,
                ApiKeys.HEARTBEAT,
                ApiKeys.LEAVE_GROUP,
                ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                ApiKeys.SHARE_GROUP_HEARTBEAT,
                ApiKeys.STREAMS_GROUP_HEARTBEAT);
        return groups;
    }

    private static void put(Group[] groups, Group group, ApiKeys... apis) {
        for (ApiKeys api : apis) {
            groups[api.id] = group;
        }
    }

    private static long[] nanos() {
        long[] nanos = new long[BOUNDS.length];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = Math.round(BOUNDS[i] * TimeUnit.MILLISECONDS.toNanos(1));
        }
        return nanos;
    }

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }
}
