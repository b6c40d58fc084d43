package io.signalbox.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.FetchMetadata;

/** The requests and responses that most traffic consists of, with as many bytes of records as one likes. */
final class KafkaFrames {

    static final Uuid TOPIC = new Uuid(1, 1);

    /** One that a client may not read. */
    static final String SECRET = "secret-2";

    static final Uuid SECRET_TOPIC = new Uuid(3, 4);

    /** In versions that name topics. */
    static final String NAME = "orders-0";

    private KafkaFrames() {}

    /** In the newest version that the library has; the buffer is like those that sockets are read into. */
    static ByteBuf request(ApiKeys key, int correlationId, ApiMessage body) {
        return request(key, key.latestVersion(), correlationId, body);
    }

    static ByteBuf request(ApiKeys key, short version, int correlationId, ApiMessage body) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(key.id)
                .setRequestApiVersion(version)
                .setCorrelationId(correlationId)
                .setClientId("producer-1");
        return FrameWriter.encode(header, key.requestHeaderVersion(version), body, version, ByteBufAllocator.DEFAULT);
    }

    static ByteBuf response(ApiKeys key, int correlationId, ApiMessage body) {
        return response(key, key.latestVersion(), correlationId, body);
    }

    static ByteBuf response(ApiKeys key, short version, int correlationId, ApiMessage body) {
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(correlationId);
        return FrameWriter.encode(header, key.responseHeaderVersion(version), body, version, ByteBufAllocator.DEFAULT);
    }

    static ProduceRequestData produce(int bytes) {
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new ProduceRequestData.TopicProduceData()
                .setTopicId(TOPIC)
                .setName(NAME)
                .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                        .setIndex(0)
                        .setRecords(records(bytes)))));
        return new ProduceRequestData().setAcks((short) -1).setTimeoutMs(30_000).setTopicData(topics);
    }

    static ProduceResponseData produced() {
        return produced(NAME);
    }

    /** {@code name} is the broker's. */
    static ProduceResponseData produced(String name) {
        ProduceResponseData.TopicProduceResponseCollection topics =
                new ProduceResponseData.TopicProduceResponseCollection();
        topics.add(new ProduceResponseData.TopicProduceResponse()
                .setTopicId(TOPIC)
                .setName(name)
                .setPartitionResponses(List.of(new ProduceResponseData.PartitionProduceResponse()
                        .setIndex(0)
                        .setBaseOffset(1_000_000))));
        return new ProduceResponseData().setResponses(topics);
    }

    static FetchRequestData fetch() {
        return new FetchRequestData().setMaxWaitMs(500).setMinBytes(1).setSessionId(7);
    }

    /** Of one partition of each of so many topics. */
    static FetchRequestData fetchWithoutSession(int topics) {
        List<FetchRequestData.FetchTopic> all = IntStream.range(0, topics)
                .mapToObj(number -> topic(name(number), topic(number)))
                .collect(Collectors.toCollection(ArrayList::new));
        return new FetchRequestData()
                .setMaxWaitMs(500)
                .setMinBytes(1)
                .setSessionEpoch(FetchMetadata.FINAL_EPOCH)
                .setTopics(all);
    }

    /** The same, and of a partition of {@link #SECRET}. */
    static FetchRequestData fetchWithSecret(int topics) {
        FetchRequestData body = fetchWithoutSession(topics);
        body.topics().add(topic(SECRET, SECRET_TOPIC));
        return body;
    }

    /** The first is {@link #NAME}. */
    static String name(int number) {
        return number == 0 ? NAME : "payments-1-" + number;
    }

    /** Its id; the first is {@link #TOPIC}. */
    static Uuid topic(int number) {
        return new Uuid(1, number + 1L);
    }

    private static FetchRequestData.FetchTopic topic(String name, Uuid id) {
        return new FetchRequestData.FetchTopic()
                .setTopicId(id)
                .setTopic(name)
                .setPartitions(List.of(new FetchRequestData.FetchPartition().setPartitionMaxBytes(1024 * 1024)));
    }

    /** Of so many topics: one partition each, with a record in the first. */
    static FetchResponseData fetchedOf(int topics, int bytes) {
        return new FetchResponseData()
                .setResponses(IntStream.range(0, topics)
                        .mapToObj(number -> new FetchResponseData.FetchableTopicResponse()
                                .setTopicId(topic(number))
                                .setTopic(name(number))
                                .setPartitions(List.of(new FetchResponseData.PartitionData()
                                        .setHighWatermark(1_000_000)
                                        .setRecords(number == 0 ? records(bytes) : MemoryRecords.EMPTY))))
                        .toList());
    }

    static FetchResponseData fetched(int partitions, int bytes) {
        return fetched(NAME, partitions, bytes);
    }

    /** {@code name} is the broker's. */
    static FetchResponseData fetched(String name, int partitions, int bytes) {
        return new FetchResponseData()
                .setSessionId(7)
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setTopicId(TOPIC)
                        .setTopic(name)
                        .setPartitions(IntStream.range(0, partitions)
                                .mapToObj(index -> new FetchResponseData.PartitionData()
                                        .setPartitionIndex(index)
                                        .setHighWatermark(1_000_000)
                                        .setRecords(records(bytes)))
                                .toList())));
    }

    /** A batch with one record of so many bytes. */
    private static MemoryRecords records(int bytes) {
        return MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(new byte[bytes]));
    }
}
