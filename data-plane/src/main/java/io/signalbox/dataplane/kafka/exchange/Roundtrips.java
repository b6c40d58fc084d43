package io.signalbox.dataplane.kafka.exchange;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * How long brokers took to answer, as numbers of answers within bounds of time, by groups of APIs: some wait at the broker on
 * purpose, and would hide the others. For any thread.
 */
public final class Roundtrips {

    private static final long[] BOUNDS =
            Durations.millis(0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000);

    private static final Group[] GROUPS = groups();

    private final Map<Group, Durations> counted = counted();
    private final Durations[] byApi = Stream.of(GROUPS).map(counted::get).toArray(Durations[]::new);
    private final Durations other = Objects.requireNonNull(counted.get(Group.OTHER));

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

    /** A broker answered so many requests of this API, each after so long. */
    void count(short apiKey, long nanos, int requests) {
        Durations group = apiKey >= 0 && apiKey < byApi.length ? byApi[apiKey] : other;
        group.count(nanos, requests);
    }

    /** Upper bounds in seconds, without the last, which is none. */
    public static double[] boundsInSeconds() {
        return Durations.inSeconds(BOUNDS);
    }

    public Durations.Counts of(Group group) {
        return Objects.requireNonNull(counted.get(group)).counts();
    }

    /** Of the groups of which something was counted. */
    public Map<Group, Durations.Counts> all() {
        Map<Group, Durations.Counts> all = new EnumMap<>(Group.class);
        for (Group group : Group.values()) {
            Durations.Counts of = of(group);
            if (of.within().stream().anyMatch(count -> count > 0)) {
                all.put(group, of);
            }
        }
        return all;
    }

    private static Map<Group, Durations> counted() {
        Map<Group, Durations> counted = new EnumMap<>(Group.class);
        for (Group group : Group.values()) {
            counted.put(group, new Durations(BOUNDS));
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
}
