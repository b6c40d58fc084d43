package io.signalbox.dataplane.layer.aliases;

import io.signalbox.dataplane.layer.aliases.TopicParts.Form;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** The APIs that make, change or delete topics: not by an alias. */
final class RefusedTopics {

    private static final short DELETE_TOPICS_BY_ID = 6;

    private static final TopicParts<?, ?, ?> DELETED_BY_NAME = TopicParts.of(
            DeleteTopicsRequestData.class,
            DeleteTopicsResponseData.class,
            DeleteTopicsRequestData::topicNames,
            Form.named(name -> name, (name, same) -> {}),
            RefusedTopics::addDeleted);

    private static final Map<ApiKeys, TopicParts<?, ?, ?>> BY_API = Map.of(
            ApiKeys.CREATE_TOPICS,
            TopicParts.of(
                    CreateTopicsRequestData.class,
                    CreateTopicsResponseData.class,
                    CreateTopicsRequestData::topics,
                    Form.named(
                            CreateTopicsRequestData.CreatableTopic::name,
                            CreateTopicsRequestData.CreatableTopic::setName),
                    (to, from) -> from.topics().forEach(topic -> to.topics().add(topic.duplicate()))),
            ApiKeys.DELETE_TOPICS,
            TopicParts.of(
                    DeleteTopicsRequestData.class,
                    DeleteTopicsResponseData.class,
                    DeleteTopicsRequestData::topics,
                    new Form<>(
                            DeleteTopicsRequestData.DeleteTopicState::name,
                            DeleteTopicsRequestData.DeleteTopicState::setName,
                            DeleteTopicsRequestData.DeleteTopicState::topicId,
                            DeleteTopicsRequestData.DeleteTopicState::setTopicId),
                    RefusedTopics::addDeleted),
            ApiKeys.CREATE_PARTITIONS,
            TopicParts.of(
                    CreatePartitionsRequestData.class,
                    CreatePartitionsResponseData.class,
                    CreatePartitionsRequestData::topics,
                    Form.named(
                            CreatePartitionsRequestData.CreatePartitionsTopic::name,
                            CreatePartitionsRequestData.CreatePartitionsTopic::setName),
                    (to, from) -> to.results().addAll(from.results())),
            ApiKeys.DELETE_RECORDS,
            TopicParts.of(
                    DeleteRecordsRequestData.class,
                    DeleteRecordsResponseData.class,
                    DeleteRecordsRequestData::topics,
                    Form.named(
                            DeleteRecordsRequestData.DeleteRecordsTopic::name,
                            DeleteRecordsRequestData.DeleteRecordsTopic::setName),
                    (to, from) -> from.topics().forEach(topic -> to.topics().add(topic.duplicate()))),
            ApiKeys.ALTER_PARTITION_REASSIGNMENTS,
            TopicParts.of(
                    AlterPartitionReassignmentsRequestData.class,
                    AlterPartitionReassignmentsResponseData.class,
                    AlterPartitionReassignmentsRequestData::topics,
                    Form.named(
                            AlterPartitionReassignmentsRequestData.ReassignableTopic::name,
                            AlterPartitionReassignmentsRequestData.ReassignableTopic::setName),
                    (to, from) -> to.responses().addAll(from.responses())),
            ApiKeys.ELECT_LEADERS,
            TopicParts.of(
                    ElectLeadersRequestData.class,
                    ElectLeadersResponseData.class,
                    ElectLeadersRequestData::topicPartitions,
                    Form.named(
                            ElectLeadersRequestData.TopicPartitions::topic,
                            ElectLeadersRequestData.TopicPartitions::setTopic),
                    (to, from) -> to.replicaElectionResults().addAll(from.replicaElectionResults())),
            ApiKeys.ALTER_CONFIGS,
            TopicParts.of(
                    AlterConfigsRequestData.class,
                    AlterConfigsResponseData.class,
                    AlterConfigsRequestData::resources,
                    Form.named(
                            resource -> topic(resource.resourceType(), resource.resourceName()),
                            AlterConfigsRequestData.AlterConfigsResource::setResourceName),
                    (to, from) -> to.responses().addAll(from.responses())),
            ApiKeys.INCREMENTAL_ALTER_CONFIGS,
            TopicParts.of(
                    IncrementalAlterConfigsRequestData.class,
                    IncrementalAlterConfigsResponseData.class,
                    IncrementalAlterConfigsRequestData::resources,
                    Form.named(
                            resource -> topic(resource.resourceType(), resource.resourceName()),
                            IncrementalAlterConfigsRequestData.AlterConfigsResource::setResourceName),
                    (to, from) -> to.responses().addAll(from.responses())));

    private RefusedTopics() {}

    private static String topic(byte type, String name) {
        return type == ConfigResource.Type.TOPIC.id() ? name : "";
    }

    private static void addDeleted(DeleteTopicsResponseData to, DeleteTopicsResponseData from) {
        from.responses().forEach(topic -> to.responses().add(topic.duplicate()));
    }

    static List<ApiKeys> apis() {
        return List.copyOf(BY_API.keySet());
    }

    static TopicParts<?, ?, ?> of(ApiKeys api, short version) {
        TopicParts<?, ?, ?> parts =
                api == ApiKeys.DELETE_TOPICS && version < DELETE_TOPICS_BY_ID ? DELETED_BY_NAME : BY_API.get(api);
        if (parts == null) {
            throw new IllegalStateException(api + " is for aliases, too");
        }
        return parts;
    }

    /** The answer to a request whose topics are all called by aliases. */
    static ApiMessage answer(ApiMessage request, Asked asked) {
        ApiMessage answer = asked.refusal(request, Errors.INVALID_TOPIC_EXCEPTION);
        if (answer instanceof ElectLeadersResponseData elections) {
            elections.setErrorCode(Errors.NONE.code()); // of each, not of all
        }
        if (answer instanceof AlterPartitionReassignmentsResponseData reassignments) {
            reassignments.setErrorCode(Errors.NONE.code()).setErrorMessage(null);
        }
        return answer;
    }
}
