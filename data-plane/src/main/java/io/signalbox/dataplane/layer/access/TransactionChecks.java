package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Producers' ids and transactions. */
final class TransactionChecks {

    private TransactionChecks() {}

    static Set<Map.Entry<ApiKeys, Check>> all() {
        return Set.of(
                Check.of(ApiKeys.INIT_PRODUCER_ID, InitProducerIdRequestData.class, TransactionChecks::initProducerId),
                Check.of(
                        ApiKeys.ADD_PARTITIONS_TO_TXN,
                        AddPartitionsToTxnRequestData.class,
                        TransactionChecks::addPartitions),
                Check.of(ApiKeys.ADD_OFFSETS_TO_TXN, AddOffsetsToTxnRequestData.class, TransactionChecks::addOffsets),
                Check.of(
                        ApiKeys.END_TXN,
                        EndTxnRequestData.class,
                        (request, asked) -> asked.mayTransaction(Operation.WRITE, request.transactionalId())
                                ? Verdict.FORWARD
                                : asked.refuse(request, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED)),
                Check.of(ApiKeys.TXN_OFFSET_COMMIT, TxnOffsetCommitRequestData.class, TransactionChecks::commitOffsets),
                Check.of(
                        ApiKeys.DESCRIBE_TRANSACTIONS,
                        DescribeTransactionsRequestData.class,
                        TransactionChecks::describe),
                Check.of(ApiKeys.LIST_TRANSACTIONS, ListTransactionsRequestData.class, TransactionChecks::list));
    }

    /** Without a transaction it is enough to be able to write to any topic at all. */
    private static Verdict initProducerId(InitProducerIdRequestData request, Asked asked) {
        if (request.transactionalId() != null) {
            boolean allowed = asked.mayTransaction(Operation.WRITE, request.transactionalId())
                    && (!request.enable2Pc()
                            || asked.mayTransaction(Operation.TWO_PHASE_COMMIT, request.transactionalId()));
            return allowed ? Verdict.FORWARD : asked.refuse(request, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
        }
        return asked.seesCluster(Operation.IDEMPOTENT_WRITE) || asked.mayAnyTopic(Operation.WRITE)
                ? Verdict.FORWARD
                : asked.refuse(request, Errors.CLUSTER_AUTHORIZATION_FAILED);
    }

    /** Never in part: where one topic is refused, none is added. */
    private static Verdict addPartitions(AddPartitionsToTxnRequestData request, Asked asked) {
        if (!asked.mayTransaction(Operation.WRITE, request.v3AndBelowTransactionalId())) {
            return asked.refuse(request, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
        }
        Set<String> refused = request.v3AndBelowTopics().stream()
                .map(AddPartitionsToTxnTopic::name)
                .filter(topic -> Topic.isInternal(topic) || !asked.mayTopic(Operation.WRITE, topic))
                .collect(Collectors.toSet());
        if (refused.isEmpty()) {
            return Verdict.FORWARD;
        }
        AddPartitionsToTxnResponseData answer = new AddPartitionsToTxnResponseData();
        request.v3AndBelowTopics()
                .forEach(topic -> answer.resultsByTopicV3AndBelow()
                        .add(result(
                                topic,
                                refused.contains(topic.name())
                                        ? Errors.TOPIC_AUTHORIZATION_FAILED
                                        : Errors.OPERATION_NOT_ATTEMPTED)));
        return new Verdict.Answer(answer);
    }

    private static AddPartitionsToTxnTopicResult result(AddPartitionsToTxnTopic topic, Errors error) {
        AddPartitionsToTxnTopicResult result = new AddPartitionsToTxnTopicResult().setName(topic.name());
        topic.partitions()
                .forEach(partition -> result.resultsByPartition()
                        .add(new AddPartitionsToTxnPartitionResult()
                                .setPartitionIndex(partition)
                                .setPartitionErrorCode(error.code())));
        return result;
    }

    private static Verdict addOffsets(AddOffsetsToTxnRequestData request, Asked asked) {
        Errors error = judge(asked, request.transactionalId(), request.groupId());
        return error == Errors.NONE ? Verdict.FORWARD : asked.refuse(request, error);
    }

    private static Verdict commitOffsets(TxnOffsetCommitRequestData request, Asked asked) {
        Errors error = judge(asked, request.transactionalId(), request.groupId());
        return error == Errors.NONE
                ? Parts.of(
                                asked,
                                TxnOffsetCommitRequestData.class,
                                TxnOffsetCommitResponseData.class,
                                TxnOffsetCommitRequestData::topics,
                                (to, from) -> to.topics().addAll(from.topics()))
                        .judge(
                                request,
                                (TxnOffsetCommitRequestTopic topic) -> asked.judgeTopic(Operation.READ, topic.name()))
                : asked.refuse(request, error);
    }

    private static Errors judge(Asked asked, String transactionalId, String group) {
        Errors error = asked.judgeTransaction(Operation.WRITE, transactionalId);
        return error == Errors.NONE ? asked.judgeGroup(Operation.READ, group) : error;
    }

    private static Verdict describe(DescribeTransactionsRequestData request, Asked asked) {
        return Parts.of(
                        asked,
                        DescribeTransactionsRequestData.class,
                        DescribeTransactionsResponseData.class,
                        DescribeTransactionsRequestData::transactionalIds,
                        (to, from) -> to.transactionStates().addAll(from.transactionStates()))
                .judge(
                        request,
                        id -> asked.judgeTransaction(Operation.DESCRIBE, id),
                        answer -> answer.transactionStates()
                                .forEach(state -> state.topics().removeIf(topic -> !asked.seesTopic(topic.topic()))));
    }

    private static Verdict list(ListTransactionsRequestData request, Asked asked) {
        return Change.later(
                ListTransactionsResponseData.class,
                answer -> answer.transactionStates()
                        .removeIf(state -> !asked.sees(
                                Operation.DESCRIBE, ResourceType.TRANSACTIONAL_ID, state.transactionalId())));
    }
}
