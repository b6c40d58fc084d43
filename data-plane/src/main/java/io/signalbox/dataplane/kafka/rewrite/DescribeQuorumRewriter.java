package io.signalbox.dataplane.kafka.rewrite;

import org.apache.kafka.common.message.DescribeQuorumResponseData;

/** DescribeQuorum v2: the controllers' own addresses, which no client reaches through the gateway, are left out. */
final class DescribeQuorumRewriter {

    private DescribeQuorumRewriter() {}

    static SeenBrokers rewrite(DescribeQuorumResponseData body, Advertiser advertiser) {
        body.nodes().forEach(node -> node.listeners().clear());
        return SeenBrokers.NONE;
    }
}
