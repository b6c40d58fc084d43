package io.signalbox.dataplane.kafka.rewrite;

import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData;

/** KIP-951 endpoints of new leaders, in responses small enough to be decoded. */
final class NodeEndpointsRewriter {

    private static final BrokerEntries<ProduceResponseData.NodeEndpoint> PRODUCE = new BrokerEntries<>(
            ProduceResponseData.NodeEndpoint::nodeId,
            ProduceResponseData.NodeEndpoint::host,
            ProduceResponseData.NodeEndpoint::port,
            (node, host, port) -> node.setHost(host).setPort(port));

    private static final BrokerEntries<FetchResponseData.NodeEndpoint> FETCH = new BrokerEntries<>(
            FetchResponseData.NodeEndpoint::nodeId,
            FetchResponseData.NodeEndpoint::host,
            FetchResponseData.NodeEndpoint::port,
            (node, host, port) -> node.setHost(host).setPort(port));

    private static final BrokerEntries<ShareFetchResponseData.NodeEndpoint> SHARE_FETCH = new BrokerEntries<>(
            ShareFetchResponseData.NodeEndpoint::nodeId,
            ShareFetchResponseData.NodeEndpoint::host,
            ShareFetchResponseData.NodeEndpoint::port,
            (node, host, port) -> node.setHost(host).setPort(port));

    private static final BrokerEntries<ShareAcknowledgeResponseData.NodeEndpoint> SHARE_ACKNOWLEDGE =
            new BrokerEntries<>(
                    ShareAcknowledgeResponseData.NodeEndpoint::nodeId,
                    ShareAcknowledgeResponseData.NodeEndpoint::host,
                    ShareAcknowledgeResponseData.NodeEndpoint::port,
                    (node, host, port) -> node.setHost(host).setPort(port));

    private NodeEndpointsRewriter() {}

    static SeenBrokers produce(ProduceResponseData body, Advertiser advertiser) {
        return PRODUCE.rewrite(body.nodeEndpoints(), advertiser);
    }

    static SeenBrokers fetch(FetchResponseData body, Advertiser advertiser) {
        return FETCH.rewrite(body.nodeEndpoints(), advertiser);
    }

    static SeenBrokers shareFetch(ShareFetchResponseData body, Advertiser advertiser) {
        return SHARE_FETCH.rewrite(body.nodeEndpoints(), advertiser);
    }

    static SeenBrokers shareAcknowledge(ShareAcknowledgeResponseData body, Advertiser advertiser) {
        return SHARE_ACKNOWLEDGE.rewrite(body.nodeEndpoints(), advertiser);
    }
}
