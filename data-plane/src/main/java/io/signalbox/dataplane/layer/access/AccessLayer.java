package io.signalbox.dataplane.layer.access;

import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.Touch;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Allows and denies. An API that nobody here knows how to check is not relayed, nor is a version that is not stable. Of
 * clients that nobody knows yet it sees nothing: what they ask comes here once they are known.
 *
 * @param seesProduce false for clients that may write to every topic
 * @param seesFetch false for clients that may read every topic
 */
public record AccessLayer(boolean seesProduce, boolean seesFetch) implements Layer {

    /** For clients of whom it is not known what they may do. */
    public static final AccessLayer SEES_ALL = new AccessLayer(true, true);

    /** Enough for a hundred thousand partitions; records are limited by the node's setting alone. */
    private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

    /** Every one that there is. */
    public static Stream<AccessLayer> all() {
        return Stream.of(true, false)
                .flatMap(produce -> Stream.of(new AccessLayer(produce, true), new AccessLayer(produce, false)));
    }

    @Override
    public short newest(ApiKeys api) {
        return Checks.newest(api);
    }

    @Override
    public Touch request(ApiKeys api) {
        boolean passes =
                !Checks.has(api) || (api == ApiKeys.PRODUCE && !seesProduce) || (api == ApiKeys.FETCH && !seesFetch);
        return passes ? Touch.PASS : Touch.WHOLE;
    }

    @Override
    public Touch strangersRequest(ApiKeys api) {
        return Touch.PASS;
    }

    @Override
    public int longestRequest(ApiKeys api) {
        return request(api) == Touch.WHOLE && api != ApiKeys.PRODUCE ? MAX_REQUEST_BYTES : Integer.MAX_VALUE;
    }
}
