package io.signalbox.dataplane.kafka.exchange;

import org.apache.kafka.common.protocol.ApiKeys;

/**
 * One thing that a virtual cluster does to exchanges. It is asked when plans are made, never for a message; what it does
 * with the messages of one connection is its {@link LayerSession}'s.
 */
public interface Layer {

    /** The oldest version of an API that it can read, or does not have to. */
    default short oldest(ApiKeys api) {
        return 0;
    }

    /** The newest version of an API that it can read, or does not have to. */
    default short newest(ApiKeys api) {
        return Short.MAX_VALUE;
    }

    /** How much it has to see of the requests of an API. */
    default Touch request(ApiKeys api) {
        return Touch.PASS;
    }

    /** As {@link #request}, while it is not known who the client is. */
    default Touch strangersRequest(ApiKeys api) {
        return request(api);
    }

    /** Of requests that it has to see all of: the bytes of the longest that it takes; a longer one is a violation. */
    default int longestRequest(ApiKeys api) {
        return Integer.MAX_VALUE;
    }

    /** As {@link #longestRequest}, while it is not known who the client is. */
    default int longestStrangersRequest(ApiKeys api) {
        return longestRequest(api);
    }

    /** How much it has to see of the responses of an API in a version. */
    default Touch response(ApiKeys api, short version) {
        return Touch.PASS;
    }
}
