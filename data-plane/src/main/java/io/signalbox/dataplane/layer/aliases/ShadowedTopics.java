package io.signalbox.dataplane.layer.aliases;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * Topics that have the name of an alias are not seen in answers about all topics: by that name a client would find another
 * topic, of which such an answer says nothing.
 */
final class ShadowedTopics {

    private static final Map<ApiKeys, Change<ApiMessage, ApiMessage>> BY_API = Map.ofEntries(
            of(
                    ApiKeys.OFFSET_FETCH,
                    OffsetFetchRequestData.class,
                    OffsetFetchResponseData.class,
                    ShadowedTopics::offsets),
            of(
                    ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS,
                    DescribeShareGroupOffsetsRequestData.class,
                    DescribeShareGroupOffsetsResponseData.class,
                    ShadowedTopics::shareOffsets),
            of(
                    ApiKeys.DESCRIBE_LOG_DIRS,
                    DescribeLogDirsRequestData.class,
                    DescribeLogDirsResponseData.class,
                    (request, asked) -> ifAll(
                            request.topics(),
                            answer -> answer.results()
                                    .forEach(folder -> folder.topics()
                                            .removeIf(topic -> asked.aliases().has(topic.name()))))),
            of(
                    ApiKeys.LIST_PARTITION_REASSIGNMENTS,
                    ListPartitionReassignmentsRequestData.class,
                    ListPartitionReassignmentsResponseData.class,
                    (request, asked) -> ifAll(
                            request.topics(),
                            answer -> answer.topics()
                                    .removeIf(topic -> asked.aliases().has(topic.name())))),
            of(
                    ApiKeys.ELECT_LEADERS,
                    ElectLeadersRequestData.class,
                    ElectLeadersResponseData.class,
                    (request, asked) -> ifAll(
                            request.topicPartitions(),
                            answer -> answer.replicaElectionResults()
                                    .removeIf(topic -> asked.aliases().has(topic.topic())))));

    private static final short OFFSETS_BY_ID = 10;

    private ShadowedTopics() {}

    /** What is done with the response to a request; nothing where that names all topics that it is about. */
    @FunctionalInterface
    private interface Change<Q, R> {
        Optional<Consumer<R>> of(Q request, Asked asked);
    }

    private static <Q extends ApiMessage, R extends ApiMessage> Map.Entry<ApiKeys, Change<ApiMessage, ApiMessage>> of(
            ApiKeys api, Class<Q> request, Class<R> response, Change<Q, R> change) {
        return Map.entry(
                api,
                (message, asked) -> change.of(request.cast(message), asked)
                        .map(hide -> answer -> hide.accept(response.cast(answer))));
    }

    /** Takes them out of the broker's answer; empty where a request names all topics that it is about. */
    static Optional<Consumer<ApiMessage>> hiding(ApiMessage request, Asked asked) {
        Change<ApiMessage, ApiMessage> change = BY_API.get(asked.api());
        return change == null ? Optional.empty() : change.of(request, asked);
    }

    /** Whether answers have the ids of topics alone, so that all must be known before. */
    static boolean areByIds(Asked asked) {
        return asked.api() == ApiKeys.OFFSET_FETCH && asked.version() >= OFFSETS_BY_ID;
    }

    private static <R> Optional<Consumer<R>> ifAll(@Nullable Object named, Consumer<R> hide) {
        return named == null ? Optional.of(hide) : Optional.empty();
    }

    private static Optional<Consumer<OffsetFetchResponseData>> offsets(OffsetFetchRequestData request, Asked asked) {
        if (asked.version() < RenamedTopics.OFFSETS_OF_GROUPS) {
            return ifAll(
                    request.topics(),
                    answer -> answer.topics().removeIf(topic -> asked.aliases().has(topic.name())));
        }
        Set<String> groups = request.groups().stream()
                .filter(group -> group.topics() == null)
                .map(OffsetFetchRequestGroup::groupId)
                .collect(Collectors.toSet());
        return groups.isEmpty()
                ? Optional.empty()
                : Optional.of(answer -> answer.groups().stream()
                        .filter(group -> groups.contains(group.groupId()))
                        .forEach(group ->
                                group.topics().removeIf(topic -> asked.isShadowed(topic.name(), topic.topicId()))));
    }

    private static Optional<Consumer<DescribeShareGroupOffsetsResponseData>> shareOffsets(
            DescribeShareGroupOffsetsRequestData request, Asked asked) {
        Set<String> groups = request.groups().stream()
                .filter(group -> group.topics() == null)
                .map(DescribeShareGroupOffsetsRequestGroup::groupId)
                .collect(Collectors.toSet());
        return groups.isEmpty()
                ? Optional.empty()
                : Optional.of(answer -> answer.groups().stream()
                        .filter(group -> groups.contains(group.groupId()))
                        .forEach(group ->
                                group.topics().removeIf(topic -> asked.aliases().has(topic.topicName()))));
    }
}
