package io.signalbox.dataplane.kafka.rewrite;

import org.apache.kafka.common.protocol.ApiMessage;

/** Rewrites one kind of response, decoded, in place: every broker address becomes the gateway's or disappears. */
@FunctionalInterface
interface ResponseRewriter {

    /** Returns the addresses that stood in the response. */
    SeenBrokers rewrite(ApiMessage body, Advertiser advertiser);
}
