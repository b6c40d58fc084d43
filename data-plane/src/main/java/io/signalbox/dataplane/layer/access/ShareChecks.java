package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.Fetches;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgeTopic;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.ShareAcknowledgeTopicResponse;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.ShareFetchableTopicResponse;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** Share groups: their members, and the records that these take. */
final class ShareChecks {

    private ShareChecks() {}

    static Set<Map.Entry<ApiKeys, Check>> all() {
        return Set.of(
                Check.of(ApiKeys.SHARE_GROUP_HEARTBEAT, ShareGroupHeartbeatRequestData.class, ShareChecks::heartbeat),
                Check.of(ApiKeys.SHARE_GROUP_DESCRIBE, ShareGroupDescribeRequestData.class, ShareChecks::describe),
                Check.of(ApiKeys.SHARE_FETCH, ShareFetchRequestData.class, ShareChecks::fetch),
                Check.of(ApiKeys.SHARE_ACKNOWLEDGE, ShareAcknowledgeRequestData.class, ShareChecks::acknowledge));
    }

    private static Verdict heartbeat(ShareGroupHeartbeatRequestData request, Asked asked) {
        List<String> topics =
                Optional.ofNullable(request.subscribedTopicNames()).orElse(List.of());
        return GroupChecks.heartbeat(request, request.groupId(), topics, asked, () -> Verdict.FORWARD);
    }

    private static Verdict describe(ShareGroupDescribeRequestData request, Asked asked) {
        return Parts.of(
                        asked,
                        ShareGroupDescribeRequestData.class,
                        ShareGroupDescribeResponseData.class,
                        ShareGroupDescribeRequestData::groupIds,
                        (to, from) -> to.groups().addAll(from.groups()))
                .judge(
                        request,
                        group -> asked.judgeGroup(Operation.DESCRIBE, group),
                        answer -> answer.groups().forEach(group -> hideForeign(group, asked)));
    }

    private static void hideForeign(DescribedGroup group, Asked asked) {
        if (!group.members().stream().flatMap(ShareChecks::topics).distinct().allMatch(asked::seesTopic)) {
            group.setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
                    .setErrorMessage(GroupChecks.FOREIGN_TOPICS)
                    .setMembers(List.of());
        }
        if (group.authorizedOperations() != AuthorizedOperations.NOT_ASKED) {
            group.setAuthorizedOperations(asked.bits(ResourceType.GROUP, group.groupId()));
        }
    }

    private static Stream<String> topics(Member member) {
        return Stream.concat(
                member.subscribedTopicNames().stream(),
                member.assignment().topicPartitions().stream()
                        .map(ShareGroupDescribeResponseData.TopicPartitions::topicName));
    }

    private static Verdict fetch(ShareFetchRequestData request, Asked asked) {
        if (!asked.mayGroup(Operation.READ, request.groupId())) {
            return asked.refuse(request, Errors.GROUP_AUTHORIZATION_FAILED);
        }
        if (!asked.shared().admits(request)) {
            return asked.refuse(request, Errors.SHARE_SESSION_NOT_FOUND);
        }
        if (request.shareSessionEpoch() == 0) {
            asked.shared().clear();
        }
        List<Uuid> ids = Stream.concat(
                        request.topics().stream().map(FetchTopic::topicId),
                        asked.shared().all())
                .toList();
        return asked.withTopics(ids, () -> fetchTopics(request, asked));
    }

    private static Verdict fetchTopics(ShareFetchRequestData request, Asked asked) {
        SharedTopics shared = asked.shared();
        if (!shared.isJudgedStill(asked)) {
            return asked.refuse(request, Errors.SHARE_SESSION_NOT_FOUND);
        }
        request.forgottenTopicsData().forEach(shared::forget);
        List<FetchTopic> refused = new ArrayList<>();
        request.topics().forEach(topic -> {
            if (asked.judgeTopic(Operation.READ, topic.topicId()) == Errors.NONE) {
                shared.grant(topic.topicId());
            } else {
                shared.deny(topic);
                refused.add(topic);
            }
        });
        request.topics().removeAll(refused);
        request.setMaxBytes(Fetches.limited(request.maxBytes()));
        return Change.forward(true, ShareFetchResponseData.class, answer -> {
            // A session that somebody else began may give anything.
            answer.responses().removeIf(topic -> !shared.isGranted(topic.topicId()));
            if (answer.errorCode() == Errors.NONE.code()) {
                shared.denied()
                        .forEach((topic, partitions) ->
                                answer.responses().add(refuse(topic, partitions, refused, asked)));
            }
        });
    }

    private static ShareFetchableTopicResponse refuse(
            Uuid topic, Set<Integer> partitions, List<FetchTopic> said, Asked asked) {
        Errors error = asked.topic(topic).isPresent() ? Errors.TOPIC_AUTHORIZATION_FAILED : Errors.UNKNOWN_TOPIC_ID;
        ShareFetchableTopicResponse answer = new ShareFetchableTopicResponse().setTopicId(topic);
        partitions.forEach(partition -> {
            boolean acknowledges = said.stream()
                    .filter(one -> one.topicId().equals(topic))
                    .flatMap(one -> one.partitions().stream())
                    .anyMatch(one -> one.partitionIndex() == partition
                            && !one.acknowledgementBatches().isEmpty());
            answer.partitions()
                    .add(new ShareFetchResponseData.PartitionData()
                            .setPartitionIndex(partition)
                            .setErrorCode(error.code())
                            .setRecords(MemoryRecords.EMPTY)
                            .setAcknowledgeErrorCode(acknowledges ? error.code() : Errors.NONE.code()));
        });
        return answer;
    }

    private static Verdict acknowledge(ShareAcknowledgeRequestData request, Asked asked) {
        if (!asked.mayGroup(Operation.READ, request.groupId())) {
            return asked.refuse(request, Errors.GROUP_AUTHORIZATION_FAILED);
        }
        if (!asked.shared().admits(request)) {
            return asked.refuse(request, Errors.SHARE_SESSION_NOT_FOUND);
        }
        return asked.withTopics(
                request.topics().stream().map(AcknowledgeTopic::topicId).toList(),
                () -> new Parts<>(
                                ShareAcknowledgeRequestData.class,
                                ShareAcknowledgeResponseData.class,
                                ShareAcknowledgeRequestData::topics,
                                ShareChecks::refuseToAcknowledge,
                                (to, from) -> Parts.move(to.responses(), from.responses()))
                        .judge(request, (AcknowledgeTopic topic) -> asked.judgeTopic(Operation.READ, topic.topicId())));
    }

    private static ShareAcknowledgeResponseData refuseToAcknowledge(ShareAcknowledgeRequestData refused, Errors error) {
        ShareAcknowledgeResponseData answer = new ShareAcknowledgeResponseData();
        refused.topics().forEach(topic -> {
            ShareAcknowledgeTopicResponse one = new ShareAcknowledgeTopicResponse().setTopicId(topic.topicId());
            topic.partitions()
                    .forEach(partition -> one.partitions()
                            .add(new ShareAcknowledgeResponseData.PartitionData()
                                    .setPartitionIndex(partition.partitionIndex())
                                    .setErrorCode(error.code())
                                    .setErrorMessage(error.message())));
            answer.responses().add(one);
        });
        return answer;
    }
}
