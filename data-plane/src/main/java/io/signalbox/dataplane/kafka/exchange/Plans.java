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

    private final ApiPlan[] byKey; // with gaps
    private final ResponsePlan[][] responses; // by key and version; empty where all of them pass

    private Plans(ApiPlan[] byKey) {
        this.byKey = byKey;
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

    /** Of a request that was let pass. */
    public ResponsePlan response(short apiKey, short version) {
        ResponsePlan[] versions = responses[apiKey];
        return versions.length == 0 ? ResponsePlan.PASS : versions[version];
    }
}
