package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topic of one partition, by what clients call it: written and read by its name and by its id, on a connection that stays
 * open for as long as it can. What only says that brokers are not ready is asked again.
 */
final class RawTopic implements AutoCloseable {

    private static final short METADATA = 12;
    private static final short PRODUCE_BY_NAME = 9;
    private static final short PRODUCE_BY_ID = 13;
    private static final short FETCH_BY_NAME = 12;
    private static final short FETCH_BY_ID = 17;
    private static final int MEBIBYTE = 1 << 20;

    private static final Set<Errors> NOT_READY = Set.of(
            Errors.NOT_LEADER_OR_FOLLOWER,
            Errors.LEADER_NOT_AVAILABLE,
            Errors.KAFKA_STORAGE_ERROR,
            Errors.NOT_ENOUGH_REPLICAS,
            Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
            Errors.REQUEST_TIMED_OUT);

    private final int port;
    private final String name;
    private @Nullable RawClient leader;

    /** What was read, or why nothing was. */
    record Fetched(Errors error, Set<String> values) {}

    private interface Question<T> {
        T ask(RawClient client) throws IOException;
    }

    RawTopic(int port, String name) {
        this.port = port;
        this.name = name;
    }

    /** What clients are told its id is; empty if there is no such topic. */
    Optional<Uuid> id() {
        MetadataResponseTopic topic = describe().topics().find(name);
        if (Errors.forCode(topic.errorCode()) == Errors.UNKNOWN_TOPIC_OR_PARTITION) {
            return Optional.empty();
        }
        assertThat(Errors.forCode(topic.errorCode())).isEqualTo(Errors.NONE);
        return Optional.of(topic.topicId());
    }

    private MetadataResponseData describe() {
        MetadataRequestData all = new MetadataRequestData()
                .setTopics(List.of(new MetadataRequestTopic().setName(name)))
                .setAllowAutoTopicCreation(false);
        AtomicReference<@Nullable MetadataResponseData> answer = new AtomicReference<>();
        await().until(() -> {
            try (RawClient client = RawClient.anonymous(port)) {
                MetadataResponseData described = (MetadataResponseData) client.ask(ApiKeys.METADATA, METADATA, all);
                answer.set(described);
                return isSettled(described);
            } catch (IOException e) {
                return false; // the node or the broker is about to come
            }
        });
        return requireNonNull(answer.get());
    }

    private boolean isSettled(MetadataResponseData answer) {
        MetadataResponseTopic topic = answer.topics().find(name);
        return !NOT_READY.contains(Errors.forCode(topic.errorCode()))
                && topic.partitions().stream().allMatch(partition -> partition.leaderId() >= 0);
    }

    /** Each of the {@code values} is tried once. */
    Errors writeByName(Supplier<String> values) {
        return untilSettled(client -> write(client, PRODUCE_BY_NAME, Uuid.ZERO_UUID, values.get()), error -> error);
    }

    Errors writeById(Uuid id, Supplier<String> values) {
        return untilSettled(client -> write(client, PRODUCE_BY_ID, id, values.get()), error -> error);
    }

    Fetched readByName() {
        return untilSettled(client -> read(client, FETCH_BY_NAME, Uuid.ZERO_UUID), Fetched::error);
    }

    Fetched readById(Uuid id) {
        return untilSettled(client -> read(client, FETCH_BY_ID, id), Fetched::error);
    }

    private <T> T untilSettled(Question<T> question, Function<T, Errors> error) {
        AtomicReference<@Nullable T> answer = new AtomicReference<>();
        await().until(() -> {
            try {
                T said = question.ask(connected());
                answer.set(said);
                if (!NOT_READY.contains(error.apply(said))) {
                    return true;
                }
            } catch (IOException e) {
                answer.set(null); // the connection has ended
            }
            close();
            return false;
        });
        return requireNonNull(answer.get());
    }

    /** To whoever leads; to anybody if there is no such topic. */
    private RawClient connected() throws IOException {
        if (leader == null) {
            MetadataResponseData answer = describe();
            int at = answer.topics().find(name).partitions().stream()
                    .map(partition ->
                            answer.brokers().find(partition.leaderId()).port())
                    .findFirst()
                    .orElse(port);
            leader = RawClient.anonymous(at);
        }
        return leader;
    }

    private Errors write(RawClient client, short version, Uuid id, String value) throws IOException {
        MemoryRecords records =
                MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(value.getBytes(StandardCharsets.UTF_8)));
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs((int) Patience.LIMIT.toMillis());
        request.topicData()
                .add(new TopicProduceData()
                        .setName(name)
                        .setTopicId(id)
                        .setPartitionData(List.of(new PartitionProduceData().setRecords(records))));
        ApiMessage answer = client.ask(ApiKeys.PRODUCE, version, request);
        return Errors.forCode(((ProduceResponseData) answer)
                .responses()
                .iterator()
                .next()
                .partitionResponses()
                .get(0)
                .errorCode());
    }

    private Fetched read(RawClient client, short version, Uuid id) throws IOException {
        FetchTopic wanted = new FetchTopic()
                .setTopic(name)
                .setTopicId(id)
                .setPartitions(List.of(new FetchPartition().setPartitionMaxBytes(MEBIBYTE)));
        FetchResponseData answer = (FetchResponseData)
                client.ask(ApiKeys.FETCH, version, new FetchRequestData().setTopics(List.of(wanted)));
        FetchableTopicResponse topic = answer.responses().get(0);
        assertThat(version == FETCH_BY_NAME ? topic.topic() : topic.topicId())
                .isEqualTo(version == FETCH_BY_NAME ? name : id);
        Set<String> values = new HashSet<>();
        FetchResponseData.PartitionData partition = topic.partitions().get(0);
        if (partition.records() instanceof MemoryRecords records) {
            StreamSupport.stream(records.records().spliterator(), false)
                    .map(record -> text(record.value()))
                    .forEach(values::add);
        }
        return new Fetched(Errors.forCode(partition.errorCode()), values);
    }

    private static String text(ByteBuffer value) {
        return StandardCharsets.UTF_8.decode(value).toString();
    }

    @Override
    public void close() throws IOException {
        if (leader != null) {
            leader.close();
            leader = null;
        }
    }
}
