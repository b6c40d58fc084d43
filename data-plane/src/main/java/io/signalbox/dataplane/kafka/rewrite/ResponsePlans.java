package io.signalbox.dataplane.kafka.rewrite;

import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;

/** What is done with each response, by API key and version: made once, looked up for every request. */
public final class ResponsePlans {

    private static final ResponsePlan[][] PLANS = plans();

    private ResponsePlans() {}

    /** Whether the Kafka library knows this API key; what it does not know may carry addresses and is not relayed. */
    public static boolean isKnown(short apiKey) {
        return AddressBearing.isKnown(apiKey);
    }

    /** Whether a response of this version can be made free of addresses. */
    public static boolean canRewrite(short apiKey, short version) {
        return version >= AddressBearing.oldestVersion(apiKey) && version <= AddressBearing.newestVersion(apiKey);
    }

    /** The plan for the responses of a known API; a version that cannot be rewritten has none and must not occur. */
    public static ResponsePlan plan(short apiKey, short version) {
        ResponsePlan[] versions = PLANS[apiKey];
        return versions.length == 0 ? ResponsePlan.PASS : versions[version];
    }

    private static ResponsePlan[][] plans() {
        int highest =
                Arrays.stream(ApiKeys.values()).mapToInt(key -> key.id).max().orElseThrow();
        ResponsePlan[][] plans = new ResponsePlan[highest + 1][0];
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
