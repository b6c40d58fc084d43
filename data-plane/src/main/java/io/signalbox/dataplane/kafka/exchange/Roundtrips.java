package io.signalbox.dataplane.kafka.exchange;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * How long brokers took to answer, as numbers of answers within bounds of time, by groups of APIs: some wait at the broker on
 * purpose, and would hide the others. For any thread.
 */
public final class Roundtrips {

    /** Milliseconds; what takes longer than the last is counted beyond it. */
    private static final double[] BOUNDS = {
        0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000
    };

    private static final long[] BOUND_NANOS = nanos();
    private static final Group[] GROUPS = groups();

    private final Map<Group, Counted> counted = counted();
    private final Counted[] byApi = Stream.of(GROUPS).map(counted::get).toArray(Counted[]::new);
    private final Counted other = Objects.requireNonNull(counted.get(Group.OTHER));

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
    public record Counts(List<Long> within, double sumSeconds) {}

    private static final class Counted {
        private final LongAdder[] within = new LongAdder[BOUND_NANOS.length + 1];
        private final LongAdder sum = new LongAdder();

        Counted() {
            Arrays.setAll(within, bound -> new LongAdder());
        }
    }

    /** A broker answered so many requests of this API, each after so long. */
    void count(short apiKey, long nanos, int requests) {
        Counted group = apiKey >= 0 && apiKey < byApi.length ? byApi[apiKey] : other;
        int bound = 0;
        while (bound < BOUND_NANOS.length && nanos > BOUND_NANOS[bound]) {
            bound++;
        }
        group.within[bound].add(requests);
        group.sum.add(nanos * requests);
    }

    /** Upper bounds in seconds, without the last, which is none. */
    public static double[] boundsInSeconds() {
        return LongStream.of(BOUND_NANOS)
                .mapToDouble(nanos -> nanos / (double) TimeUnit.SECONDS.toNanos(1))
                .toArray();
    }

    public Counts of(Group group) {
        Counted of = Objects.requireNonNull(counted.get(group));
        return new Counts(
                Stream.of(of.within).map(LongAdder::sum).toList(), of.sum.sum() / (double) TimeUnit.SECONDS.toNanos(1));
    }

    /** Of the groups of which something was counted. */
    public Map<Group, Counts> all() {
        Map<Group, Counts> all = new EnumMap<>(Group.class);
        for (Group group : Group.values()) {
            Counts of = of(group);
            if (of.within().stream().anyMatch(count -> count > 0)) {
                all.put(group, of);
            }
        }
        return all;
    }

    private static Map<Group, Counted> counted() {
        Map<Group, Counted> counted = new EnumMap<>(Group.class);
        for (Group group : Group.values()) {
            counted.put(group, new Counted());
        }
        return counted;
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
}
