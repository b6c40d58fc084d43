package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** What is asked of topics one by one: their offsets and producers, to make them, to change them, to delete them. */
final class TopicChecks {

    private static final String REFUSED = "Authorization failed.";
    private static final short CREATE_TOPICS_WITH_CONFIGS = 5;
    private static final short DELETE_TOPICS_BY_ID = 6;

    private TopicChecks() {}

    static Set<Map.Entry<ApiKeys, Check>> all() {
        return Set.of(
                byName(
                        ApiKeys.LIST_OFFSETS,
                        Operation.DESCRIBE,
                        ListOffsetsRequestData.class,
                        ListOffsetsResponseData.class,
                        ListOffsetsRequestData::topics,
                        ListOffsetsTopic::name,
                        (to, from) -> to.topics().addAll(from.topics())),
                byName(
                        ApiKeys.OFFSET_FOR_LEADER_EPOCH,
                        Operation.DESCRIBE,
                        OffsetForLeaderEpochRequestData.class,
                        OffsetForLeaderEpochResponseData.class,
                        OffsetForLeaderEpochRequestData::topics,
                        OffsetForLeaderTopic::topic,
                        (to, from) -> Parts.move(to.topics(), from.topics())),
                Check.of(
                        ApiKeys.DESCRIBE_PRODUCERS, DescribeProducersRequestData.class, TopicChecks::describeProducers),
                byName(
                        ApiKeys.DELETE_RECORDS,
                        Operation.DELETE,
                        DeleteRecordsRequestData.class,
                        DeleteRecordsResponseData.class,
                        DeleteRecordsRequestData::topics,
                        DeleteRecordsTopic::name,
                        (to, from) -> Parts.move(to.topics(), from.topics())),
                byName(
                        ApiKeys.CREATE_PARTITIONS,
                        Operation.ALTER,
                        CreatePartitionsRequestData.class,
                        CreatePartitionsResponseData.class,
                        CreatePartitionsRequestData::topics,
                        CreatePartitionsTopic::name,
                        (to, from) -> to.results().addAll(from.results())),
                Check.of(ApiKeys.CREATE_TOPICS, CreateTopicsRequestData.class, TopicChecks::createTopics),
                Check.of(ApiKeys.DELETE_TOPICS, DeleteTopicsRequestData.class, TopicChecks::deleteTopics));
    }

    private static <Q extends ApiMessage, R extends ApiMessage, I> Map.Entry<ApiKeys, Check> byName(
            ApiKeys api,
            Operation operation,
            Class<Q> request,
            Class<R> response,
            Function<Q, ? extends Collection<I>> topics,
            Function<I, String> name,
            BiConsumer<R, R> merge) {
        return Check.of(
                api,
                request,
                (all, asked) -> Parts.of(asked, request, response, topics, merge)
                        .judge(all, topic -> asked.judgeTopic(operation, name.apply(topic))));
    }

    private static Verdict describeProducers(DescribeProducersRequestData all, Asked asked) {
        return new Parts<>(
                        DescribeProducersRequestData.class,
                        DescribeProducersResponseData.class,
                        DescribeProducersRequestData::topics,
                        (refused, error) -> refuseToDescribe(refused, error, asked),
                        (to, from) -> to.topics().addAll(from.topics()))
                .judge(all, (TopicRequest topic) -> asked.judgeTopic(Operation.READ, topic.name()));
    }

    private static DescribeProducersResponseData refuseToDescribe(
            DescribeProducersRequestData refused, Errors error, Asked asked) {
        DescribeProducersResponseData answer = (DescribeProducersResponseData) asked.refusal(refused, error);
        answer.topics()
                .forEach(topic -> topic.partitions().forEach(partition -> partition.setErrorMessage(error.message())));
        return answer;
    }

    private static Verdict createTopics(CreateTopicsRequestData all, Asked asked) {
        boolean any = asked.seesCluster(Operation.CREATE);
        return new Parts<>(
                        CreateTopicsRequestData.class,
                        CreateTopicsResponseData.class,
                        CreateTopicsRequestData::topics,
                        TopicChecks::refuseToCreate,
                        (to, from) -> Parts.move(to.topics(), from.topics()))
                .judge(
                        all,
                        (CreatableTopic topic) -> any ? Errors.NONE : asked.judgeTopic(Operation.CREATE, topic.name()),
                        answer -> answer.topics().forEach(made -> hideConfigs(made, asked)));
    }

    private static CreateTopicsResponseData refuseToCreate(CreateTopicsRequestData refused, Errors error) {
        CreateTopicsResponseData answer = new CreateTopicsResponseData();
        refused.topics()
                .forEach(topic -> answer.topics()
                        .add(new CreatableTopicResult()
                                .setName(topic.name())
                                .setErrorCode(error.code())
                                .setErrorMessage(REFUSED)));
        return answer;
    }

    private static void hideConfigs(CreatableTopicResult made, Asked asked) {
        if (asked.version() >= CREATE_TOPICS_WITH_CONFIGS
                && made.errorCode() == Errors.NONE.code()
                && !asked.sees(Operation.DESCRIBE_CONFIGS, ResourceType.TOPIC, made.name())) {
            made.setTopicConfigErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
                    .setConfigs(null)
                    .setNumPartitions(-1)
                    .setReplicationFactor((short) -1);
        }
    }

    private static Verdict deleteTopics(DeleteTopicsRequestData all, Asked asked) {
        boolean any = asked.seesCluster(Operation.DELETE);
        if (asked.version() < DELETE_TOPICS_BY_ID) {
            return Parts.of(
                            asked,
                            DeleteTopicsRequestData.class,
                            DeleteTopicsResponseData.class,
                            DeleteTopicsRequestData::topicNames,
                            TopicChecks::addDeleted)
                    .judge(all, name -> any ? Errors.NONE : asked.judgeTopic(Operation.DELETE, name));
        }
        return asked.withTopics(
                all.topics().stream().map(DeleteTopicState::topicId).toList(),
                () -> new Parts<>(
                                DeleteTopicsRequestData.class,
                                DeleteTopicsResponseData.class,
                                DeleteTopicsRequestData::topics,
                                (refused, error) -> refuseToDelete(refused, error, asked),
                                TopicChecks::addDeleted)
                        .judge(
                                all,
                                (DeleteTopicState topic) ->
                                        any || isAmbiguous(topic) ? Errors.NONE : judgeDeletion(topic, asked)));
    }

    /** What names a topic twice, or not at all, is refused by every broker. */
    private static boolean isAmbiguous(DeleteTopicState topic) {
        return (topic.name() == null) == Uuid.ZERO_UUID.equals(topic.topicId());
    }

    private static Errors judgeDeletion(DeleteTopicState topic, Asked asked) {
        return topic.name() == null
                ? asked.judgeTopic(Operation.DELETE, topic.topicId())
                : asked.judgeTopic(Operation.DELETE, topic.name());
    }

    /** A client that names a topic by its id is told its name only if it may see it. */
    private static DeleteTopicsResponseData refuseToDelete(DeleteTopicsRequestData refused, Errors error, Asked asked) {
        DeleteTopicsResponseData answer = new DeleteTopicsResponseData();
        for (DeleteTopicState topic : refused.topics()) {
            Optional<String> known = asked.topic(topic.topicId()).filter(asked::seesTopic);
            answer.responses()
                    .add(new DeletableTopicResult()
                            .setName(Optional.ofNullable(topic.name())
                                    .or(() -> known)
                                    .orElse(null))
                            .setTopicId(topic.topicId())
                            .setErrorCode(error.code())
                            .setErrorMessage(error.message()));
        }
        return answer;
    }

    private static void addDeleted(DeleteTopicsResponseData to, DeleteTopicsResponseData from) {
        Parts.move(to.responses(), from.responses());
    }
}
