package io.signalbox.dataplane.layer.aliases;

import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.Touch;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Has clients call topics by second names. A response is seen where its request had such a name, or may be answered by one.
 * Of clients that nobody knows yet it sees nothing: what they ask comes here once they are known.
 */
public record AliasLayer() implements Layer {

    /** Enough for a hundred thousand partitions; records are limited by the node's setting alone. */
    private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

    @Override
    public short oldest(ApiKeys api) {
        return api == ApiKeys.METADATA ? MetadataAliases.WITH_CREATION : 0;
    }

    @Override
    public short newest(ApiKeys api) {
        return switch (api) {
            case ADD_PARTITIONS_TO_TXN -> 3; // the next is between brokers
            case WRITE_TXN_MARKERS,
                    INITIALIZE_SHARE_GROUP_STATE,
                    READ_SHARE_GROUP_STATE,
                    READ_SHARE_GROUP_STATE_SUMMARY,
                    WRITE_SHARE_GROUP_STATE,
                    DELETE_SHARE_GROUP_STATE -> -1; // brokers say these to each other
            default -> api.latestVersion(false);
        };
    }

    @Override
    public Touch request(ApiKeys api) {
        return Rules.has(api) ? Touch.WHOLE : Touch.PASS;
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
