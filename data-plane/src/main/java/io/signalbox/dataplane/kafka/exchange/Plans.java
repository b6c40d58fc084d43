package io.signalbox.dataplane.kafka.exchange;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * What a virtual cluster does with each API: compiled from its layers, looked up for each frame. What the Kafka library
 * does not know may hold anything, and what controllers say to each other is no client's business: neither has a plan.
 */
public final class Plans {

    /** Of {@link #rule}, beside the versions: requests of such clients go on unseen. */
    private static final long PASSES = 1L << 32;

    private static final long STRANGERS_PASS = 1L << 33;
    private static final long NOT_RELAYED = 0xffff; // its newest version is -1

    private final ApiPlan[] byKey; // with gaps
    private final long[] rules; // by key: what is asked for each request, in one place
    private final ResponsePlan[][] responses; // by key and version; empty where all of them pass

    private Plans(ApiPlan[] byKey) {
        this.byKey = byKey;
        rules = Arrays.stream(byKey).mapToLong(Plans::rule).toArray();
        responses = Arrays.stream(byKey)
                .map(plan -> plan == null ? new ResponsePlan[0] : plan.responses())
                .toArray(ResponsePlan[][]::new);
    }

    /** Of these layers, in the order in which requests come to them. */
    public static Plans of(List<Layer> layers) {
        int highest =
                Arrays.stream(ApiKeys.values()).mapToInt(api -> api.id).max().orElseThrow();
        ApiPlan[] byKey = new ApiPlan[highest + 1];
        for (ApiKeys api : ApiKeys.values()) {
            if (api.inScope(ListenerType.BROKER)) {
                byKey[api.id] = new ApiPlan(api, layers);
            }
        }
        return new Plans(byKey);
    }

    /** Null for an API that is not relayed. */
    public @Nullable ApiPlan find(short apiKey) {
        return apiKey >= 0 && apiKey < byKey.length ? byKey[apiKey] : null;
    }

    /** What is to be done with the requests of an API; to be read by {@link #reads} and {@link #passes}. */
    public long rule(short apiKey) {
        return apiKey >= 0 && apiKey < rules.length ? rules[apiKey] : NOT_RELAYED;
    }

    /** Whether the API is relayed, and every layer can read this version of it. */
    public static boolean reads(long rule, short version) {
        return version <= (short) rule && version >= (short) (rule >> 16);
    }

    /** Whether no layer sees the request. */
    public static boolean passes(long rule, boolean stranger) {
        return (rule & (stranger ? STRANGERS_PASS : PASSES)) != 0;
    }

    private static long rule(@Nullable ApiPlan plan) {
        return plan == null
                ? NOT_RELAYED
                : (plan.request(false) == Touch.PASS ? PASSES : 0)
                        | (plan.request(true) == Touch.PASS ? STRANGERS_PASS : 0)
                        | (long) plan.oldest() << 16
                        | (plan.newest() & 0xffff); // of what is not relayed it is -1, too
    }

    /** Of an API of which a request was written in other bytes. */
    ApiPlan rewriting(short apiKey) {
        return byKey[apiKey];
    }

    /** Of a request that was let pass. */
    public ResponsePlan response(short apiKey, short version) {
        ResponsePlan[] versions = responses[apiKey];
        return versions.length == 0 ? ResponsePlan.PASS : versions[version];
    }

    /** The same for a response that is taken whole, whether or not any layer sees those of this kind. */
    ResponsePlan whole(short apiKey, short version) {
        ResponsePlan plan = response(apiKey, version);
        return plan.passes() ? ResponsePlan.unseen(ApiKeys.forId(apiKey), version) : plan;
    }
}
