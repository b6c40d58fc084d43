package io.signalbox.dataplane.layer;

import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import org.apache.kafka.common.message.ProduceRequestData;

/** What every layer that looks into a Produce has to know of it. */
public final class ProduceRequests {

    private ProduceRequests() {}

    /**
     * Refuses a partition without records: the protocol has it, and brokers and the Kafka library cannot answer it.
     *
     * @throws ProtocolViolationException when there is one
     */
    public static void requireRecords(ProduceRequestData request) {
        if (request.topicData().stream()
                .flatMap(topic -> topic.partitionData().stream())
                .anyMatch(partition -> partition.records() == null)) {
            throw new ProtocolViolationException(
                    ProtocolViolation.MALFORMED_REQUEST, "a PRODUCE has a partition without records");
        }
    }
}
