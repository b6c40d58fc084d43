package io.signalbox.dataplane.layer.access;

import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** What becomes of the requests of an API. */
@FunctionalInterface
interface Check {

    Verdict check(ApiMessage request, Asked asked);

    /** Of an API with this kind of requests. */
    static <Q extends ApiMessage> Map.Entry<ApiKeys, Check> of(
            ApiKeys api, Class<Q> type, BiFunction<Q, Asked, Verdict> check) {
        return Map.entry(api, (request, asked) -> check.apply(type.cast(request), asked));
    }
}
