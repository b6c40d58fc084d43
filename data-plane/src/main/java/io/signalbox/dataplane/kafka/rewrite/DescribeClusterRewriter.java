package io.signalbox.dataplane.kafka.rewrite;

import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;

/** DescribeCluster: as Metadata. Controllers' own addresses, which no client reaches through the gateway, are left out. */
final class DescribeClusterRewriter {

    private static final byte BROKERS = 1; // endpoint type, KIP-919
    private static final BrokerEntries<DescribeClusterBroker> ENTRIES = new BrokerEntries<>(
            DescribeClusterBroker::brokerId,
            DescribeClusterBroker::host,
            DescribeClusterBroker::port,
            (broker, host, port) -> broker.setHost(host).setPort(port));

    private DescribeClusterRewriter() {}

    static SeenBrokers rewrite(DescribeClusterResponseData body, Advertiser advertiser) {
        if (body.endpointType() != BROKERS) {
            body.brokers().clear();
            body.setControllerId(-1);
            return SeenBrokers.NONE;
        }
        if (advertiser.advertise(body.controllerId()).isEmpty()) {
            body.setControllerId(-1);
        }
        // Fenced brokers may be listed too, or left out: neither says who is gone.
        return ENTRIES.rewrite(body.brokers(), advertiser);
    }
}
