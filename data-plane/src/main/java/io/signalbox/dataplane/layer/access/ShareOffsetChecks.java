package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData.DeleteShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData.DeleteShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Offsets of share groups: where they are in which topic. */
final class ShareOffsetChecks {

    private static final long NO_OFFSET = -1;

    private ShareOffsetChecks() {}

    static Set<Map.Entry<ApiKeys, Check>> all() {
        return Set.of(
                Check.of(
                        ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS,
                        DescribeShareGroupOffsetsRequestData.class,
                        ShareOffsetChecks::describe),
                Check.of(
                        ApiKeys.ALTER_SHARE_GROUP_OFFSETS,
                        AlterShareGroupOffsetsRequestData.class,
                        ShareOffsetChecks::alter),
                Check.of(
                        ApiKeys.DELETE_SHARE_GROUP_OFFSETS,
                        DeleteShareGroupOffsetsRequestData.class,
                        ShareOffsetChecks::delete));
    }

    /** Of groups, and of the topics of each: what is refused of either is added to the answer. */
    private static Verdict describe(DescribeShareGroupOffsetsRequestData request, Asked asked) {
        Map<String, List<DescribeShareGroupOffsetsResponseTopic>> refused = new HashMap<>();
        List<DescribeShareGroupOffsetsRequestGroup> allowed = new ArrayList<>();
        List<DescribeShareGroupOffsetsResponseGroup> wholly = new ArrayList<>();
        for (DescribeShareGroupOffsetsRequestGroup group : request.groups()) {
            if (!asked.mayGroup(Operation.DESCRIBE, group.groupId())) {
                wholly.add(new DescribeShareGroupOffsetsResponseGroup()
                        .setGroupId(group.groupId())
                        .setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code()));
                continue;
            }
            List<DescribeShareGroupOffsetsResponseTopic> more = new ArrayList<>();
            if (group.topics() != null && !group.topics().isEmpty()) {
                group.topics().removeIf(topic -> refuse(topic, asked, more));
            }
            if (!more.isEmpty() && group.topics().isEmpty()) {
                wholly.add(new DescribeShareGroupOffsetsResponseGroup()
                        .setGroupId(group.groupId())
                        .setTopics(more));
            } else {
                allowed.add(group);
                refused.put(group.groupId(), more);
            }
        }
        if (allowed.isEmpty()) {
            return new Verdict.Answer(new DescribeShareGroupOffsetsResponseData().setGroups(wholly));
        }
        request.setGroups(allowed);
        return Change.forward(true, DescribeShareGroupOffsetsResponseData.class, answer -> {
            answer.groups().forEach(group -> {
                group.topics().removeIf(topic -> !asked.seesTopic(topic.topicName()));
                if (group.errorCode() == Errors.NONE.code()) {
                    group.topics().addAll(refused.getOrDefault(group.groupId(), List.of()));
                }
            });
            answer.groups().addAll(wholly);
        });
    }

    private static boolean refuse(
            DescribeShareGroupOffsetsRequestTopic topic,
            Asked asked,
            List<DescribeShareGroupOffsetsResponseTopic> refused) {
        Errors error = asked.judgeTopic(Operation.DESCRIBE, topic.topicName());
        if (error != Errors.NONE) {
            DescribeShareGroupOffsetsResponseTopic answer =
                    new DescribeShareGroupOffsetsResponseTopic().setTopicName(topic.topicName());
            topic.partitions()
                    .forEach(partition -> answer.partitions()
                            .add(new DescribeShareGroupOffsetsResponsePartition()
                                    .setPartitionIndex(partition)
                                    .setErrorCode(error.code())
                                    .setErrorMessage(error.message())
                                    .setStartOffset(NO_OFFSET)));
            refused.add(answer);
        }
        return error != Errors.NONE;
    }

    private static Verdict alter(AlterShareGroupOffsetsRequestData request, Asked asked) {
        if (!asked.mayGroup(Operation.READ, request.groupId())) {
            return asked.refuse(request, Errors.GROUP_AUTHORIZATION_FAILED);
        }
        return new Parts<>(
                        AlterShareGroupOffsetsRequestData.class,
                        AlterShareGroupOffsetsResponseData.class,
                        AlterShareGroupOffsetsRequestData::topics,
                        ShareOffsetChecks::refuseToAlter,
                        ShareOffsetChecks::addAltered)
                .judge(
                        request,
                        (AlterShareGroupOffsetsRequestTopic topic) ->
                                asked.judgeTopic(Operation.READ, topic.topicName()));
    }

    private static AlterShareGroupOffsetsResponseData refuseToAlter(
            AlterShareGroupOffsetsRequestData refused, Errors error) {
        AlterShareGroupOffsetsResponseData answer = new AlterShareGroupOffsetsResponseData();
        refused.topics().forEach(topic -> {
            AlterShareGroupOffsetsResponseTopic one =
                    new AlterShareGroupOffsetsResponseTopic().setTopicName(topic.topicName());
            topic.partitions()
                    .forEach(partition -> one.partitions()
                            .add(new AlterShareGroupOffsetsResponsePartition()
                                    .setPartitionIndex(partition.partitionIndex())
                                    .setErrorCode(error.code())
                                    .setErrorMessage(error.message())));
            answer.responses().add(one);
        });
        return answer;
    }

    private static Verdict delete(DeleteShareGroupOffsetsRequestData request, Asked asked) {
        if (!asked.mayGroup(Operation.DELETE, request.groupId())) {
            return asked.refuse(request, Errors.GROUP_AUTHORIZATION_FAILED);
        }
        return new Parts<>(
                        DeleteShareGroupOffsetsRequestData.class,
                        DeleteShareGroupOffsetsResponseData.class,
                        DeleteShareGroupOffsetsRequestData::topics,
                        ShareOffsetChecks::refuseToDelete,
                        ShareOffsetChecks::addDeleted)
                .judge(
                        request,
                        (DeleteShareGroupOffsetsRequestTopic topic) ->
                                asked.judgeTopic(Operation.READ, topic.topicName()));
    }

    private static DeleteShareGroupOffsetsResponseData refuseToDelete(
            DeleteShareGroupOffsetsRequestData refused, Errors error) {
        return new DeleteShareGroupOffsetsResponseData()
                .setResponses(new ArrayList<>(refused.topics().stream()
                        .map(topic -> new DeleteShareGroupOffsetsResponseTopic()
                                .setTopicName(topic.topicName())
                                .setErrorCode(error.code())
                                .setErrorMessage(error.message()))
                        .toList()));
    }

    /** What fails as a whole tells nothing of topics. */
    private static void addAltered(AlterShareGroupOffsetsResponseData to, AlterShareGroupOffsetsResponseData from) {
        if (to.errorCode() == Errors.NONE.code()) {
            Parts.move(to.responses(), from.responses());
        }
    }

    private static void addDeleted(DeleteShareGroupOffsetsResponseData to, DeleteShareGroupOffsetsResponseData from) {
        if (to.errorCode() == Errors.NONE.code()) {
            to.responses().addAll(from.responses());
        }
    }
}
