package io.signalbox.dataplane.layer.aliases;

import io.signalbox.dataplane.layer.aliases.TopicParts.Form;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** The APIs in which topics may be called by aliases. */
final class RenamedTopics {

    /** The oldest version of OffsetFetch that may ask for several groups. */
    static final short OFFSETS_OF_GROUPS = 8;

    private static final short ACKS_OF_LEADER = 1;

    private static final TopicParts<?, ?, ?> OFFSETS_OF_ONE_GROUP = TopicParts.of(
            OffsetFetchRequestData.class,
            OffsetFetchResponseData.class,
            OffsetFetchRequestData::topics,
            Form.named(
                    OffsetFetchRequestData.OffsetFetchRequestTopic::name,
                    OffsetFetchRequestData.OffsetFetchRequestTopic::setName),
            (to, from) -> to.topics().addAll(from.topics()));

    private static final Map<ApiKeys, TopicParts<?, ?, ?>> BY_API = Map.ofEntries(
            Map.entry(
                    ApiKeys.PRODUCE,
                    TopicParts.of(
                                    ProduceRequestData.class,
                                    ProduceResponseData.class,
                                    ProduceRequestData::topicData,
                                    new Form<>(
                                            ProduceRequestData.TopicProduceData::name,
                                            ProduceRequestData.TopicProduceData::setName,
                                            ProduceRequestData.TopicProduceData::topicId,
                                            ProduceRequestData.TopicProduceData::setTopicId),
                                    (to, from) -> from.responses()
                                            .forEach(topic -> to.responses().add(topic.duplicate())))
                            // The node waits for an answer.
                            .withAside(
                                    request -> request.setAcks(request.acks() == 0 ? ACKS_OF_LEADER : request.acks()))),
            Map.entry(
                    ApiKeys.FETCH,
                    TopicParts.of(
                                    FetchRequestData.class,
                                    FetchResponseData.class,
                                    FetchRequestData::topics,
                                    new Form<>(
                                            FetchRequestData.FetchTopic::topic,
                                            FetchRequestData.FetchTopic::setTopic,
                                            FetchRequestData.FetchTopic::topicId,
                                            FetchRequestData.FetchTopic::setTopicId),
                                    (to, from) -> to.responses().addAll(from.responses()))
                            // The others of the request wait for records.
                            .withAside(request -> request.setMaxWaitMs(0).setMinBytes(0))),
            named(
                    ApiKeys.LIST_OFFSETS,
                    ListOffsetsRequestData.class,
                    ListOffsetsResponseData.class,
                    ListOffsetsRequestData::topics,
                    ListOffsetsRequestData.ListOffsetsTopic::name,
                    ListOffsetsRequestData.ListOffsetsTopic::setName,
                    (to, from) -> to.topics().addAll(from.topics())),
            Map.entry(
                    ApiKeys.OFFSET_COMMIT,
                    TopicParts.of(
                            OffsetCommitRequestData.class,
                            OffsetCommitResponseData.class,
                            OffsetCommitRequestData::topics,
                            new Form<>(
                                    OffsetCommitRequestData.OffsetCommitRequestTopic::name,
                                    OffsetCommitRequestData.OffsetCommitRequestTopic::setName,
                                    OffsetCommitRequestData.OffsetCommitRequestTopic::topicId,
                                    OffsetCommitRequestData.OffsetCommitRequestTopic::setTopicId),
                            (to, from) -> to.topics().addAll(from.topics()))),
            Map.entry(
                    ApiKeys.OFFSET_FETCH,
                    TopicParts.ofSeveral(
                            OffsetFetchRequestData.class,
                            OffsetFetchResponseData.class,
                            request -> request.groups().stream().flatMap(group -> Stream.ofNullable(group.topics())),
                            new Form<>(
                                    OffsetFetchRequestData.OffsetFetchRequestTopics::name,
                                    OffsetFetchRequestData.OffsetFetchRequestTopics::setName,
                                    OffsetFetchRequestData.OffsetFetchRequestTopics::topicId,
                                    OffsetFetchRequestData.OffsetFetchRequestTopics::setTopicId),
                            (to, from) -> from.groups()
                                    .forEach(more -> to.groups().stream()
                                            .filter(group -> group.groupId().equals(more.groupId()))
                                            .forEach(group -> group.topics().addAll(more.topics()))))),
            named(
                    ApiKeys.OFFSET_FOR_LEADER_EPOCH,
                    OffsetForLeaderEpochRequestData.class,
                    OffsetForLeaderEpochResponseData.class,
                    OffsetForLeaderEpochRequestData::topics,
                    OffsetForLeaderEpochRequestData.OffsetForLeaderTopic::topic,
                    OffsetForLeaderEpochRequestData.OffsetForLeaderTopic::setTopic,
                    (to, from) -> from.topics().forEach(topic -> to.topics().add(topic.duplicate()))),
            named(
                    ApiKeys.TXN_OFFSET_COMMIT,
                    TxnOffsetCommitRequestData.class,
                    TxnOffsetCommitResponseData.class,
                    TxnOffsetCommitRequestData::topics,
                    TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic::name,
                    TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic::setName,
                    (to, from) -> to.topics().addAll(from.topics())),
            named(
                    ApiKeys.ADD_PARTITIONS_TO_TXN,
                    AddPartitionsToTxnRequestData.class,
                    AddPartitionsToTxnResponseData.class,
                    AddPartitionsToTxnRequestData::v3AndBelowTopics,
                    AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic::name,
                    AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic::setName,
                    (to, from) -> from.resultsByTopicV3AndBelow()
                            .forEach(topic -> to.resultsByTopicV3AndBelow().add(topic.duplicate()))),
            named(
                    ApiKeys.DESCRIBE_PRODUCERS,
                    DescribeProducersRequestData.class,
                    DescribeProducersResponseData.class,
                    DescribeProducersRequestData::topics,
                    DescribeProducersRequestData.TopicRequest::name,
                    DescribeProducersRequestData.TopicRequest::setName,
                    (to, from) -> to.topics().addAll(from.topics())),
            named(
                    ApiKeys.DESCRIBE_CONFIGS,
                    DescribeConfigsRequestData.class,
                    DescribeConfigsResponseData.class,
                    DescribeConfigsRequestData::resources,
                    resource ->
                            resource.resourceType() == ConfigResource.Type.TOPIC.id() ? resource.resourceName() : "",
                    DescribeConfigsRequestData.DescribeConfigsResource::setResourceName,
                    (to, from) -> to.results().addAll(from.results())),
            named(
                    ApiKeys.OFFSET_DELETE,
                    OffsetDeleteRequestData.class,
                    OffsetDeleteResponseData.class,
                    OffsetDeleteRequestData::topics,
                    OffsetDeleteRequestData.OffsetDeleteRequestTopic::name,
                    OffsetDeleteRequestData.OffsetDeleteRequestTopic::setName,
                    (to, from) -> from.topics().forEach(topic -> to.topics().add(topic.duplicate()))),
            named(
                    ApiKeys.DESCRIBE_LOG_DIRS,
                    DescribeLogDirsRequestData.class,
                    DescribeLogDirsResponseData.class,
                    DescribeLogDirsRequestData::topics,
                    DescribeLogDirsRequestData.DescribableLogDirTopic::topic,
                    DescribeLogDirsRequestData.DescribableLogDirTopic::setTopic,
                    (to, from) -> from.results()
                            .forEach(more -> to.results().stream()
                                    .filter(folder -> folder.logDir().equals(more.logDir()))
                                    .forEach(folder -> folder.topics().addAll(more.topics())))),
            named(
                    ApiKeys.LIST_PARTITION_REASSIGNMENTS,
                    ListPartitionReassignmentsRequestData.class,
                    ListPartitionReassignmentsResponseData.class,
                    ListPartitionReassignmentsRequestData::topics,
                    ListPartitionReassignmentsRequestData.ListPartitionReassignmentsTopics::name,
                    ListPartitionReassignmentsRequestData.ListPartitionReassignmentsTopics::setName,
                    (to, from) -> to.topics().addAll(from.topics())),
            Map.entry(
                    ApiKeys.ALTER_REPLICA_LOG_DIRS,
                    TopicParts.ofSeveral(
                            AlterReplicaLogDirsRequestData.class,
                            AlterReplicaLogDirsResponseData.class,
                            request -> request.dirs().stream()
                                    .map(AlterReplicaLogDirsRequestData.AlterReplicaLogDir::topics),
                            Form.named(
                                    AlterReplicaLogDirsRequestData.AlterReplicaLogDirTopic::name,
                                    AlterReplicaLogDirsRequestData.AlterReplicaLogDirTopic::setName),
                            (to, from) -> to.results().addAll(from.results()))),
            Map.entry(
                    ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS,
                    TopicParts.ofSeveral(
                            DescribeShareGroupOffsetsRequestData.class,
                            DescribeShareGroupOffsetsResponseData.class,
                            request -> request.groups().stream().flatMap(group -> Stream.ofNullable(group.topics())),
                            Form.named(
                                    DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestTopic
                                            ::topicName,
                                    DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestTopic
                                            ::setTopicName),
                            (to, from) -> from.groups()
                                    .forEach(more -> to.groups().stream()
                                            .filter(group -> group.groupId().equals(more.groupId()))
                                            .forEach(group -> group.topics().addAll(more.topics()))))),
            named(
                    ApiKeys.ALTER_SHARE_GROUP_OFFSETS,
                    AlterShareGroupOffsetsRequestData.class,
                    AlterShareGroupOffsetsResponseData.class,
                    AlterShareGroupOffsetsRequestData::topics,
                    AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic::topicName,
                    AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic::setTopicName,
                    (to, from) ->
                            from.responses().forEach(topic -> to.responses().add(topic.duplicate()))),
            named(
                    ApiKeys.DELETE_SHARE_GROUP_OFFSETS,
                    DeleteShareGroupOffsetsRequestData.class,
                    DeleteShareGroupOffsetsResponseData.class,
                    DeleteShareGroupOffsetsRequestData::topics,
                    DeleteShareGroupOffsetsRequestData.DeleteShareGroupOffsetsRequestTopic::topicName,
                    DeleteShareGroupOffsetsRequestData.DeleteShareGroupOffsetsRequestTopic::setTopicName,
                    (to, from) -> to.responses().addAll(from.responses())));

    private RenamedTopics() {}

    private static <Q extends ApiMessage, R extends ApiMessage, T> Map.Entry<ApiKeys, TopicParts<Q, R, T>> named(
            ApiKeys api,
            Class<Q> request,
            Class<R> response,
            Function<Q, ? extends Collection<T>> topics,
            Function<T, String> name,
            BiConsumer<T, String> setName,
            BiConsumer<R, R> merge) {
        return Map.entry(api, TopicParts.of(request, response, topics, Form.named(name, setName), merge));
    }

    static List<ApiKeys> apis() {
        return List.copyOf(BY_API.keySet());
    }

    static TopicParts<?, ?, ?> of(ApiKeys api, short version) {
        TopicParts<?, ?, ?> parts =
                api == ApiKeys.OFFSET_FETCH && version < OFFSETS_OF_GROUPS ? OFFSETS_OF_ONE_GROUP : BY_API.get(api);
        if (parts == null) {
            throw new IllegalStateException(api + " has no topics");
        }
        return parts;
    }
}
