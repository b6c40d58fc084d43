package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** The offsets of groups. */
final class OffsetChecks {

    private static final short COMMIT_BY_ID = 10;
    private static final short FETCH_OF_GROUPS = 8;
    private static final short FETCH_BY_ID = 10;
    private static final long NO_OFFSET = -1;

    private OffsetChecks() {}

    static Set<Map.Entry<ApiKeys, Check>> all() {
        return Set.of(
                Check.of(ApiKeys.OFFSET_COMMIT, OffsetCommitRequestData.class, OffsetChecks::commit),
                Check.of(ApiKeys.OFFSET_FETCH, OffsetFetchRequestData.class, OffsetChecks::fetch),
                Check.of(ApiKeys.OFFSET_DELETE, OffsetDeleteRequestData.class, OffsetChecks::delete));
    }

    private static Verdict commit(OffsetCommitRequestData request, Asked asked) {
        if (!asked.mayGroup(Operation.READ, request.groupId())) {
            return asked.refuse(request, Errors.GROUP_AUTHORIZATION_FAILED);
        }
        boolean byId = asked.version() >= COMMIT_BY_ID;
        List<Uuid> ids = byId
                ? request.topics().stream()
                        .map(OffsetCommitRequestTopic::topicId)
                        .toList()
                : List.of();
        return asked.withTopics(
                ids,
                () -> Parts.of(
                                asked,
                                OffsetCommitRequestData.class,
                                OffsetCommitResponseData.class,
                                OffsetCommitRequestData::topics,
                                (to, from) -> to.topics().addAll(from.topics()))
                        .judge(
                                request,
                                (OffsetCommitRequestTopic topic) -> byId
                                        ? asked.judgeTopic(Operation.READ, topic.topicId())
                                        : asked.judgeTopic(Operation.READ, topic.name())));
    }

    private static Verdict fetch(OffsetFetchRequestData request, Asked asked) {
        if (asked.version() < FETCH_OF_GROUPS) {
            return fetchOfOne(request, asked);
        }
        boolean ofAll = request.groups().stream().anyMatch(group -> group.topics() == null);
        if (ofAll && asked.version() >= FETCH_BY_ID) {
            return asked.withAllTopics(() -> fetchOfMany(request, asked));
        }
        List<Uuid> ids = asked.version() < FETCH_BY_ID
                ? List.of()
                : request.groups().stream()
                        .map(OffsetFetchRequestGroup::topics)
                        .filter(Objects::nonNull)
                        .flatMap(List::stream)
                        .map(OffsetFetchRequestTopics::topicId)
                        .toList();
        return asked.withTopics(ids, () -> fetchOfMany(request, asked));
    }

    private static Verdict fetchOfOne(OffsetFetchRequestData request, Asked asked) {
        if (!asked.mayGroup(Operation.DESCRIBE, request.groupId())) {
            return asked.refuse(request, Errors.GROUP_AUTHORIZATION_FAILED);
        }
        if (request.topics() == null) {
            return Change.later(
                    OffsetFetchResponseData.class,
                    answer -> answer.topics().removeIf(topic -> !asked.seesTopic(topic.name())));
        }
        return new Parts<>(
                        OffsetFetchRequestData.class,
                        OffsetFetchResponseData.class,
                        OffsetFetchRequestData::topics,
                        OffsetChecks::refuseToFetch,
                        (to, from) -> to.topics().addAll(from.topics()))
                .judge(request, (OffsetFetchRequestTopic topic) -> asked.judgeTopic(Operation.DESCRIBE, topic.name()));
    }

    private static OffsetFetchResponseData refuseToFetch(OffsetFetchRequestData refused, Errors error) {
        OffsetFetchResponseData answer = new OffsetFetchResponseData();
        for (OffsetFetchRequestTopic topic : refused.topics()) {
            OffsetFetchResponseTopic one = new OffsetFetchResponseTopic().setName(topic.name());
            topic.partitionIndexes()
                    .forEach(partition -> one.partitions()
                            .add(new OffsetFetchResponsePartition()
                                    .setPartitionIndex(partition)
                                    .setErrorCode(error.code())
                                    .setCommittedOffset(NO_OFFSET)));
            answer.topics().add(one);
        }
        return answer;
    }

    /** Of groups, and of the topics of each: what is refused of either is added to the answer. */
    private static Verdict fetchOfMany(OffsetFetchRequestData request, Asked asked) {
        Map<String, OffsetFetchResponseGroup> refused = new HashMap<>(); // in part, or as a whole
        List<OffsetFetchRequestGroup> allowed = new ArrayList<>();
        List<OffsetFetchResponseGroup> wholly = new ArrayList<>();
        for (OffsetFetchRequestGroup group : request.groups()) {
            OffsetFetchResponseGroup answer = new OffsetFetchResponseGroup().setGroupId(group.groupId());
            if (!asked.mayGroup(Operation.DESCRIBE, group.groupId())) {
                wholly.add(answer.setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code()));
            } else if (group.topics() == null || group.topics().isEmpty()) {
                allowed.add(group);
            } else {
                group.topics().removeIf(topic -> refuse(topic, asked, answer));
                if (group.topics().isEmpty()) {
                    wholly.add(answer);
                } else {
                    allowed.add(group);
                    refused.put(group.groupId(), answer);
                }
            }
        }
        if (allowed.isEmpty()) {
            return new Verdict.Answer(new OffsetFetchResponseData().setGroups(wholly));
        }
        request.setGroups(allowed);
        boolean changed = !wholly.isEmpty()
                || refused.values().stream().anyMatch(group -> !group.topics().isEmpty());
        return Change.forward(changed, OffsetFetchResponseData.class, answer -> {
            answer.groups().forEach(group -> {
                group.topics().removeIf(topic -> !isVisible(topic, asked));
                OffsetFetchResponseGroup more = refused.get(group.groupId());
                if (more != null && group.errorCode() == Errors.NONE.code()) {
                    group.topics().addAll(more.topics());
                }
            });
            answer.groups().addAll(wholly);
        });
    }

    /** Whether a topic that is asked for is refused; {@code answer} then gets it. */
    private static boolean refuse(OffsetFetchRequestTopics topic, Asked asked, OffsetFetchResponseGroup answer) {
        Errors error = asked.version() < FETCH_BY_ID
                ? asked.judgeTopic(Operation.DESCRIBE, topic.name())
                : asked.judgeTopic(Operation.DESCRIBE, topic.topicId());
        if (error != Errors.NONE) {
            OffsetFetchResponseTopics one =
                    new OffsetFetchResponseTopics().setName(topic.name()).setTopicId(topic.topicId());
            topic.partitionIndexes()
                    .forEach(partition -> one.partitions()
                            .add(new OffsetFetchResponsePartitions()
                                    .setPartitionIndex(partition)
                                    .setErrorCode(error.code())
                                    .setCommittedOffset(NO_OFFSET)));
            answer.topics().add(one);
        }
        return error != Errors.NONE;
    }

    /** One that was asked for by name has been judged; of all topics of a group, those are shown that can be described. */
    private static boolean isVisible(OffsetFetchResponseTopics topic, Asked asked) {
        return Stream.concat(
                        Stream.ofNullable(topic.name()).filter(name -> !name.isEmpty()),
                        asked.topic(topic.topicId()).stream())
                .anyMatch(asked::seesTopic);
    }

    private static Verdict delete(OffsetDeleteRequestData request, Asked asked) {
        if (!asked.mayGroup(Operation.DELETE, request.groupId())) {
            return asked.refuse(request, Errors.GROUP_AUTHORIZATION_FAILED);
        }
        return new Parts<>(
                        OffsetDeleteRequestData.class,
                        OffsetDeleteResponseData.class,
                        OffsetDeleteRequestData::topics,
                        OffsetChecks::refuseToDelete,
                        (to, from) -> Parts.move(to.topics(), from.topics()))
                .judge(request, (OffsetDeleteRequestTopic topic) -> asked.judgeTopic(Operation.READ, topic.name()));
    }

    private static OffsetDeleteResponseData refuseToDelete(OffsetDeleteRequestData refused, Errors error) {
        OffsetDeleteResponseData answer = new OffsetDeleteResponseData();
        for (OffsetDeleteRequestTopic topic : refused.topics()) {
            OffsetDeleteResponseTopic one = new OffsetDeleteResponseTopic().setName(topic.name());
            topic.partitions()
                    .forEach(partition -> one.partitions()
                            .add(new OffsetDeleteResponsePartition()
                                    .setPartitionIndex(partition.partitionIndex())
                                    .setErrorCode(error.code())));
            answer.topics().add(one);
        }
        return answer;
    }
}
