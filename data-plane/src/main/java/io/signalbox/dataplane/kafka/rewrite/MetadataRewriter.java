package io.signalbox.dataplane.kafka.rewrite;

import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.protocol.Errors;

/**
 * Metadata: brokers that are not exposed disappear; what they lead has no leader for now, which clients retry (contract
 * section 3.3, last part).
 */
final class MetadataRewriter {

    private static final int NONE = -1;

    private static final BrokerEntries<MetadataResponseBroker> BROKERS = new BrokerEntries<>(
            MetadataResponseBroker::nodeId,
            MetadataResponseBroker::host,
            MetadataResponseBroker::port,
            (broker, host, port) -> broker.setHost(host).setPort(port));

    private MetadataRewriter() {}

    static SeenBrokers rewrite(MetadataResponseData body, Advertiser advertiser) {
        SeenBrokers.Collector seen = new SeenBrokers.Collector();
        BROKERS.rewrite(body.brokers(), advertiser, seen);
        if (advertiser.advertise(body.controllerId()).isEmpty()) {
            body.setControllerId(NONE);
        }
        body.topics().forEach(topic -> topic.partitions().forEach(partition -> hideLeader(partition, advertiser)));
        return seen.all();
    }

    private static void hideLeader(MetadataResponsePartition partition, Advertiser advertiser) {
        if (partition.leaderId() >= 0
                && advertiser.advertise(partition.leaderId()).isEmpty()) {
            partition.setLeaderId(NONE).setErrorCode(Errors.LEADER_NOT_AVAILABLE.code());
        }
    }
}
