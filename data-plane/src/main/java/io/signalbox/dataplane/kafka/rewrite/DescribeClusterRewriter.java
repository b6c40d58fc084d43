package io.signalbox.dataplane.kafka.rewrite;

import io.signalbox.routing.HostPort;
import java.util.Optional;
import org.apache.kafka.common.message.DescribeClusterResponseData;

/** DescribeCluster: as Metadata. Controllers' own addresses, which no client reaches through the gateway, are left out. */
final class DescribeClusterRewriter {

    private static final byte BROKERS = 1; // endpoint type, KIP-919

    private DescribeClusterRewriter() {}

    static SeenBrokers rewrite(DescribeClusterResponseData body, Advertiser advertiser) {
        if (body.endpointType() != BROKERS) {
            body.brokers().clear();
            body.setControllerId(-1);
            return SeenBrokers.NONE;
        }
        SeenBrokers.Collector seen = new SeenBrokers.Collector();
        body.brokers().removeIf(broker -> {
            seen.add(broker.brokerId(), broker.host(), broker.port());
            Optional<HostPort> address = advertiser.advertise(broker.brokerId());
            address.ifPresent(to -> broker.setHost(to.host()).setPort(to.port()));
            return address.isEmpty();
        });
        if (advertiser.advertise(body.controllerId()).isEmpty()) {
            body.setControllerId(-1);
        }
        // Fenced brokers may be listed too, or left out: neither says who is gone.
        return seen.some();
    }
}
