package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.Refusals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;

/** Groups: where they are coordinated, their members, their state. */
final class GroupChecks {

    private static final short FIND_MANY = 4;
    static final String FOREIGN_TOPICS =
            "The group has described topic(s) that the client is not authorized to describe.";

    private GroupChecks() {}

    static Set<Map.Entry<ApiKeys, Check>> all() {
        return Set.of(
                Check.of(ApiKeys.FIND_COORDINATOR, FindCoordinatorRequestData.class, GroupChecks::findCoordinator),
                member(ApiKeys.JOIN_GROUP, JoinGroupRequestData.class, JoinGroupRequestData::groupId),
                member(ApiKeys.SYNC_GROUP, SyncGroupRequestData.class, SyncGroupRequestData::groupId),
                member(ApiKeys.HEARTBEAT, HeartbeatRequestData.class, HeartbeatRequestData::groupId),
                member(ApiKeys.LEAVE_GROUP, LeaveGroupRequestData.class, LeaveGroupRequestData::groupId),
                Check.of(
                        ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                        ConsumerGroupHeartbeatRequestData.class,
                        GroupChecks::heartbeat),
                Check.of(ApiKeys.DESCRIBE_GROUPS, DescribeGroupsRequestData.class, GroupChecks::describe),
                Check.of(
                        ApiKeys.CONSUMER_GROUP_DESCRIBE,
                        ConsumerGroupDescribeRequestData.class,
                        GroupChecks::describeConsumers),
                Check.of(ApiKeys.LIST_GROUPS, ListGroupsRequestData.class, GroupChecks::list),
                Check.of(ApiKeys.DELETE_GROUPS, DeleteGroupsRequestData.class, GroupChecks::delete));
    }

    private static <Q extends ApiMessage> Map.Entry<ApiKeys, Check> member(
            ApiKeys api, Class<Q> request, Function<Q, String> group) {
        return Check.of(
                api,
                request,
                (all, asked) -> asked.mayGroup(Operation.READ, group.apply(all))
                        ? Verdict.FORWARD
                        : asked.refuse(all, Errors.GROUP_AUTHORIZATION_FAILED));
    }

    private static Verdict findCoordinator(FindCoordinatorRequestData request, Asked asked) {
        if (asked.version() < FIND_MANY) {
            Errors error = judge(request.keyType(), request.key(), asked);
            return error == Errors.NONE ? Verdict.FORWARD : asked.refuse(request, error);
        }
        return new Parts<>(
                        FindCoordinatorRequestData.class,
                        FindCoordinatorResponseData.class,
                        FindCoordinatorRequestData::coordinatorKeys,
                        GroupChecks::refuseToFind,
                        (to, from) -> to.coordinators().addAll(from.coordinators()))
                .judge(request, (String key) -> judge(request.keyType(), key, asked));
    }

    private static FindCoordinatorResponseData refuseToFind(FindCoordinatorRequestData refused, Errors error) {
        FindCoordinatorResponseData answer = new FindCoordinatorResponseData();
        refused.coordinatorKeys()
                .forEach(key -> answer.coordinators()
                        .add(new Coordinator()
                                .setKey(key)
                                .setErrorCode(error.code())
                                .setNodeId(Node.noNode().id())
                                .setHost(Node.noNode().host())
                                .setPort(Node.noNode().port())));
        return answer;
    }

    /** What is neither a group's nor a transaction's is between brokers. */
    private static Errors judge(byte type, String key, Asked asked) {
        if (type == CoordinatorType.GROUP.id()) {
            return asked.judgeGroup(Operation.DESCRIBE, key);
        }
        if (type == CoordinatorType.TRANSACTION.id()) {
            return asked.judgeTransaction(Operation.DESCRIBE, key);
        }
        return asked.judgeCluster(Operation.CLUSTER_ACTION);
    }

    private static Verdict heartbeat(ConsumerGroupHeartbeatRequestData request, Asked asked) {
        List<String> topics =
                Optional.ofNullable(request.subscribedTopicNames()).orElse(List.of());
        return heartbeat(
                request,
                request.groupId(),
                topics,
                asked,
                () -> Refusals.ofPattern(request)
                        .<Verdict>map(Verdict.Answer::new)
                        .orElse(Verdict.FORWARD));
    }

    /** Never in part: a group is joined for all topics that are named, or not at all. */
    static Verdict heartbeat(
            ApiMessage request, String group, List<String> topics, Asked asked, Supplier<Verdict> allowed) {
        if (!asked.mayGroup(Operation.READ, group)) {
            return asked.refuse(request, Errors.GROUP_AUTHORIZATION_FAILED);
        }
        return topics.stream().allMatch(topic -> asked.mayTopic(Operation.DESCRIBE, topic))
                ? allowed.get()
                : asked.refuse(request, Errors.TOPIC_AUTHORIZATION_FAILED);
    }

    private static Verdict describe(DescribeGroupsRequestData request, Asked asked) {
        return Parts.of(
                        asked,
                        DescribeGroupsRequestData.class,
                        DescribeGroupsResponseData.class,
                        DescribeGroupsRequestData::groups,
                        (to, from) -> to.groups().addAll(from.groups()))
                .judge(
                        request,
                        group -> asked.judgeGroup(Operation.DESCRIBE, group),
                        answer -> answer.groups().stream()
                                .filter(group -> group.authorizedOperations() != AuthorizedOperations.NOT_ASKED)
                                .forEach(group -> group.setAuthorizedOperations(
                                        asked.bits(ResourceType.GROUP, group.groupId()))));
    }

    private static Verdict describeConsumers(ConsumerGroupDescribeRequestData request, Asked asked) {
        return Parts.of(
                        asked,
                        ConsumerGroupDescribeRequestData.class,
                        ConsumerGroupDescribeResponseData.class,
                        ConsumerGroupDescribeRequestData::groupIds,
                        (to, from) -> to.groups().addAll(from.groups()))
                .judge(
                        request,
                        group -> asked.judgeGroup(Operation.DESCRIBE, group),
                        answer -> answer.groups().forEach(group -> hideForeign(group, asked)));
    }

    /** A group in which there is a topic that the client may not describe is hidden from it, as Kafka does. */
    private static void hideForeign(DescribedGroup group, Asked asked) {
        boolean foreign = group.members().stream()
                .flatMap(GroupChecks::topics)
                .distinct()
                .anyMatch(topic -> !asked.seesTopic(topic));
        if (foreign) {
            group.setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
                    .setErrorMessage(FOREIGN_TOPICS)
                    .setMembers(List.of());
        }
        if (group.authorizedOperations() != AuthorizedOperations.NOT_ASKED) {
            group.setAuthorizedOperations(asked.bits(ResourceType.GROUP, group.groupId()));
        }
    }

    private static Stream<String> topics(Member member) {
        return Stream.concat(
                member.subscribedTopicNames().stream(),
                Stream.of(member.assignment(), member.targetAssignment())
                        .flatMap(
                                assignment -> Optional.ofNullable(assignment).map(Assignment::topicPartitions).stream())
                        .flatMap(List::stream)
                        .map(ConsumerGroupDescribeResponseData.TopicPartitions::topicName));
    }

    private static Verdict list(ListGroupsRequestData request, Asked asked) {
        return asked.seesCluster(Operation.DESCRIBE)
                ? Verdict.FORWARD
                : Change.later(
                        ListGroupsResponseData.class,
                        answer -> answer.groups()
                                .removeIf(
                                        group -> !asked.sees(Operation.DESCRIBE, ResourceType.GROUP, group.groupId())));
    }

    private static Verdict delete(DeleteGroupsRequestData request, Asked asked) {
        return Parts.of(
                        asked,
                        DeleteGroupsRequestData.class,
                        DeleteGroupsResponseData.class,
                        DeleteGroupsRequestData::groupsNames,
                        (to, from) -> Parts.move(to.results(), from.results()))
                .judge(request, group -> asked.judgeGroup(Operation.DELETE, group));
    }
}
