package io.signalbox.dataplane.layer.aliases;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.dataplane.layer.LayerExchange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitionsCollection;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.ShareFetchableTopicResponse;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class AliasSessionTest {

    private static final Uuid V2 = Uuid.randomUuid();
    private static final Uuid PLAIN = Uuid.randomUuid();

    private final FakeCluster cluster = new FakeCluster()
            .topic("orders-v2", V2)
            .topic("plain", PLAIN)
            .alias("orders", "orders-v2")
            .alias("lost", "missing");
    private final AliasSession session = new AliasSession(cluster);

    private LayerExchange exchange(int version, ApiMessage request) {
        return new LayerExchange(session, version, request);
    }

    private MetadataResponseData metadata(int version, MetadataRequestData request) {
        LayerExchange exchange = exchange(version, request);
        return exchange.shown(cluster.answer(exchange.sent(MetadataRequestData.class)));
    }

    private static MetadataRequestData byName(String... names) {
        return new MetadataRequestData()
                .setTopics(Stream.of(names)
                        .map(name -> new MetadataRequestTopic().setName(name))
                        .toList());
    }

    private Uuid idOf(String name) {
        return found(metadata(12, byName(name)), name).topicId();
    }

    private static MetadataResponseTopic found(MetadataResponseData answer, String name) {
        return Objects.requireNonNull(answer.topics().find(name), name);
    }

    private static List<String> names(MetadataResponseData answer) {
        return answer.topics().stream().map(MetadataResponseTopic::name).toList();
    }

    @Test
    void aListHasTheAliasBesideWhatItStandsForAndNoneThatStandsForNothing() {
        MetadataResponseData answer = metadata(12, new MetadataRequestData().setTopics(null));

        assertThat(names(answer)).containsExactlyInAnyOrder("orders", "orders-v2", "plain");
        assertThat(found(answer, "orders-v2").topicId()).isEqualTo(V2);
        assertThat(found(answer, "orders").topicId()).isNotIn(V2, Uuid.ZERO_UUID);
    }

    @Test
    void bothNamesAskedForAtOnceAreBothAnswered() {
        LayerExchange exchange = exchange(12, byName("orders", "orders-v2", "plain", "lost"));

        assertThat(exchange.sent(MetadataRequestData.class).topics().stream().map(MetadataRequestTopic::name))
                .contains("orders-v2", "plain", "missing")
                .doesNotHaveDuplicates();
        MetadataResponseData answer = exchange.shown(cluster.answer(exchange.sent(MetadataRequestData.class)));
        assertThat(names(answer)).containsExactlyInAnyOrder("orders", "orders-v2", "plain", "lost");
        assertThat(found(answer, "lost").errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    }

    @Test
    void anAliasHasOneIdBehindEveryNode() {
        Uuid id = idOf("orders");

        assertThat(new AliasSession(cluster.restarted())).isNotNull();
        assertThat(idOf("orders")).isEqualTo(id).isNotEqualTo(V2);
        assertThat(id.toString()).doesNotStartWith("-");
    }

    @Test
    void metadataByTheIdOfAnAliasHasItsName() {
        Uuid id = idOf("orders");
        cluster.restarted();

        MetadataResponseData answer = metadata(
                12,
                new MetadataRequestData()
                        .setTopics(List.of(
                                new MetadataRequestTopic().setName(null).setTopicId(id),
                                new MetadataRequestTopic().setName(null).setTopicId(V2))));

        assertThat(found(answer, "orders").topicId()).isEqualTo(id);
        assertThat(found(answer, "orders-v2").topicId()).isEqualTo(V2);
    }

    @Test
    void noTopicIsMadeByAnAliasAndOthersAreAllTheSame() {
        LayerExchange exchange = exchange(12, byName("lost", "new").setAllowAutoTopicCreation(true));

        assertThat(exchange.sent(MetadataRequestData.class).allowAutoTopicCreation())
                .isFalse();
        assertThat(cluster.asked).singleElement().satisfies(question -> {
            MetadataRequestData making = (MetadataRequestData) question;
            assertThat(making.allowAutoTopicCreation()).isTrue();
            assertThat(making.topics()).extracting(MetadataRequestTopic::name).containsExactly("new");
        });
    }

    @Test
    void anAliasTakesThePlaceOfATopicOfItsNameOfWhichIsWarnedOnce() {
        Uuid shadowed = Uuid.randomUuid();
        cluster.topic("orders", shadowed);

        MetadataResponseData all = metadata(12, new MetadataRequestData().setTopics(null));
        MetadataResponseData one = metadata(12, byName("orders"));

        assertThat(found(all, "orders").topicId()).isNotIn(shadowed, V2);
        assertThat(found(one, "orders").topicId())
                .isEqualTo(found(all, "orders").topicId());
        assertThat(cluster.conflicts).containsExactly("orders");
        FetchRequestData fetch = exchange(13, fetch(shadowed)).sent(FetchRequestData.class);
        assertThat(fetch.topics().get(0).topicId()).isNotIn(shadowed, V2);
    }

    @Test
    void whoAsksByTheAliasAloneIsWarnedOfAsWell() {
        cluster.topic("orders", Uuid.randomUuid());

        MetadataResponseData answer = metadata(12, byName("orders"));

        assertThat(names(answer)).containsExactly("orders");
        assertThat(cluster.conflicts).containsExactly("orders");
    }

    private static ListOffsetsRequestData offsets(String... topics) {
        return new ListOffsetsRequestData()
                .setTopics(new ArrayList<>(Stream.of(topics)
                        .map(name -> new ListOffsetsTopic().setName(name))
                        .toList()));
    }

    private static ListOffsetsResponseData answer(ListOffsetsRequestData request, int throttled) {
        return new ListOffsetsResponseData()
                .setTopics(new ArrayList<>(request.topics().stream()
                        .map(topic -> new ListOffsetsTopicResponse()
                                .setName(topic.name())
                                .setPartitions(List.of(new ListOffsetsResponseData.ListOffsetsPartitionResponse()
                                        .setOffset(throttled))))
                        .toList()));
    }

    @Test
    void whatNamesNoAliasPassesAsItIs() {
        assertThat(exchange(7, offsets("plain", "orders-v2")).passes()).isTrue();
    }

    @Test
    void anAnswerHasTheNameThatWasAskedBy() {
        LayerExchange exchange = exchange(7, offsets("orders", "plain"));

        ListOffsetsRequestData sent = exchange.sent(ListOffsetsRequestData.class);
        assertThat(sent.topics()).extracting(ListOffsetsTopic::name).containsExactly("orders-v2", "plain");
        assertThat(exchange.shown(answer(sent, 1)).topics())
                .extracting(ListOffsetsTopicResponse::name)
                .containsExactly("orders", "plain");
    }

    @Test
    void ofTwoNamesOfOneTopicEachGetsItsOwnAnswer() {
        cluster.answering(question -> answer((ListOffsetsRequestData) question, 22));
        LayerExchange exchange = exchange(7, offsets("plain", "orders", "orders-v2"));

        ListOffsetsRequestData sent = exchange.sent(ListOffsetsRequestData.class);
        assertThat(sent.topics()).extracting(ListOffsetsTopic::name).containsExactly("plain", "orders-v2");
        assertThat(exchange.shown(answer(sent, 11)).topics())
                .extracting(
                        topic -> topic.name() + " " + topic.partitions().get(0).offset())
                .containsExactly("plain 11", "orders 11", "orders-v2 22");
    }

    private static FetchRequestData fetch(Uuid... ids) {
        return new FetchRequestData()
                .setMaxWaitMs(500)
                .setTopics(new ArrayList<>(Stream.of(ids)
                        .map(id -> new FetchTopic().setTopicId(id))
                        .toList()));
    }

    private static FetchResponseData answer(FetchRequestData request) {
        return new FetchResponseData()
                .setResponses(new ArrayList<>(request.topics().stream()
                        .map(topic -> new FetchableTopicResponse().setTopicId(topic.topicId()))
                        .toList()));
    }

    @Test
    void recordsAreFetchedByTheIdOfAnAlias() {
        Uuid id = idOf("orders");
        cluster.restarted();
        LayerExchange exchange = exchange(13, fetch(id, PLAIN));

        FetchRequestData sent = exchange.sent(FetchRequestData.class);
        assertThat(sent.topics()).extracting(FetchTopic::topicId).containsExactly(V2, PLAIN);
        assertThat(exchange.shown(answer(sent)).responses())
                .extracting(FetchableTopicResponse::topicId)
                .containsExactly(id, PLAIN);
    }

    @Test
    void recordsAreFetchedByBothIdsAtOnceAndNobodyWaitsForOneOfThemAlone() {
        Uuid id = idOf("orders");
        cluster.answering(question -> answer((FetchRequestData) question));
        LayerExchange exchange = exchange(13, fetch(id, V2));

        FetchRequestData sent = exchange.sent(FetchRequestData.class);
        assertThat(sent.topics()).extracting(FetchTopic::topicId).containsExactly(V2);
        assertThat(exchange.shown(answer(sent)).responses())
                .extracting(FetchableTopicResponse::topicId)
                .containsExactly(id, V2);
        assertThat(cluster.asked)
                .filteredOn(FetchRequestData.class::isInstance)
                .singleElement()
                .satisfies(aside ->
                        assertThat(((FetchRequestData) aside).maxWaitMs()).isZero());
    }

    @Test
    void theIdOfAnAliasThatIsGoneOrStandsForAnotherTopicIsNobodys() {
        Uuid id = idOf("orders");

        cluster.alias("orders", "plain");
        assertThat(sentId(id)).isNotIn(V2, PLAIN, id);
        cluster.without("orders");
        assertThat(sentId(id)).isNotIn(V2, PLAIN, id);
        cluster.alias("orders", "orders-v2");
        assertThat(sentId(id)).isEqualTo(V2);
    }

    private Uuid sentId(Uuid id) {
        return exchange(13, fetch(id))
                .sent(FetchRequestData.class)
                .topics()
                .get(0)
                .topicId();
    }

    @Test
    void anAliasIsNotMadeAndTheRestGoesOn() {
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        request.topics().add(new CreatableTopic().setName("orders"));
        request.topics().add(new CreatableTopic().setName("new"));
        LayerExchange exchange = exchange(7, request);

        assertThat(exchange.sent(CreateTopicsRequestData.class).topics())
                .extracting(CreatableTopic::name)
                .containsExactly("new");
        CreateTopicsResponseData response = new CreateTopicsResponseData();
        response.topics().add(new CreatableTopicResult().setName("new"));
        assertThat(exchange.shown(response).topics())
                .extracting(topic -> topic.name() + " " + Errors.forCode(topic.errorCode()))
                .containsExactlyInAnyOrder("new NONE", "orders INVALID_TOPIC_EXCEPTION");
    }

    @Test
    void anAliasIsNotDeletedByItsIdEither() {
        Uuid id = idOf("orders");
        DeleteTopicsRequestData request = new DeleteTopicsRequestData()
                .setTopics(new ArrayList<>(List.of(
                        new DeleteTopicState().setName(null).setTopicId(id),
                        new DeleteTopicState().setName("orders"),
                        new DeleteTopicState().setName(null).setTopicId(PLAIN))));
        LayerExchange exchange = exchange(6, request);

        assertThat(exchange.sent(DeleteTopicsRequestData.class).topics())
                .extracting(DeleteTopicState::topicId)
                .containsExactly(PLAIN);
        assertThat(exchange.shown(new DeleteTopicsResponseData()).responses())
                .hasSize(2)
                .allMatch(topic -> topic.errorCode() == Errors.INVALID_TOPIC_EXCEPTION.code())
                .anyMatch(topic -> topic.topicId().equals(id))
                .anyMatch(topic -> "orders".equals(topic.name()));
    }

    @Test
    void noLeaderIsElectedByAnAlias() {
        TopicPartitionsCollection topics = new TopicPartitionsCollection();
        topics.add(new TopicPartitions().setTopic("orders").setPartitions(List.of(0)));

        ElectLeadersResponseData answer = exchange(2, new ElectLeadersRequestData().setTopicPartitions(topics))
                .answered(ElectLeadersResponseData.class);

        assertThat(answer.errorCode()).isZero();
        assertThat(answer.replicaElectionResults())
                .singleElement()
                .satisfies(result -> assertThat(result.partitionResult().get(0).errorCode())
                        .isEqualTo(Errors.INVALID_TOPIC_EXCEPTION.code()));
    }

    @Test
    void aMemberOfAClassicGroupIsGivenWhatItSubscribedTo() {
        JoinGroupRequestData join =
                new JoinGroupRequestData().setGroupId("g").setMemberId("m").setProtocolType("consumer");
        join.protocols()
                .add(new JoinGroupRequestProtocol()
                        .setName("range")
                        .setMetadata(bytes(
                                ConsumerProtocol.serializeSubscription(new Subscription(List.of("orders", "plain"))))));
        LayerExchange joined = exchange(7, join);
        JoinGroupRequestProtocol sent = Objects.requireNonNull(
                joined.sent(JoinGroupRequestData.class).protocols().find("range"));
        assertThat(ConsumerProtocol.deserializeSubscription(ByteBuffer.wrap(sent.metadata()))
                        .topics())
                .containsExactly("orders-v2", "plain");
        JoinGroupResponseData leads = joined.shown(new JoinGroupResponseData()
                .setMemberId("m")
                .setProtocolName("range")
                .setMembers(List.of(new JoinGroupResponseData.JoinGroupResponseMember()
                        .setMemberId("m")
                        .setMetadata(sent.metadata()))));
        assertThat(ConsumerProtocol.deserializeSubscription(
                                ByteBuffer.wrap(leads.members().get(0).metadata()))
                        .topics())
                .containsExactly("orders", "plain");

        byte[] assignment = bytes(ConsumerProtocol.serializeAssignment(
                new Assignment(List.of(new TopicPartition("orders", 0), new TopicPartition("plain", 1)))));
        LayerExchange synced = new LayerExchange(
                new AliasSession(cluster),
                5,
                new SyncGroupRequestData()
                        .setGroupId("g")
                        .setMemberId("m")
                        .setAssignments(List.of(new SyncGroupRequestAssignment()
                                .setMemberId("m")
                                .setAssignment(assignment))));
        byte[] brokers =
                synced.sent(SyncGroupRequestData.class).assignments().get(0).assignment();
        assertThat(partitions(brokers))
                .containsExactlyInAnyOrder(new TopicPartition("orders-v2", 0), new TopicPartition("plain", 1));
        assertThat(partitions(synced.shown(new SyncGroupResponseData().setAssignment(brokers))
                        .assignment()))
                .containsExactlyInAnyOrder(new TopicPartition("orders", 0), new TopicPartition("plain", 1));
    }

    private static List<TopicPartition> partitions(byte[] assignment) {
        return ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(assignment))
                .partitions();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static ConsumerGroupHeartbeatRequestData heartbeat(int epoch) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId("g")
                .setMemberId("m")
                .setMemberEpoch(epoch);
    }

    private static ConsumerGroupHeartbeatResponseData assigned(Uuid... ids) {
        return new ConsumerGroupHeartbeatResponseData()
                .setMemberId("m")
                .setMemberEpoch(1)
                .setAssignment(new ConsumerGroupHeartbeatResponseData.Assignment()
                        .setTopicPartitions(Stream.of(ids)
                                .map(id -> new ConsumerGroupHeartbeatResponseData.TopicPartitions()
                                        .setTopicId(id)
                                        .setPartitions(List.of(0)))
                                .toList()));
    }

    private static List<Uuid> ids(ConsumerGroupHeartbeatResponseData answer) {
        return Objects.requireNonNull(answer.assignment()).topicPartitions().stream()
                .map(ConsumerGroupHeartbeatResponseData.TopicPartitions::topicId)
                .toList();
    }

    @Test
    void aMemberOfANewGroupIsGivenTheIdsOfWhatItSubscribedToOnEveryConnection() {
        LayerExchange joins = exchange(0, heartbeat(0).setSubscribedTopicNames(List.of("orders", "plain")));
        assertThat(joins.sent(ConsumerGroupHeartbeatRequestData.class).subscribedTopicNames())
                .containsExactly("orders-v2", "plain");
        Uuid id = idOf("orders");
        assertThat(ids(joins.shown(assigned(V2, PLAIN)))).containsExactly(id, PLAIN);

        LayerExchange goesOn = new LayerExchange(
                new AliasSession(cluster),
                0,
                heartbeat(1)
                        .setTopicPartitions(
                                List.of(new ConsumerGroupHeartbeatRequestData.TopicPartitions().setTopicId(id))));

        assertThat(goesOn.sent(ConsumerGroupHeartbeatRequestData.class)
                        .topicPartitions()
                        .get(0)
                        .topicId())
                .isEqualTo(V2);
        assertThat(ids(goesOn.shown(assigned(V2)))).containsExactly(id);
    }

    @Test
    void aMemberOfWhomThisNodeKnowsNothingHasToSayAgainWhatItWants() {
        idOf("orders");

        ConsumerGroupHeartbeatResponseData answer = exchange(0, heartbeat(5)).shown(assigned(V2));

        assertThat(answer.errorCode()).isEqualTo(Errors.FENCED_MEMBER_EPOCH.code());
        assertThat(answer.assignment()).isNull();
    }

    @Test
    void aMemberThatSubscribedToNoAliasIsGivenTheTopicsOwnIds() {
        exchange(0, heartbeat(0).setSubscribedTopicNames(List.of("orders-v2"))).shown(assigned(V2));

        assertThat(ids(exchange(0, heartbeat(1)).shown(assigned(V2)))).containsExactly(V2);
    }

    @Test
    void whatAShareSessionGivesLaterHasTheIdThatWasAskedByBefore() {
        Uuid id = idOf("orders");
        ShareFetchRequestData first =
                new ShareFetchRequestData().setGroupId("g").setMemberId("m").setShareSessionEpoch(0);
        first.topics().add(new ShareFetchRequestData.FetchTopic().setTopicId(id));
        LayerExchange begins = exchange(1, first);
        assertThat(begins.sent(ShareFetchRequestData.class).topics())
                .extracting(ShareFetchRequestData.FetchTopic::topicId)
                .containsExactly(V2);

        LayerExchange goesOn = exchange(
                1, new ShareFetchRequestData().setGroupId("g").setMemberId("m").setShareSessionEpoch(1));

        ShareFetchResponseData response = new ShareFetchResponseData();
        response.responses().add(new ShareFetchableTopicResponse().setTopicId(V2));
        assertThat(goesOn.shown(response).responses())
                .extracting(ShareFetchableTopicResponse::topicId)
                .containsExactly(id);
    }

    private static DescribeTopicPartitionsResponseData page(String... topics) {
        DescribeTopicPartitionsResponseData page = new DescribeTopicPartitionsResponseData();
        Stream.of(topics)
                .forEach(name -> page.topics()
                        .add(new DescribeTopicPartitionsResponseTopic()
                                .setName(name)
                                .setTopicId(name.equals("orders-v2") ? V2 : PLAIN)));
        return page;
    }

    private static List<String> names(DescribeTopicPartitionsResponseData page) {
        return page.topics().stream()
                .map(DescribeTopicPartitionsResponseTopic::name)
                .toList();
    }

    @Test
    void topicsAreDescribedByBothNamesUnlessTheyGoOnInAnotherPage() {
        List<TopicRequest> both = List.of(
                new TopicRequest().setName("orders"),
                new TopicRequest().setName("orders-v2"),
                new TopicRequest().setName("plain"));
        LayerExchange exchange = exchange(0, new DescribeTopicPartitionsRequestData().setTopics(both));

        assertThat(exchange.sent(DescribeTopicPartitionsRequestData.class).topics())
                .extracting(TopicRequest::name)
                .containsExactly("orders-v2", "plain");
        assertThat(names(exchange.shown(page("orders-v2", "plain"))))
                .containsExactlyInAnyOrder("orders", "orders-v2", "plain");
        DescribeTopicPartitionsResponseData part = exchange.shown(page("orders-v2")
                .setNextCursor(new DescribeTopicPartitionsResponseData.Cursor()
                        .setTopicName("orders-v2")
                        .setPartitionIndex(5)));
        assertThat(names(part)).containsExactly("orders");
        assertThat(part.nextCursor().topicName()).isEqualTo("orders");
    }

    @Test
    void whenAllTopicsAreDescribedAliasesAreAmongThem() {
        LayerExchange exchange = exchange(0, new DescribeTopicPartitionsRequestData());

        assertThat(names(exchange.shown(page("orders-v2", "plain"))))
                .containsExactlyInAnyOrder("orders", "orders-v2", "plain");
    }
}
