package io.signalbox.dataplane.layer.names;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.signalbox.acl.Namespace.Kind;
import io.signalbox.dataplane.layer.MembershipNames;
import io.signalbox.dataplane.layer.names.Rule.Outcome;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.message.StreamsGroupDescribeRequestData;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;

/** Responses in which more may stand than the client sees, or in which the broker tells of a refused name something else. */
final class ListFilters {

    private static final String CONSUMERS = "consumer";
    private static final String NOT_TO_BE_CREATED = "The virtual cluster's namespace has no topic of this name";
    private static final int NO_NODE = -1;
    private static final short OFFSETS_BY_ID = 10;

    private ListFilters() {}

    static Set<Map.Entry<ApiKeys, Rule>> all() {
        return Set.of(
                Rule.of(ApiKeys.FIND_COORDINATOR, FindCoordinatorRequestData.class, ListFilters::findCoordinator),
                Rule.of(
                        ApiKeys.STREAMS_GROUP_HEARTBEAT,
                        StreamsGroupHeartbeatRequestData.class,
                        (request, asked) -> Rules.refusePatterns(
                                request,
                                asked,
                                change(asked, StreamsGroupHeartbeatResponseData.class, ListFilters::endpoints))),
                of(
                        ApiKeys.CREATE_TOPICS,
                        CreateTopicsRequestData.class,
                        CreateTopicsResponseData.class,
                        ListFilters::created),
                of(
                        ApiKeys.LIST_GROUPS,
                        ListGroupsRequestData.class,
                        ListGroupsResponseData.class,
                        (answer, asked) -> answer.groups().removeIf(group -> !asked.sees(Kind.GROUP, group.groupId()))),
                Rule.of(ApiKeys.LIST_TRANSACTIONS, ListTransactionsRequestData.class, ListFilters::transactions),
                of(
                        ApiKeys.DESCRIBE_TRANSACTIONS,
                        DescribeTransactionsRequestData.class,
                        DescribeTransactionsResponseData.class,
                        (answer, asked) -> answer.transactionStates()
                                .forEach(state -> state.topics().removeIf(topic -> !asked.seesTopic(topic.topic())))),
                of(
                        ApiKeys.LIST_CONFIG_RESOURCES,
                        ListConfigResourcesRequestData.class,
                        ListConfigResourcesResponseData.class,
                        ListFilters::configResources),
                of(
                        ApiKeys.DESCRIBE_LOG_DIRS,
                        DescribeLogDirsRequestData.class,
                        DescribeLogDirsResponseData.class,
                        (answer, asked) -> answer.results()
                                .forEach(folder -> folder.topics().removeIf(topic -> !asked.seesTopic(topic.name())))),
                of(
                        ApiKeys.LIST_PARTITION_REASSIGNMENTS,
                        ListPartitionReassignmentsRequestData.class,
                        ListPartitionReassignmentsResponseData.class,
                        (answer, asked) -> answer.topics().removeIf(topic -> !asked.seesTopic(topic.name()))),
                Rule.of(ApiKeys.OFFSET_FETCH, OffsetFetchRequestData.class, ListFilters::offsets),
                of(
                        ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS,
                        DescribeShareGroupOffsetsRequestData.class,
                        DescribeShareGroupOffsetsResponseData.class,
                        (answer, asked) -> answer.groups()
                                .forEach(group ->
                                        group.topics().removeIf(topic -> !asked.seesTopic(topic.topicName())))),
                of(
                        ApiKeys.DESCRIBE_GROUPS,
                        DescribeGroupsRequestData.class,
                        DescribeGroupsResponseData.class,
                        ListFilters::members),
                of(
                        ApiKeys.CONSUMER_GROUP_DESCRIBE,
                        ConsumerGroupDescribeRequestData.class,
                        ConsumerGroupDescribeResponseData.class,
                        ListFilters::consumers),
                of(
                        ApiKeys.SHARE_GROUP_DESCRIBE,
                        ShareGroupDescribeRequestData.class,
                        ShareGroupDescribeResponseData.class,
                        ListFilters::shareConsumers),
                of(
                        ApiKeys.STREAMS_GROUP_DESCRIBE,
                        StreamsGroupDescribeRequestData.class,
                        StreamsGroupDescribeResponseData.class,
                        ListFilters::topologies));
    }

    private static <Q extends ApiMessage, R extends ApiMessage> Map.Entry<ApiKeys, Rule> of(
            ApiKeys api, Class<Q> request, Class<R> response, BiConsumer<R, Asked> filter) {
        return Rule.of(api, request, (all, asked) -> change(asked, response, filter));
    }

    private static <R extends ApiMessage> Outcome change(Asked asked, Class<R> response, BiConsumer<R, Asked> filter) {
        return Outcome.change(response, answer -> filter.accept(answer, asked));
    }

    /** Between brokers there are coordinators of share groups, too, whose keys have topics in them. */
    private static Outcome findCoordinator(FindCoordinatorRequestData request, Asked asked) {
        boolean transactions = request.keyType() == CoordinatorType.TRANSACTION.id();
        if (!transactions && request.keyType() != CoordinatorType.GROUP.id()) {
            return Outcome.instead(asked.refuse(request, Errors.INVALID_REQUEST));
        }
        Kind kind = transactions ? Kind.TRANSACTIONAL_ID : Kind.GROUP;
        Errors refused =
                transactions ? Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED : Errors.GROUP_AUTHORIZATION_FAILED;
        return Outcome.change(
                FindCoordinatorResponseData.class,
                answer -> answer.coordinators().stream()
                        .filter(coordinator -> asked.isRefused(kind, coordinator.key()))
                        .forEach(coordinator -> coordinator
                                .setErrorCode(refused.code())
                                .setErrorMessage(refused.message())
                                .setNodeId(NO_NODE)
                                .setHost("")
                                .setPort(NO_NODE)));
    }

    private static void created(CreateTopicsResponseData answer, Asked asked) {
        answer.topics().stream()
                .filter(topic -> asked.isRefused(Kind.TOPIC, topic.name()))
                .forEach(topic -> topic.setErrorCode(Errors.INVALID_TOPIC_EXCEPTION.code())
                        .setErrorMessage(NOT_TO_BE_CREATED));
    }

    /** What belongs to the whole cluster is nobody's in particular; of metrics it cannot be told whose they are. */
    private static void configResources(ListConfigResourcesResponseData answer, Asked asked) {
        answer.configResources().removeIf(resource -> switch (ConfigResource.Type.forId(resource.resourceType())) {
            case TOPIC -> !asked.seesTopic(resource.resourceName());
            case GROUP -> !asked.sees(Kind.GROUP, resource.resourceName());
            case BROKER, BROKER_LOGGER -> false;
            case CLIENT_METRICS, UNKNOWN -> true;
        });
    }

    /** A pattern is the client's, of names as it knows them: the broker is asked for all, and it is applied here. */
    private static Outcome transactions(ListTransactionsRequestData request, Asked asked) {
        String text = Objects.requireNonNullElse(request.transactionalIdPattern(), "");
        Predicate<String> isMeant;
        try {
            isMeant = text.isEmpty() ? id -> true : Pattern.compile(text)::matches;
        } catch (PatternSyntaxException e) {
            return Outcome.instead(asked.refuse(request, Errors.INVALID_REGULAR_EXPRESSION));
        }
        return Outcome.itself(
                () -> request.setTransactionalIdPattern(null),
                ListTransactionsResponseData.class,
                answer -> answer.transactionStates().removeIf(state -> {
                    Optional<String> id = asked.clients(Kind.TRANSACTIONAL_ID, state.transactionalId())
                            .filter(isMeant);
                    id.ifPresent(state::setTransactionalId);
                    return id.isEmpty();
                }));
    }

    /**
     * Members of a group that came another way may have committed for other topics. Where topics are told by their ids, all
     * have to be known before.
     */
    private static Outcome offsets(OffsetFetchRequestData request, Asked asked) {
        boolean byId = asked.version() >= OFFSETS_BY_ID;
        boolean ofAll = request.groups().stream().anyMatch(group -> group.topics() == null);
        if (byId && ofAll && asked.rename().isFirst()) {
            MetadataRequestData everything = new MetadataRequestData().setTopics(null);
            return Outcome.instead(
                    asked.after(Rules.METADATA_BY_ID, everything, asked.client().topics()::learn));
        }
        return Outcome.change(OffsetFetchResponseData.class, answer -> {
            answer.topics().removeIf(topic -> !asked.seesTopic(topic.name()));
            answer.groups()
                    .forEach(group -> group.topics()
                            .removeIf(topic ->
                                    byId ? !asked.seesTopic(topic.topicId()) : !asked.seesTopic(topic.name())));
        });
    }

    private static void members(DescribeGroupsResponseData answer, Asked asked) {
        MembershipNames.Renamed renamed = name -> asked.clients(Kind.TOPIC, name);
        answer.groups().stream()
                .filter(group -> group.protocolType().equals(CONSUMERS))
                .flatMap(group -> group.members().stream())
                .forEach(member -> member.setMemberMetadata(
                                renamed(member.memberMetadata(), renamed, MembershipNames::subscription))
                        .setMemberAssignment(renamed(member.memberAssignment(), renamed, MembershipNames::assignment)));
    }

    @FunctionalInterface
    private interface Writer {
        boolean write(ByteBuf in, int index, int length, MembershipNames.Renamed renamed, ByteBuf out);
    }

    private static byte[] renamed(byte[] bytes, MembershipNames.Renamed renamed, Writer writer) {
        ByteBuf out = Unpooled.buffer(bytes.length + Byte.SIZE);
        return writer.write(Unpooled.wrappedBuffer(bytes), 0, bytes.length, renamed, out)
                ? ByteBufUtil.getBytes(out)
                : bytes;
    }

    private static void consumers(ConsumerGroupDescribeResponseData answer, Asked asked) {
        answer.groups().stream().flatMap(group -> group.members().stream()).forEach(member -> {
            member.subscribedTopicNames().removeIf(topic -> !asked.seesTopic(topic));
            Optional.ofNullable(member.assignment())
                    .ifPresent(assignment ->
                            assignment.topicPartitions().removeIf(topic -> !asked.seesTopic(topic.topicName())));
            Optional.ofNullable(member.targetAssignment())
                    .ifPresent(assignment ->
                            assignment.topicPartitions().removeIf(topic -> !asked.seesTopic(topic.topicName())));
        });
    }

    private static void shareConsumers(ShareGroupDescribeResponseData answer, Asked asked) {
        answer.groups().stream().flatMap(group -> group.members().stream()).forEach(member -> {
            member.subscribedTopicNames().removeIf(topic -> !asked.seesTopic(topic));
            member.assignment().topicPartitions().removeIf(topic -> !asked.seesTopic(topic.topicName()));
        });
    }

    private static void topologies(StreamsGroupDescribeResponseData answer, Asked asked) {
        answer.groups().stream()
                .flatMap(group -> Optional.ofNullable(group.topology()).stream())
                .flatMap(topology -> Optional.ofNullable(topology.subtopologies()).stream())
                .flatMap(parts -> parts.stream())
                .forEach(part -> {
                    part.sourceTopics().removeIf(topic -> !asked.seesTopic(topic));
                    part.repartitionSinkTopics().removeIf(topic -> !asked.seesTopic(topic));
                    part.stateChangelogTopics().removeIf(topic -> !asked.seesTopic(topic.name()));
                    part.repartitionSourceTopics().removeIf(topic -> !asked.seesTopic(topic.name()));
                });
    }

    private static void endpoints(StreamsGroupHeartbeatResponseData answer, Asked asked) {
        Optional.ofNullable(answer.partitionsByUserEndpoint()).stream()
                .flatMap(endpoints -> endpoints.stream())
                .forEach(endpoint -> {
                    endpoint.activePartitions().removeIf(topic -> !asked.seesTopic(topic.topic()));
                    endpoint.standbyPartitions().removeIf(topic -> !asked.seesTopic(topic.topic()));
                });
    }
}
