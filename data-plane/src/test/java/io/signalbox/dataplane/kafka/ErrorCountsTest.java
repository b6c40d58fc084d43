package io.signalbox.dataplane.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ErrorCountsTest {

    private final Map<Short, LongAdder> counted = new TreeMap<>();
    private final ErrorCounts counts = new ErrorCounts(counted::put);

    @Test
    void errorsAreFoundWhereverTheyStand() {
        FetchResponseData fetched = new FetchResponseData()
                .setErrorCode(Errors.FETCH_SESSION_ID_NOT_FOUND.code())
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setPartitions(List.of(
                                new FetchResponseData.PartitionData()
                                        .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code()),
                                new FetchResponseData.PartitionData()))));
        MetadataResponseData metadata = new MetadataResponseData();
        metadata.topics()
                .add(new MetadataResponseTopic().setName("a").setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code()));
        metadata.topics().add(new MetadataResponseTopic().setName("b"));

        counts.add(fetched);
        counts.add(metadata);

        assertThat(counted(Errors.FETCH_SESSION_ID_NOT_FOUND)).isEqualTo(1);
        assertThat(counted(Errors.TOPIC_AUTHORIZATION_FAILED)).isEqualTo(2);
        assertThat(counted).hasSize(2);
    }

    @Test
    void everyResponseThatThereIsCanBeLookedThrough() {
        for (ApiKeys api : ApiKeys.values()) {
            if (api.hasValidVersion()) {
                counts.add(api.messageType.newResponse());
            }
        }

        assertThat(counted).isEmpty();
    }

    private long counted(Errors error) {
        return counted.getOrDefault(error.code(), new LongAdder()).sum();
    }
}
