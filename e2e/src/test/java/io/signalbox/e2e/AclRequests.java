package io.signalbox.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.StreamsGroupDescribeRequestData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Requests of each API for resources of these names, which change nothing that another request would notice. */
record AclRequests(List<String> names, Map<String, Uuid> ids, short version) {

    private static final String MEMBER = "AAAAAAAAAAAAAAAAAAAAAQ";
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final byte CONFIG_OF_TOPIC = 2;
    private static final byte CONFIG_OF_GROUP = 32;

    private static final Map<ApiKeys, Function<AclRequests, ApiMessage>> BY_API = new EnumMap<>(ApiKeys.class);

    static {
        BY_API.put(ApiKeys.PRODUCE, AclRequests::produce);
        BY_API.put(ApiKeys.FETCH, AclRequests::fetch);
        BY_API.put(ApiKeys.LIST_OFFSETS, AclRequests::listOffsets);
        BY_API.put(ApiKeys.METADATA, AclRequests::metadata);
        BY_API.put(ApiKeys.OFFSET_COMMIT, AclRequests::commit);
        BY_API.put(ApiKeys.OFFSET_FETCH, AclRequests::fetchOffsets);
        BY_API.put(ApiKeys.FIND_COORDINATOR, AclRequests::findCoordinator);
        BY_API.put(ApiKeys.JOIN_GROUP, AclRequests::join);
        BY_API.put(
                ApiKeys.HEARTBEAT,
                all -> new HeartbeatRequestData().setGroupId(all.first()).setMemberId("m"));
        BY_API.put(ApiKeys.LEAVE_GROUP, AclRequests::leave);
        BY_API.put(ApiKeys.SYNC_GROUP, AclRequests::sync);
        BY_API.put(
                ApiKeys.DESCRIBE_GROUPS,
                all -> new DescribeGroupsRequestData()
                        .setGroups(all.names)
                        .setIncludeAuthorizedOperations(all.version >= 3));
        BY_API.put(ApiKeys.LIST_GROUPS, all -> new ListGroupsRequestData());
        BY_API.put(ApiKeys.CREATE_TOPICS, AclRequests::createTopics);
        BY_API.put(ApiKeys.DELETE_TOPICS, AclRequests::deleteTopics);
        BY_API.put(ApiKeys.DELETE_RECORDS, AclRequests::deleteRecords);
        BY_API.put(
                ApiKeys.INIT_PRODUCER_ID,
                all -> new InitProducerIdRequestData()
                        .setTransactionalId(all.first())
                        .setTransactionTimeoutMs(10_000));
        BY_API.put(ApiKeys.OFFSET_FOR_LEADER_EPOCH, AclRequests::offsetForEpoch);
        BY_API.put(ApiKeys.ADD_PARTITIONS_TO_TXN, AclRequests::addPartitions);
        BY_API.put(
                ApiKeys.ADD_OFFSETS_TO_TXN,
                all -> new AddOffsetsToTxnRequestData()
                        .setTransactionalId(all.first())
                        .setGroupId(all.last()));
        BY_API.put(ApiKeys.END_TXN, all -> new EndTxnRequestData().setTransactionalId(all.first()));
        BY_API.put(ApiKeys.TXN_OFFSET_COMMIT, AclRequests::commitInTransaction);
        BY_API.put(ApiKeys.DESCRIBE_CONFIGS, AclRequests::describeConfigs);
        BY_API.put(ApiKeys.ALTER_CONFIGS, AclRequests::alterConfigs);
        BY_API.put(ApiKeys.INCREMENTAL_ALTER_CONFIGS, AclRequests::alterIncrementally);
        BY_API.put(ApiKeys.ALTER_REPLICA_LOG_DIRS, all -> new AlterReplicaLogDirsRequestData());
        BY_API.put(ApiKeys.DESCRIBE_LOG_DIRS, all -> new DescribeLogDirsRequestData().setTopics(null));
        BY_API.put(ApiKeys.CREATE_PARTITIONS, AclRequests::createPartitions);
        BY_API.put(ApiKeys.DELETE_GROUPS, all -> new DeleteGroupsRequestData().setGroupsNames(all.missing()));
        BY_API.put(ApiKeys.ELECT_LEADERS, AclRequests::electLeaders);
        BY_API.put(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, all -> new AlterPartitionReassignmentsRequestData());
        BY_API.put(
                ApiKeys.LIST_PARTITION_REASSIGNMENTS,
                all -> new ListPartitionReassignmentsRequestData().setTopics(null));
        BY_API.put(ApiKeys.OFFSET_DELETE, AclRequests::deleteOffsets);
        BY_API.put(ApiKeys.DESCRIBE_CLIENT_QUOTAS, all -> new DescribeClientQuotasRequestData());
        BY_API.put(ApiKeys.ALTER_CLIENT_QUOTAS, all -> new AlterClientQuotasRequestData().setValidateOnly(true));
        BY_API.put(ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS, all -> new DescribeUserScramCredentialsRequestData());
        BY_API.put(ApiKeys.ALTER_USER_SCRAM_CREDENTIALS, all -> new AlterUserScramCredentialsRequestData());
        BY_API.put(ApiKeys.DESCRIBE_QUORUM, AclRequests::describeQuorum);
        BY_API.put(ApiKeys.UPDATE_FEATURES, all -> new UpdateFeaturesRequestData().setValidateOnly(all.version > 0));
        BY_API.put(
                ApiKeys.DESCRIBE_CLUSTER,
                all -> new DescribeClusterRequestData().setIncludeClusterAuthorizedOperations(true));
        BY_API.put(ApiKeys.DESCRIBE_PRODUCERS, AclRequests::describeProducers);
        BY_API.put(ApiKeys.UNREGISTER_BROKER, all -> new UnregisterBrokerRequestData().setBrokerId(99));
        BY_API.put(
                ApiKeys.DESCRIBE_TRANSACTIONS,
                all -> new DescribeTransactionsRequestData().setTransactionalIds(all.names));
        BY_API.put(ApiKeys.LIST_TRANSACTIONS, all -> new ListTransactionsRequestData());
        BY_API.put(ApiKeys.CONSUMER_GROUP_HEARTBEAT, AclRequests::heartbeat);
        BY_API.put(
                ApiKeys.CONSUMER_GROUP_DESCRIBE,
                all -> new ConsumerGroupDescribeRequestData()
                        .setGroupIds(all.names)
                        .setIncludeAuthorizedOperations(true));
        BY_API.put(ApiKeys.SHARE_GROUP_HEARTBEAT, AclRequests::shareHeartbeat);
        BY_API.put(
                ApiKeys.SHARE_GROUP_DESCRIBE,
                all -> new ShareGroupDescribeRequestData()
                        .setGroupIds(all.names)
                        .setIncludeAuthorizedOperations(true));
        BY_API.put(ApiKeys.SHARE_ACKNOWLEDGE, AclRequests::shareAcknowledge);
        BY_API.put(ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS, AclRequests::describeShareOffsets);
        BY_API.put(ApiKeys.ALTER_SHARE_GROUP_OFFSETS, AclRequests::alterShareOffsets);
        BY_API.put(ApiKeys.DELETE_SHARE_GROUP_OFFSETS, AclRequests::deleteShareOffsets);
        BY_API.put(ApiKeys.STREAMS_GROUP_HEARTBEAT, AclRequests::streamsHeartbeat);
        BY_API.put(
                ApiKeys.STREAMS_GROUP_DESCRIBE,
                all -> new StreamsGroupDescribeRequestData()
                        .setGroupIds(all.names)
                        .setIncludeAuthorizedOperations(true));
        BY_API.put(ApiKeys.LIST_CONFIG_RESOURCES, all -> new ListConfigResourcesRequestData());
        BY_API.put(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, AclRequests::describePartitions);
    }

    /** The APIs of which there are requests. */
    static Set<ApiKeys> apis() {
        return BY_API.keySet();
    }

    ApiMessage of(ApiKeys api) {
        return requireNonNull(BY_API.get(api)).apply(this);
    }

    private String first() {
        return names.get(0);
    }

    private String last() {
        return names.get(names.size() - 1);
    }

    /** Of names that are judged alike, and of which nothing exists. */
    private List<String> missing() {
        return names.stream().map(name -> name + "-missing").toList();
    }

    private Uuid id(String topic) {
        return ids.getOrDefault(topic, new Uuid(77, topic.hashCode()));
    }

    private ApiMessage produce() {
        ProduceRequestData request = new ProduceRequestData().setAcks((short) 1).setTimeoutMs(TIMEOUT_MILLIS);
        names.forEach(name -> request.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName(version < 13 ? name : "")
                        .setTopicId(version < 13 ? Uuid.ZERO_UUID : id(name))
                        .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                .setRecords(MemoryRecords.withRecords(
                                        Compression.NONE, new SimpleRecord("hello".getBytes(US_ASCII))))))));
        return request;
    }

    private ApiMessage fetch() {
        return new FetchRequestData()
                .setMaxWaitMs(0)
                .setTopics(names.stream()
                        .map(name -> new FetchRequestData.FetchTopic()
                                .setTopic(version < 13 ? name : "")
                                .setTopicId(version < 13 ? Uuid.ZERO_UUID : id(name))
                                .setPartitions(
                                        List.of(new FetchRequestData.FetchPartition().setPartitionMaxBytes(1_000))))
                        .toList());
    }

    private ApiMessage listOffsets() {
        return new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(names.stream()
                        .map(name -> new ListOffsetsRequestData.ListOffsetsTopic()
                                .setName(name)
                                .setPartitions(
                                        List.of(new ListOffsetsRequestData.ListOffsetsPartition().setTimestamp(-2))))
                        .toList());
    }

    private ApiMessage metadata() {
        return new MetadataRequestData()
                .setAllowAutoTopicCreation(version < 4)
                .setIncludeTopicAuthorizedOperations(version >= 8)
                .setIncludeClusterAuthorizedOperations(version >= 8 && version <= 10)
                .setTopics(names.stream()
                        .map(name -> new MetadataRequestData.MetadataRequestTopic()
                                .setName(version < 12 ? name : null)
                                .setTopicId(version < 12 ? Uuid.ZERO_UUID : id(name)))
                        .toList());
    }

    private ApiMessage commit() {
        return new OffsetCommitRequestData()
                .setGroupId(first())
                .setTopics(names.stream()
                        .map(name -> new OffsetCommitRequestData.OffsetCommitRequestTopic()
                                .setName(version < 10 ? name : "")
                                .setTopicId(version < 10 ? Uuid.ZERO_UUID : id(name))
                                .setPartitions(List.of(new OffsetCommitRequestData.OffsetCommitRequestPartition()
                                        .setCommittedOffset(0))))
                        .toList());
    }

    private ApiMessage fetchOffsets() {
        if (version < 8) {
            return new OffsetFetchRequestData()
                    .setGroupId(first())
                    .setTopics(names.stream()
                            .map(name -> new OffsetFetchRequestData.OffsetFetchRequestTopic()
                                    .setName(name)
                                    .setPartitionIndexes(List.of(0)))
                            .toList());
        }
        return new OffsetFetchRequestData()
                .setGroups(names.stream()
                        .map(group -> new OffsetFetchRequestData.OffsetFetchRequestGroup()
                                .setGroupId(group)
                                .setTopics(names.stream()
                                        .map(name -> new OffsetFetchRequestData.OffsetFetchRequestTopics()
                                                .setName(version < 10 ? name : "")
                                                .setTopicId(version < 10 ? Uuid.ZERO_UUID : id(name))
                                                .setPartitionIndexes(List.of(0)))
                                        .toList()))
                        .toList());
    }

    private ApiMessage findCoordinator() {
        FindCoordinatorRequestData request = new FindCoordinatorRequestData().setKeyType((byte) 0);
        return version < 4 ? request.setKey(first()) : request.setCoordinatorKeys(names);
    }

    private ApiMessage join() {
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(first())
                .setMemberId("m")
                .setSessionTimeoutMs(10_000)
                .setRebalanceTimeoutMs(version < 1 ? -1 : 10_000)
                .setProtocolType("consumer");
        request.protocols().add(new JoinGroupRequestData.JoinGroupRequestProtocol().setName("range"));
        return request;
    }

    private ApiMessage leave() {
        LeaveGroupRequestData request = new LeaveGroupRequestData().setGroupId(first());
        return version < 3
                ? request.setMemberId("m")
                : request.setMembers(List.of(new LeaveGroupRequestData.MemberIdentity().setMemberId("m")));
    }

    private ApiMessage sync() {
        SyncGroupRequestData request =
                new SyncGroupRequestData().setGroupId(first()).setMemberId("m");
        return version < 5 ? request : request.setProtocolType("consumer").setProtocolName("range");
    }

    private ApiMessage createTopics() {
        CreateTopicsRequestData request =
                new CreateTopicsRequestData().setTimeoutMs(TIMEOUT_MILLIS).setValidateOnly(true);
        missing()
                .forEach(name -> request.topics()
                        .add(new CreateTopicsRequestData.CreatableTopic()
                                .setName(name)
                                .setNumPartitions(1)
                                .setReplicationFactor((short) 1)));
        return request;
    }

    private ApiMessage deleteTopics() {
        DeleteTopicsRequestData request = new DeleteTopicsRequestData().setTimeoutMs(TIMEOUT_MILLIS);
        return version < 6
                ? request.setTopicNames(missing())
                : request.setTopics(missing().stream()
                        .map(name -> new DeleteTopicsRequestData.DeleteTopicState().setName(name))
                        .toList());
    }

    private ApiMessage deleteRecords() {
        return new DeleteRecordsRequestData()
                .setTimeoutMs(TIMEOUT_MILLIS)
                .setTopics(names.stream()
                        .map(name -> new DeleteRecordsRequestData.DeleteRecordsTopic()
                                .setName(name)
                                .setPartitions(
                                        List.of(new DeleteRecordsRequestData.DeleteRecordsPartition().setOffset(0))))
                        .toList());
    }

    private ApiMessage offsetForEpoch() {
        OffsetForLeaderEpochRequestData request =
                new OffsetForLeaderEpochRequestData().setReplicaId(version < 3 ? -2 : -1);
        names.forEach(name -> request.topics()
                .add(new OffsetForLeaderEpochRequestData.OffsetForLeaderTopic()
                        .setTopic(name)
                        .setPartitions(List.of(new OffsetForLeaderEpochRequestData.OffsetForLeaderPartition()))));
        return request;
    }

    private ApiMessage addPartitions() {
        AddPartitionsToTxnRequestData request =
                new AddPartitionsToTxnRequestData().setV3AndBelowTransactionalId(first());
        names.forEach(name -> request.v3AndBelowTopics()
                .add(new AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic()
                        .setName(name)
                        .setPartitions(List.of(0))));
        return request;
    }

    private ApiMessage commitInTransaction() {
        return new TxnOffsetCommitRequestData()
                .setTransactionalId(first())
                .setGroupId(first())
                .setTopics(names.stream()
                        .map(name -> new TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic()
                                .setName(name)
                                .setPartitions(List.of(new TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition()
                                        .setCommittedOffset(0))))
                        .toList());
    }

    private ApiMessage describeConfigs() {
        DescribeConfigsRequestData request = new DescribeConfigsRequestData();
        for (String name : names) {
            for (byte type : List.of(CONFIG_OF_TOPIC, CONFIG_OF_GROUP)) {
                request.resources()
                        .add(new DescribeConfigsRequestData.DescribeConfigsResource()
                                .setResourceType(type)
                                .setResourceName(name)
                                .setConfigurationKeys(List.of("retention.ms", "consumer.session.timeout.ms")));
            }
        }
        request.resources()
                .add(new DescribeConfigsRequestData.DescribeConfigsResource()
                        .setResourceType((byte) 4)
                        .setResourceName("")
                        .setConfigurationKeys(List.of("log.retention.ms")));
        return request;
    }

    private ApiMessage alterConfigs() {
        AlterConfigsRequestData request = new AlterConfigsRequestData().setValidateOnly(true);
        for (String name : names) {
            AlterConfigsRequestData.AlterConfigsResource resource = new AlterConfigsRequestData.AlterConfigsResource()
                    .setResourceType(CONFIG_OF_TOPIC)
                    .setResourceName(name);
            resource.configs()
                    .add(new AlterConfigsRequestData.AlterableConfig()
                            .setName("retention.ms")
                            .setValue("1000000"));
            request.resources().add(resource);
        }
        return request;
    }

    private ApiMessage alterIncrementally() {
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData().setValidateOnly(true);
        for (String name : names) {
            IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
                    new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                            .setResourceType(CONFIG_OF_TOPIC)
                            .setResourceName(name);
            resource.configs()
                    .add(new IncrementalAlterConfigsRequestData.AlterableConfig()
                            .setName("retention.ms")
                            .setValue("1000000"));
            request.resources().add(resource);
        }
        return request;
    }

    private ApiMessage createPartitions() {
        CreatePartitionsRequestData request =
                new CreatePartitionsRequestData().setTimeoutMs(TIMEOUT_MILLIS).setValidateOnly(true);
        names.forEach(name -> request.topics()
                .add(new CreatePartitionsRequestData.CreatePartitionsTopic()
                        .setName(name)
                        .setCount(3)
                        .setAssignments(null)));
        return request;
    }

    private ApiMessage electLeaders() {
        ElectLeadersRequestData request = new ElectLeadersRequestData().setTimeoutMs(TIMEOUT_MILLIS);
        names.forEach(name -> request.topicPartitions()
                .add(new ElectLeadersRequestData.TopicPartitions()
                        .setTopic(name)
                        .setPartitions(List.of(0))));
        return request;
    }

    private ApiMessage deleteOffsets() {
        OffsetDeleteRequestData request = new OffsetDeleteRequestData().setGroupId(first());
        names.forEach(name -> request.topics()
                .add(new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
                        .setName(name)
                        .setPartitions(List.of(new OffsetDeleteRequestData.OffsetDeleteRequestPartition()))));
        return request;
    }

    private ApiMessage describeQuorum() {
        return new DescribeQuorumRequestData()
                .setTopics(List.of(new DescribeQuorumRequestData.TopicData()
                        .setTopicName("__cluster_metadata")
                        .setPartitions(List.of(new DescribeQuorumRequestData.PartitionData()))));
    }

    private ApiMessage describeProducers() {
        return new DescribeProducersRequestData()
                .setTopics(names.stream()
                        .map(name -> new DescribeProducersRequestData.TopicRequest()
                                .setName(name)
                                .setPartitionIndexes(List.of(0)))
                        .toList());
    }

    /** Of a group that is new with each request, so that none waits for the member of another. */
    private ApiMessage heartbeat() {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(first() + "-missing")
                .setMemberId("unknown-member")
                .setMemberEpoch(5)
                .setRebalanceTimeoutMs(1_000)
                .setSubscribedTopicNames(names);
    }

    private ApiMessage describePartitions() {
        return new DescribeTopicPartitionsRequestData()
                .setTopics(names.stream()
                        .map(name -> new DescribeTopicPartitionsRequestData.TopicRequest().setName(name))
                        .toList());
    }

    /** Of one who leaves: who joined would change what the next is told. */
    private ApiMessage shareHeartbeat() {
        return new ShareGroupHeartbeatRequestData()
                .setGroupId(first())
                .setMemberId(MEMBER)
                .setMemberEpoch(-1)
                .setSubscribedTopicNames(names);
    }

    /** Of a session that there is not. */
    private ApiMessage shareAcknowledge() {
        ShareAcknowledgeRequestData request = new ShareAcknowledgeRequestData()
                .setGroupId(first())
                .setMemberId(MEMBER)
                .setShareSessionEpoch(1);
        names.forEach(name -> {
            ShareAcknowledgeRequestData.AcknowledgeTopic topic =
                    new ShareAcknowledgeRequestData.AcknowledgeTopic().setTopicId(id(name));
            topic.partitions()
                    .add(new ShareAcknowledgeRequestData.AcknowledgePartition()
                            .setAcknowledgementBatches(List.of(new ShareAcknowledgeRequestData.AcknowledgementBatch()
                                    .setAcknowledgeTypes(List.of((byte) 1)))));
            request.topics().add(topic);
        });
        return request;
    }

    private ApiMessage describeShareOffsets() {
        return new DescribeShareGroupOffsetsRequestData()
                .setGroups(names.stream()
                        .map(group -> new DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup()
                                .setGroupId(group)
                                .setTopics(new ArrayList<>(names.stream()
                                        .map(name ->
                                                new DescribeShareGroupOffsetsRequestData
                                                                .DescribeShareGroupOffsetsRequestTopic()
                                                        .setTopicName(name)
                                                        .setPartitions(List.of(0)))
                                        .toList())))
                        .toList());
    }

    private ApiMessage alterShareOffsets() {
        AlterShareGroupOffsetsRequestData request = new AlterShareGroupOffsetsRequestData().setGroupId(first());
        names.forEach(name -> request.topics()
                .add(new AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic()
                        .setTopicName(name)
                        .setPartitions(List.of(
                                new AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestPartition()))));
        return request;
    }

    private ApiMessage deleteShareOffsets() {
        return new DeleteShareGroupOffsetsRequestData()
                .setGroupId(first())
                .setTopics(names.stream()
                        .map(name -> new DeleteShareGroupOffsetsRequestData.DeleteShareGroupOffsetsRequestTopic()
                                .setTopicName(name))
                        .toList());
    }

    /** As {@link #shareHeartbeat}. */
    private ApiMessage streamsHeartbeat() {
        return new StreamsGroupHeartbeatRequestData()
                .setGroupId(first())
                .setMemberId(MEMBER)
                .setMemberEpoch(-1)
                .setTopology(new StreamsGroupHeartbeatRequestData.Topology()
                        .setSubtopologies(List.of(new StreamsGroupHeartbeatRequestData.Subtopology()
                                .setSubtopologyId("0")
                                .setSourceTopics(List.of(first()))
                                .setStateChangelogTopics(
                                        List.of(new StreamsGroupHeartbeatRequestData.TopicInfo().setName(last()))))));
    }
}
