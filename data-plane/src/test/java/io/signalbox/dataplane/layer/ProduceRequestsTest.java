package io.signalbox.dataplane.layer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;

class ProduceRequestsTest {

    private static final PartitionProduceData EMPTY = new PartitionProduceData().setRecords(MemoryRecords.EMPTY);

    @Test
    void aPartitionWithoutRecordsIsAViolation() {
        PartitionProduceData without = new PartitionProduceData().setIndex(1).setRecords(null);

        assertThatThrownBy(() -> ProduceRequests.requireRecords(produce(EMPTY, without)))
                .isInstanceOf(ProtocolViolationException.class)
                .hasMessageContaining("a partition without records");
    }

    @Test
    void partitionsWithRecordsAndNoPartitionsAtAllAreNone() {
        assertThatCode(() -> ProduceRequests.requireRecords(produce(EMPTY))).doesNotThrowAnyException();
        assertThatCode(() -> ProduceRequests.requireRecords(produce())).doesNotThrowAnyException();
    }

    private static ProduceRequestData produce(PartitionProduceData... partitions) {
        ProduceRequestData request = new ProduceRequestData();
        request.topicData().add(new TopicProduceData().setName("orders").setPartitionData(List.of(partitions)));
        return request;
    }
}
