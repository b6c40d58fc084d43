package io.signalbox.dataplane.kafka.rewrite;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.ApiKeys;

/** What is done with each response, by API key and version: made once, looked up for every request. */
public final class ResponsePlans {

    private static final ResponsePlan[][] PLANS = plans();
    /** By API key; above every version where the key is not known. Asked for each request: arrays, not enum look-ups. */
    private static final int[] OLDEST = oldest();

    private static final int[] NEWEST = newest();

    private ResponsePlans() {}

    /** Whether the Kafka library knows this API key; what it does not know may carry addresses and is not relayed. */
    public static boolean isKnown(short apiKey) {
        return apiKey >= 0 && apiKey < OLDEST.length && OLDEST[apiKey] <= Short.MAX_VALUE;
    }

    /** Whether a response of this version of a known API can be made free of addresses. */
    public static boolean canRewrite(short apiKey, short version) {
        return version >= OLDEST[apiKey] && version <= NEWEST[apiKey];
    }

    /** The plan for the responses of a known API; a version that cannot be rewritten has none and must not occur. */
    public static ResponsePlan plan(short apiKey, short version) {
        ResponsePlan[] versions = PLANS[apiKey];
        return versions.length == 0 ? ResponsePlan.PASS : versions[version];
    }

    private static int[] oldest() {
        return IntStream.rangeClosed(0, highestKey())
                .map(key -> AddressBearing.isKnown((short) key)
                        ? AddressBearing.oldestVersion((short) key)
                        : Integer.MAX_VALUE)
                .toArray();
    }

    private static int[] newest() {
        return IntStream.rangeClosed(0, highestKey())
                .map(key -> AddressBearing.isKnown((short) key) ? AddressBearing.newestVersion((short) key) : -1)
                .toArray();
    }

    private static int highestKey() {
        return Arrays.stream(ApiKeys.values()).mapToInt(key -> key.id).max().orElseThrow();
    }

    private static ResponsePlan[][] plans() {
        ResponsePlan[][] plans = new ResponsePlan[highestKey() + 1][0];
        AddressBearing.APIS.forEach((key, api) -> {
            ResponsePlan[] versions = new ResponsePlan[key.latestVersion() + 1];
            for (short version = 0; version < versions.length; version++) {
                boolean bearsAddresses = version >= Math.max(api.fromVersion(), AddressBearing.oldestVersion(key.id));
                versions[version] =
                        bearsAddresses ? new ResponsePlan(key, version, Optional.of(api)) : ResponsePlan.PASS;
            }
            plans[key.id] = versions;
        });
        return plans;
    }
}
