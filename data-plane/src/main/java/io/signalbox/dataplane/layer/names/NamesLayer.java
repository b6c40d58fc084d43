package io.signalbox.dataplane.layer.names;

import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.Touch;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Shows a part of the backend cluster. An API whose names nobody here knows how to change is not relayed, nor is a version
 * that is not stable. A response is seen where its request was and named something. Of clients that nobody knows yet it
 * sees nothing: what they ask comes here once they are known.
 *
 * @param additionalTopics whether topics are seen that do not have the prefix
 */
public record NamesLayer(boolean additionalTopics) implements Layer {

    /** Enough for a hundred thousand partitions; records are limited by the node's setting alone. */
    private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

    @Override
    public short oldest(ApiKeys api) {
        return Rules.oldest(api, additionalTopics);
    }

    @Override
    public short newest(ApiKeys api) {
        return Rules.newest(api, additionalTopics);
    }

    @Override
    public Touch request(ApiKeys api) {
        return Rules.has(api) ? Touch.WHOLE : Touch.PASS;
    }

    /** Requests that went on as they were are answered with nothing but ids, and rarely with an error's text. */
    @Override
    public Touch response(ApiKeys api, short version) {
        return api == ApiKeys.PRODUCE && QuickNames.areById(api, version) ? Touch.TEXTS : Touch.PASS;
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
