package io.signalbox.dataplane.layer.aliases;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.signalbox.acl.Aliases;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.MembershipNames;
import io.signalbox.dataplane.layer.Refusals;
import io.signalbox.dataplane.layer.aliases.Rules.Rule;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData.Subtopology;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData.TopicInfo;
import org.apache.kafka.common.message.StreamsGroupHeartbeatResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * What members of groups subscribe to, and what they are given: a member is answered by the names and the ids that it
 * subscribed by. What it does not repeat is remembered for all connections of the virtual cluster.
 */
final class MemberAliases {

    private static final String CONSUMERS = "consumer";

    private MemberAliases() {}

    static Map<ApiKeys, Rule> all() {
        return Map.ofEntries(
                Rule.of(ApiKeys.JOIN_GROUP, JoinGroupRequestData.class, MemberAliases::join),
                Rule.of(ApiKeys.SYNC_GROUP, SyncGroupRequestData.class, MemberAliases::sync),
                Rule.of(
                        ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                        ConsumerGroupHeartbeatRequestData.class,
                        MemberAliases::consumer),
                Rule.of(
                        ApiKeys.SHARE_GROUP_HEARTBEAT,
                        ShareGroupHeartbeatRequestData.class,
                        MemberAliases::shareConsumer),
                Rule.of(
                        ApiKeys.STREAMS_GROUP_HEARTBEAT,
                        StreamsGroupHeartbeatRequestData.class,
                        MemberAliases::streams));
    }

    /** What a member calls topics, by the names that they have without aliases. */
    private static Map<String, String> said(Collection<String> names, Aliases aliases) {
        Map<String, String> said = new HashMap<>();
        names.stream().filter(aliases::has).forEach(name -> said.putIfAbsent(aliases.topic(name), name));
        return said;
    }

    private static Verdict join(JoinGroupRequestData request, Asked asked) {
        Map<String, String> said = new HashMap<>();
        if (request.protocolType().equals(CONSUMERS)) {
            request.protocols()
                    .forEach(protocol ->
                            protocol.setMetadata(renamed(protocol.metadata(), MembershipNames::subscription, name -> {
                                if (asked.aliases().has(name)) {
                                    said.putIfAbsent(asked.topic(name), name);
                                }
                                return asked.topic(name);
                            })));
        }
        if (said.isEmpty()) {
            asked.client().known().leave(request.groupId(), request.memberId());
            return Verdict.FORWARD;
        }
        Consumer<ApiMessage> remember = answer ->
                asked.client().known().join(request.groupId(), ((JoinGroupResponseData) answer).memberId(), said);
        return new Verdict.Forward(
                true,
                Optional.of(new Memory(
                        Optional.empty(), Optional.of(new Names(asked.api(), said)), Optional.of(remember))));
    }

    private static Verdict sync(SyncGroupRequestData request, Asked asked) {
        Map<String, String> said = asked.client()
                .known()
                .member(request.groupId(), request.memberId())
                .orElse(Map.of());
        if (said.isEmpty()) {
            return Verdict.FORWARD;
        }
        Map<String, String> brokers = new HashMap<>();
        said.forEach((topic, name) -> brokers.put(name, topic));
        request.assignments()
                .forEach(assignment -> assignment.setAssignment(renamed(
                        assignment.assignment(),
                        MembershipNames::assignment,
                        name -> brokers.getOrDefault(name, name))));
        return new Verdict.Forward(true, Optional.of(Memory.of(new Names(asked.api(), said))));
    }

    @FunctionalInterface
    private interface Writer {
        boolean write(ByteBuf in, int index, int length, MembershipNames.Renamed renamed, ByteBuf out);
    }

    private static byte[] renamed(byte[] bytes, Writer writer, Function<String, String> names) {
        ByteBuf out = Unpooled.buffer(bytes.length + Byte.SIZE);
        return writer.write(Unpooled.wrappedBuffer(bytes), 0, bytes.length, name -> Optional.of(names.apply(name)), out)
                ? ByteBufUtil.getBytes(out)
                : bytes;
    }

    private static Verdict consumer(ConsumerGroupHeartbeatRequestData request, Asked asked) {
        Optional<ApiMessage> refused = Refusals.ofPattern(request);
        if (refused.isPresent()) {
            return new Verdict.Answer(refused.get());
        }
        Subscription subscription = new Subscription(
                request.groupId(),
                request.memberId(),
                request.memberEpoch() < 0,
                Optional.ofNullable(request.subscribedTopicNames()),
                asked);
        Stream<Uuid> owned = Stream.ofNullable(request.topicPartitions())
                .flatMap(List::stream)
                .map(ConsumerGroupHeartbeatRequestData.TopicPartitions::topicId);
        return asked.withTopics(
                owned,
                () -> subscription.known(() -> {
                    subscription.names().ifPresent(request::setSubscribedTopicNames);
                    Stream.ofNullable(request.topicPartitions())
                            .flatMap(List::stream)
                            .forEach(topic -> topic.setTopicId(asked.topic(topic.topicId())));
                    return new Verdict.Forward(
                            true,
                            Optional.of(Memory.of(
                                    ConsumerGroupHeartbeatResponseData.class,
                                    answer -> assigned(answer, subscription))));
                }));
    }

    private static void assigned(ConsumerGroupHeartbeatResponseData answer, Subscription subscription) {
        subscription.joined(answer.errorCode(), answer.memberId());
        if (answer.assignment() == null) {
            return;
        }
        boolean known = answer.assignment().topicPartitions().stream()
                .allMatch(topic -> subscription
                        .clients(topic.topicId())
                        .map(topic::setTopicId)
                        .isPresent());
        if (!known) {
            answer.setErrorCode(Errors.FENCED_MEMBER_EPOCH.code())
                    .setErrorMessage(Errors.FENCED_MEMBER_EPOCH.message())
                    .setAssignment(null);
        }
    }

    private static Verdict shareConsumer(ShareGroupHeartbeatRequestData request, Asked asked) {
        Subscription subscription = new Subscription(
                request.groupId(),
                request.memberId(),
                request.memberEpoch() < 0,
                Optional.ofNullable(request.subscribedTopicNames()),
                asked);
        return subscription.known(() -> {
            subscription.names().ifPresent(request::setSubscribedTopicNames);
            return new Verdict.Forward(
                    true,
                    Optional.of(Memory.of(
                            ShareGroupHeartbeatResponseData.class, answer -> assigned(answer, subscription))));
        });
    }

    private static void assigned(ShareGroupHeartbeatResponseData answer, Subscription subscription) {
        subscription.joined(answer.errorCode(), answer.memberId());
        if (answer.assignment() == null) {
            return;
        }
        boolean known = answer.assignment().topicPartitions().stream()
                .allMatch(topic -> subscription
                        .clients(topic.topicId())
                        .map(topic::setTopicId)
                        .isPresent());
        if (!known) {
            answer.setErrorCode(Errors.FENCED_MEMBER_EPOCH.code())
                    .setErrorMessage(Errors.FENCED_MEMBER_EPOCH.message())
                    .setAssignment(null);
        }
    }

    /** Source topics may be aliases; the broker makes the others, and none by an alias. */
    private static Verdict streams(StreamsGroupHeartbeatRequestData request, Asked asked) {
        List<Subtopology> parts =
                request.topology() == null ? List.of() : request.topology().subtopologies();
        boolean makes = parts.stream()
                .flatMap(part -> Stream.concat(
                        part.stateChangelogTopics().stream().map(TopicInfo::name),
                        Stream.concat(
                                part.repartitionSourceTopics().stream().map(TopicInfo::name),
                                part.repartitionSinkTopics().stream())))
                .anyMatch(asked.aliases()::has);
        if (makes) {
            return new Verdict.Answer(asked.refusal(request, Errors.STREAMS_INVALID_TOPOLOGY));
        }
        Optional<List<String>> sources = Optional.ofNullable(request.topology())
                .map(topology -> topology.subtopologies().stream()
                        .flatMap(part -> part.sourceTopics().stream())
                        .toList());
        Subscription subscription =
                new Subscription(request.groupId(), request.memberId(), request.memberEpoch() < 0, sources, asked);
        parts.forEach(part -> part.setSourceTopics(
                part.sourceTopics().stream().map(asked::topic).toList()));
        return new Verdict.Forward(true, Optional.of(Memory.of(StreamsGroupHeartbeatResponseData.class, answer -> {
            subscription.joined(answer.errorCode(), answer.memberId());
            Stream.ofNullable(answer.partitionsByUserEndpoint())
                    .flatMap(List::stream)
                    .flatMap(endpoint ->
                            Stream.concat(endpoint.activePartitions().stream(), endpoint.standbyPartitions().stream()))
                    .forEach(topic -> topic.setTopic(subscription.clients(topic.topic())));
        })));
    }

    /**
     * What a member of a group is subscribed to.
     *
     * @param said empty where it is subscribed to what it said before
     */
    private record Subscription(String group, String member, boolean leaves, Optional<List<String>> said, Asked asked) {

        /** By the names that topics have without aliases. */
        Optional<List<String>> names() {
            return said.map(names -> names.stream().map(asked::topic).distinct().toList());
        }

        /** Goes on once the ids of those topics are known whose ids the member is to be given others for. */
        Verdict known(Supplier<Verdict> next) {
            boolean aliased = said.stream().flatMap(List::stream).anyMatch(asked.aliases()::has);
            return aliased ? asked.withNames(names().orElseThrow(), next) : next.get();
        }

        void joined(short error, String answered) {
            String id = answered == null || answered.isEmpty() ? member : answered;
            if (leaves) {
                asked.client().known().leave(group, id);
            } else if (error == Errors.NONE.code()) {
                said.ifPresent(
                        names -> asked.client().known().join(group, id, MemberAliases.said(names, asked.aliases())));
            }
        }

        private Optional<Map<String, String>> clients() {
            return said.map(names -> MemberAliases.said(names, asked.aliases()))
                    .or(() -> asked.client().known().member(group, member));
        }

        String clients(String topic) {
            return clients().map(names -> names.getOrDefault(topic, topic)).orElse(topic);
        }

        /**
         * The id by which the member knows a topic that it is given. Empty where that cannot be told: of a member that
         * subscribed through another node, or before this one started. Such a member has to say again what it wants.
         */
        Optional<Uuid> clients(Uuid id) {
            Optional<Map<String, String>> names = clients();
            if (names.filter(Map::isEmpty).isPresent()) {
                return Optional.of(id);
            }
            Optional<String> topic = Optional.ofNullable(asked.client().topics().find(id));
            if (names.isPresent()) {
                return topic.map(name -> Optional.ofNullable(names.get().get(name))
                        .map(alias -> asked.client().known().id(alias, id))
                        .orElse(id));
            }
            return topic.filter(name -> asked.aliases().targets().values().stream()
                            .noneMatch(target -> target.topic().equals(name)))
                    .map(name -> id);
        }
    }
}
