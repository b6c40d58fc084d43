package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.message.StreamsGroupDescribeRequestData;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData.Subtopology;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData.TopicInfo;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Groups of stream processors. */
final class StreamsChecks {

    private StreamsChecks() {}

    static Set<Map.Entry<ApiKeys, Check>> all() {
        return Set.of(
                Check.of(
                        ApiKeys.STREAMS_GROUP_HEARTBEAT,
                        StreamsGroupHeartbeatRequestData.class,
                        StreamsChecks::heartbeat),
                Check.of(
                        ApiKeys.STREAMS_GROUP_DESCRIBE,
                        StreamsGroupDescribeRequestData.class,
                        StreamsChecks::describe));
    }

    /**
     * Never in part. The broker makes topics that a topology has inside, as whom the node authenticates: a client that may
     * not make them itself is refused.
     */
    private static Verdict heartbeat(StreamsGroupHeartbeatRequestData request, Asked asked) {
        if (!asked.mayGroup(Operation.READ, request.groupId())) {
            return asked.refuse(request, Errors.GROUP_AUTHORIZATION_FAILED);
        }
        List<Subtopology> parts =
                request.topology() == null ? List.of() : request.topology().subtopologies();
        if (parts.stream().anyMatch(part -> !part.sourceTopicRegex().isEmpty())) {
            return asked.refuse(request, Errors.STREAMS_INVALID_TOPOLOGY); // the broker would apply it for the node
        }
        Set<String> inside = parts.stream()
                .flatMap(part -> Stream.concat(
                        part.stateChangelogTopics().stream().map(TopicInfo::name),
                        part.repartitionSourceTopics().stream().map(TopicInfo::name)))
                .collect(Collectors.toSet());
        Stream<String> all = Stream.concat(
                inside.stream(),
                parts.stream()
                        .flatMap(part ->
                                Stream.concat(part.sourceTopics().stream(), part.repartitionSinkTopics().stream())));
        boolean may = all.distinct().allMatch(topic -> asked.mayTopic(Operation.DESCRIBE, topic))
                && (asked.seesCluster(Operation.CREATE)
                        || inside.stream().allMatch(topic -> asked.mayTopic(Operation.CREATE, topic)));
        return may ? Verdict.FORWARD : asked.refuse(request, Errors.TOPIC_AUTHORIZATION_FAILED);
    }

    private static Verdict describe(StreamsGroupDescribeRequestData request, Asked asked) {
        return Parts.of(
                        asked,
                        StreamsGroupDescribeRequestData.class,
                        StreamsGroupDescribeResponseData.class,
                        StreamsGroupDescribeRequestData::groupIds,
                        (to, from) -> to.groups().addAll(from.groups()))
                .judge(
                        request,
                        group -> asked.judgeGroup(Operation.DESCRIBE, group),
                        answer -> answer.groups().forEach(group -> hideForeign(group, asked)));
    }

    private static void hideForeign(DescribedGroup group, Asked asked) {
        if (!topics(group).distinct().allMatch(asked::seesTopic)) {
            group.setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
                    .setErrorMessage(GroupChecks.FOREIGN_TOPICS)
                    .setMembers(List.of())
                    .setTopology(null);
        }
        if (group.authorizedOperations() != AuthorizedOperations.NOT_ASKED) {
            group.setAuthorizedOperations(asked.bits(ResourceType.GROUP, group.groupId()));
        }
    }

    private static Stream<String> topics(DescribedGroup group) {
        return Stream.ofNullable(group.topology())
                .flatMap(topology -> Stream.ofNullable(topology.subtopologies()))
                .flatMap(List::stream)
                .flatMap(part -> Stream.of(
                                part.sourceTopics().stream(),
                                part.repartitionSinkTopics().stream(),
                                part.stateChangelogTopics().stream()
                                        .map(StreamsGroupDescribeResponseData.TopicInfo::name),
                                part.repartitionSourceTopics().stream()
                                        .map(StreamsGroupDescribeResponseData.TopicInfo::name))
                        .flatMap(names -> names));
    }
}
