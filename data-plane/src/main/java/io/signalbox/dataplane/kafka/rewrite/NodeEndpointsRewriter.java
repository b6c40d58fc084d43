package io.signalbox.dataplane.kafka.rewrite;

import io.signalbox.routing.HostPort;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData;

/** KIP-951 endpoints of new leaders, in responses small enough to be decoded. */
final class NodeEndpointsRewriter {

    private NodeEndpointsRewriter() {}

    static SeenBrokers produce(ProduceResponseData body, Advertiser advertiser) {
        SeenBrokers.Collector seen = new SeenBrokers.Collector();
        body.nodeEndpoints().removeIf(node -> {
            seen.add(node.nodeId(), node.host(), node.port());
            return !moved(
                    advertiser,
                    node.nodeId(),
                    (host, port) -> node.setHost(host).setPort(port));
        });
        return seen.some();
    }

    static SeenBrokers fetch(FetchResponseData body, Advertiser advertiser) {
        SeenBrokers.Collector seen = new SeenBrokers.Collector();
        body.nodeEndpoints().removeIf(node -> {
            seen.add(node.nodeId(), node.host(), node.port());
            return !moved(
                    advertiser,
                    node.nodeId(),
                    (host, port) -> node.setHost(host).setPort(port));
        });
        return seen.some();
    }

    static SeenBrokers shareFetch(ShareFetchResponseData body, Advertiser advertiser) {
        SeenBrokers.Collector seen = new SeenBrokers.Collector();
        body.nodeEndpoints().removeIf(node -> {
            seen.add(node.nodeId(), node.host(), node.port());
            return !moved(
                    advertiser,
                    node.nodeId(),
                    (host, port) -> node.setHost(host).setPort(port));
        });
        return seen.some();
    }

    static SeenBrokers shareAcknowledge(ShareAcknowledgeResponseData body, Advertiser advertiser) {
        SeenBrokers.Collector seen = new SeenBrokers.Collector();
        body.nodeEndpoints().removeIf(node -> {
            seen.add(node.nodeId(), node.host(), node.port());
            return !moved(
                    advertiser,
                    node.nodeId(),
                    (host, port) -> node.setHost(host).setPort(port));
        });
        return seen.some();
    }

    private static boolean moved(Advertiser advertiser, int nodeId, ObjIntConsumer<String> setAddress) {
        Optional<HostPort> address = advertiser.advertise(nodeId);
        address.ifPresent(to -> setAddress.accept(to.host(), to.port()));
        return address.isPresent();
    }
}
