package io.signalbox.dataplane.login;

import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.Touch;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Finds out who a client is: sees every request until that is known, then only those by which a client authenticates
 * anew. No version of these may pass that could not be read.
 */
public record LoginLayer() implements Layer {

    /** What a broker takes of a client that it does not know. */
    private static final int MAX_REQUEST_BYTES = 512 * 1024;

    @Override
    public short oldest(ApiKeys api) {
        return authenticates(api) ? api.messageType.lowestSupportedVersion() : 0;
    }

    @Override
    public short newest(ApiKeys api) {
        return authenticates(api) ? api.latestVersion() : Short.MAX_VALUE;
    }

    @Override
    public Touch request(ApiKeys api) {
        return authenticates(api) ? Touch.WHOLE : Touch.PASS;
    }

    @Override
    public Touch strangersRequest(ApiKeys api) {
        return authenticates(api) ? Touch.WHOLE : Touch.HEAD;
    }

    @Override
    public int longestRequest(ApiKeys api) {
        return authenticates(api) ? MAX_REQUEST_BYTES : Integer.MAX_VALUE;
    }

    @Override
    public int longestStrangersRequest(ApiKeys api) {
        return MAX_REQUEST_BYTES;
    }

    @Override
    public Touch response(ApiKeys api, short version) {
        return api == ApiKeys.SASL_AUTHENTICATE ? Touch.WHOLE : Touch.PASS;
    }

    /** Whether clients authenticate by it. */
    public static boolean authenticates(ApiKeys api) {
        return api == ApiKeys.SASL_HANDSHAKE || api == ApiKeys.SASL_AUTHENTICATE;
    }
}
