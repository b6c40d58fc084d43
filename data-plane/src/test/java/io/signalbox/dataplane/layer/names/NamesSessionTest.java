package io.signalbox.dataplane.layer.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.signalbox.acl.Namespace.Mode;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import io.signalbox.dataplane.layer.LayerExchange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData.TransactionState;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesSessionTest {

    private static final Uuid OWN = Uuid.randomUuid();
    private static final Uuid OTHERS = Uuid.randomUuid();

    private final FakeClient hiding = new FakeClient(Mode.HIDE_PREFIX)
            .with("own_orders", OWN)
            .with("others_orders", OTHERS)
            .with("shared", Uuid.randomUuid());
    private final FakeClient enforcing = new FakeClient(Mode.ENFORCE_PREFIX);

    private static LayerExchange exchange(FakeClient client, int version, ApiMessage request) {
        return new LayerExchange(new NamesSession(client), version, request);
    }

    private static ListOffsetsRequestData offsetsOf(String... topics) {
        return new ListOffsetsRequestData()
                .setTopics(List.of(topics).stream()
                        .map(name -> new ListOffsetsTopic().setName(name))
                        .toList());
    }

    private static List<String> topics(ListOffsetsRequestData request) {
        return request.topics().stream().map(ListOffsetsTopic::name).toList();
    }

    @Test
    void anAmbiguousNameIsThatOfTheTopicWithThePrefixIfThereIsOne() {
        hiding.with("own_public-a", Uuid.randomUuid()).with("public-a", Uuid.randomUuid());

        LayerExchange both = exchange(hiding, 7, offsetsOf("public-a", "public-b", "x"));

        assertThat(topics(both.sent(ListOffsetsRequestData.class)))
                .containsExactly("own_public-a", "public-b", "own_x");
        assertThat(both.shown(new ListOffsetsResponseData()
                                .setTopics(List.of(
                                        new ListOffsetsTopicResponse().setName("own_public-a"),
                                        new ListOffsetsTopicResponse().setName("public-b"),
                                        new ListOffsetsTopicResponse().setName("own_x"))))
                        .topics())
                .extracting(ListOffsetsTopicResponse::name)
                .containsExactly("public-a", "public-b", "x");
        assertThat(hiding.asked).isEqualTo(1);

        exchange(hiding, 7, offsetsOf("public-a", "public-b"));
        assertThat(hiding.asked).as("it is remembered").isEqualTo(1);
    }

    @Test
    void metadataShowsTheTopicWithThePrefixAndTellsOfTheConflictOnce() {
        Uuid prefixed = Uuid.randomUuid();
        hiding.with("own_public-a", prefixed).with("public-a", Uuid.randomUuid());
        for (MetadataRequestData request : List.of(
                new MetadataRequestData().setTopics(null),
                new MetadataRequestData().setTopics(List.of(new MetadataRequestTopic().setName("public-a"))))) {
            LayerExchange exchange = exchange(hiding, 12, request);

            MetadataResponseData shown = exchange.shown(hiding.answer(exchange.sent(MetadataRequestData.class)));

            assertThat(shown.topics().find("public-a").topicId()).isEqualTo(prefixed);
            assertThat(shown.topics())
                    .noneMatch(topic ->
                            topic.name().startsWith("own_") || topic.name().startsWith("others"));
        }
        assertThat(hiding.conflicts).containsExactly("public-a");
    }

    @Test
    void metadataMakesNoAdditionalTopic() {
        MetadataRequestData additional = new MetadataRequestData()
                .setTopics(new ArrayList<>(List.of(new MetadataRequestTopic().setName("public-new"))))
                .setAllowAutoTopicCreation(true);
        MetadataRequestData own = new MetadataRequestData()
                .setTopics(new ArrayList<>(List.of(new MetadataRequestTopic().setName("new"))))
                .setAllowAutoTopicCreation(true);

        assertThat(exchange(hiding, 12, additional)
                        .sent(MetadataRequestData.class)
                        .allowAutoTopicCreation())
                .isFalse();
        assertThat(exchange(hiding, 12, own).sent(MetadataRequestData.class).allowAutoTopicCreation())
                .isTrue();
        assertThat(new NamesLayer(true).oldest(ApiKeys.METADATA)).isEqualTo((short) 4);
    }

    @Test
    void aRefusedNameIsUnknownInMetadata() {
        LayerExchange exchange = exchange(
                enforcing,
                12,
                new MetadataRequestData().setTopics(List.of(new MetadataRequestTopic().setName("others_orders"))));
        MetadataResponseData answer = new MetadataResponseData();
        answer.topics()
                .add(new MetadataResponseTopic()
                        .setName("/others_orders")
                        .setErrorCode(Errors.INVALID_TOPIC_EXCEPTION.code()));

        assertThat(exchange.sent(MetadataRequestData.class).topics())
                .extracting(MetadataRequestTopic::name)
                .containsExactly("/others_orders");
        assertThat(exchange.shown(answer).topics().find("others_orders").errorCode())
                .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    }

    @Test
    void aForeignIdIsSentAsAnotherThatNobodyHas() {
        Uuid nobodys = Uuid.randomUuid();
        LayerExchange exchange = exchange(
                hiding,
                13,
                new FetchRequestData()
                        .setTopics(List.of(
                                new FetchTopic().setTopicId(OWN),
                                new FetchTopic().setTopicId(OTHERS),
                                new FetchTopic().setTopicId(nobodys))));

        List<Uuid> sent = exchange.sent(FetchRequestData.class).topics().stream()
                .map(FetchTopic::topicId)
                .toList();
        FetchResponseData shown = exchange.shown(new FetchResponseData()
                .setResponses(sent.stream()
                        .map(id -> new FetchableTopicResponse().setTopicId(id))
                        .toList()));

        assertThat(sent).hasSize(3).startsWith(OWN).doesNotContain(OTHERS, nobodys);
        assertThat(shown.responses())
                .extracting(FetchableTopicResponse::topicId)
                .containsExactly(OWN, OTHERS, nobodys);
        assertThat(hiding.asked).isEqualTo(1);
    }

    @Test
    void theIdOfATopicThatHasANameTooIsLookedAt() {
        LayerExchange exchange = exchange(
                hiding,
                12,
                new MetadataRequestData()
                        .setTopics(List.of(
                                new MetadataRequestTopic().setName("orders").setTopicId(OTHERS))));

        assertThat(exchange.sent(MetadataRequestData.class).topics())
                .extracting(MetadataRequestTopic::topicId)
                .doesNotContain(OTHERS);
    }

    @Test
    void fetchSessionsAreRefusedAndNoneBegins() {
        FetchRequestData begins = new FetchRequestData().setSessionEpoch(0);

        assertThat(exchange(hiding, 13, new FetchRequestData().setSessionId(7).setSessionEpoch(3))
                        .answered(FetchResponseData.class)
                        .errorCode())
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
        assertThat(exchange(hiding, 13, begins).sent(FetchRequestData.class).sessionEpoch())
                .isEqualTo(-1);
    }

    @Test
    void aTopicWithAnAdditionalNameIsNotCreated() {
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        request.topics().add(new CreatableTopic().setName("shared"));
        request.topics().add(new CreatableTopic().setName("x"));
        CreateTopicsResponseData answer = new CreateTopicsResponseData();
        answer.topics()
                .add(new CreatableTopicResult()
                        .setName("/shared")
                        .setErrorCode(Errors.INVALID_TOPIC_EXCEPTION.code())
                        .setErrorMessage("'/shared' is invalid"));
        answer.topics()
                .add(new CreatableTopicResult()
                        .setName("own_x")
                        .setErrorCode(Errors.TOPIC_ALREADY_EXISTS.code())
                        .setErrorMessage("Topic 'own_x' already exists; own_y-1, others."));

        LayerExchange exchange = exchange(hiding, 5, request);
        CreateTopicsResponseData shown = exchange.shown(answer);

        assertThat(exchange.sent(CreateTopicsRequestData.class).topics())
                .extracting(CreatableTopic::name)
                .containsExactly("/shared", "own_x");
        assertThat(shown.topics().find("shared").errorCode()).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION.code());
        assertThat(shown.topics().find("shared").errorMessage()).contains("namespace");
        assertThat(shown.topics().find("x").errorMessage()).isEqualTo("Topic 'x' already exists; y-1, others.");
    }

    @Test
    void groupsOutsideAreRefused() {
        LayerExchange heartbeat = exchange(enforcing, 4, new HeartbeatRequestData().setGroupId("others"));
        LayerExchange coordinator =
                exchange(enforcing, 4, new FindCoordinatorRequestData().setCoordinatorKeys(List.of("others", "own_g")));

        assertThat(heartbeat.answered(HeartbeatResponseData.class).errorCode())
                .isEqualTo(Errors.GROUP_AUTHORIZATION_FAILED.code());
        List<String> sent = coordinator.sent(FindCoordinatorRequestData.class).coordinatorKeys();
        assertThat(sent).allMatch(key -> key.startsWith("own_"));
        assertThat(coordinator
                        .shown(new FindCoordinatorResponseData()
                                .setCoordinators(sent.stream()
                                        .map(key -> new FindCoordinatorResponseData.Coordinator()
                                                .setKey(key)
                                                .setHost("h"))
                                        .toList()))
                        .coordinators())
                .extracting(one -> one.key() + " " + one.errorCode() + " " + one.host())
                .containsExactly("others " + Errors.GROUP_AUTHORIZATION_FAILED.code() + " ", "own_g 0 h");
    }

    @Test
    void membersSpeakOfTheBrokersTopicsBehindAndOfTheClientsInFront() {
        ByteBuffer subscription = ConsumerProtocol.serializeSubscription(new Subscription(
                List.of("orders", "shared"),
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                List.of(new TopicPartition("orders", 4))));
        JoinGroupRequestData request =
                new JoinGroupRequestData().setGroupId("g").setProtocolType("consumer");
        request.protocols().add(new JoinGroupRequestProtocol().setName("range").setMetadata(bytes(subscription)));

        LayerExchange exchange = exchange(hiding, 5, request);
        JoinGroupRequestData sent = exchange.sent(JoinGroupRequestData.class);
        byte[] behind = sent.protocols().find("range").metadata();
        byte[] others = bytes(ConsumerProtocol.serializeSubscription(new Subscription(List.of("others_x", "own_y"))));
        JoinGroupResponseData shown = exchange.shown(new JoinGroupResponseData()
                .setMembers(List.of(
                        new JoinGroupResponseMember().setMemberId("1").setMetadata(behind),
                        new JoinGroupResponseMember().setMemberId("2").setMetadata(others),
                        new JoinGroupResponseMember().setMemberId("3").setMetadata(new byte[] {0, 9, 9}))));

        assertThat(sent.groupId()).isEqualTo("own_g");
        Subscription read = ConsumerProtocol.deserializeSubscription(ByteBuffer.wrap(behind));
        assertThat(read.topics()).containsExactly("own_orders", "shared");
        assertThat(read.ownedPartitions()).containsExactly(new TopicPartition("own_orders", 4));
        assertThat(read.userData()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(shown.members().get(0).metadata()).isEqualTo(bytes(subscription));
        assertThat(ConsumerProtocol.deserializeSubscription(
                                ByteBuffer.wrap(shown.members().get(1).metadata()))
                        .topics())
                .containsExactly("y");
        assertThat(shown.members().get(2).metadata()).containsExactly(0, 9, 9);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    '',            a1 a2 b own_a
                    a[0-9],        a1 a2
                    (?i)A1|b,      a1 b
                    own_.*,        own_a
                    \\Qa1,          a1
                    others.*,      ''
                    """)
    void aPatternOfTransactionsIsAppliedToTheClientsNames(String pattern, String shown) {
        LayerExchange exchange =
                exchange(hiding, 2, new ListTransactionsRequestData().setTransactionalIdPattern(pattern));

        ListTransactionsResponseData answer = exchange.shown(new ListTransactionsResponseData()
                .setTransactionStates(Stream.of("own_a1", "others_a1", "own_a2", "own_b", "own_own_a", "a1")
                        .map(id -> new TransactionState().setTransactionalId(id))
                        .collect(Collectors.toList())));

        assertThat(exchange.sent(ListTransactionsRequestData.class).transactionalIdPattern())
                .isNull();
        assertThat(answer.transactionStates())
                .extracting(TransactionState::transactionalId)
                .containsExactly(shown.isEmpty() ? new String[0] : shown.split(" "));
    }

    @Test
    void aPatternOfTransactionsThatIsNoneIsRefused() {
        LayerExchange exchange = exchange(hiding, 2, new ListTransactionsRequestData().setTransactionalIdPattern("a)"));

        assertThat(exchange.answered(ListTransactionsResponseData.class).errorCode())
                .isEqualTo(Errors.INVALID_REGULAR_EXPRESSION.code());
    }

    @Test
    void offsetsAreCommittedByIdsThatAreSeen() {
        LayerExchange exchange = exchange(
                hiding,
                10,
                new OffsetCommitRequestData()
                        .setGroupId("g")
                        .setTopics(List.of(
                                new OffsetCommitRequestTopic().setTopicId(OWN),
                                new OffsetCommitRequestTopic().setTopicId(OTHERS))));

        OffsetCommitRequestData sent = exchange.sent(OffsetCommitRequestData.class);
        OffsetCommitResponseData shown = exchange.shown(new OffsetCommitResponseData()
                .setTopics(sent.topics().stream()
                        .map(topic -> new OffsetCommitResponseTopic().setTopicId(topic.topicId()))
                        .toList()));

        assertThat(sent.groupId()).isEqualTo("own_g");
        assertThat(sent.topics())
                .extracting(OffsetCommitRequestTopic::topicId)
                .startsWith(OWN)
                .doesNotContain(OTHERS);
        assertThat(shown.topics())
                .extracting(OffsetCommitResponseTopic::topicId)
                .containsExactly(OWN, OTHERS);
    }

    @Test
    void ofAGroupsOffsetsThoseAreShownOfTopicsThatAreSeen() {
        LayerExchange exchange = exchange(
                hiding,
                10,
                new OffsetFetchRequestData()
                        .setGroups(List.of(
                                new OffsetFetchRequestGroup().setGroupId("all").setTopics(null),
                                new OffsetFetchRequestGroup()
                                        .setGroupId("some")
                                        .setTopics(List.of(
                                                new OffsetFetchRequestTopics().setTopicId(OWN),
                                                new OffsetFetchRequestTopics().setTopicId(OTHERS))))));

        OffsetFetchRequestData sent = exchange.sent(OffsetFetchRequestData.class);
        List<Uuid> some = sent.groups().get(1).topics().stream()
                .map(OffsetFetchRequestTopics::topicId)
                .toList();
        OffsetFetchResponseData shown = exchange.shown(new OffsetFetchResponseData()
                .setGroups(List.of(offsetsOf("own_all", List.of(OTHERS, OWN)), offsetsOf("own_some", some))));

        assertThat(some).hasSize(2).startsWith(OWN).doesNotContain(OTHERS);
        assertThat(shown.groups()).extracting(OffsetFetchResponseGroup::groupId).containsExactly("all", "some");
        assertThat(shown.groups().get(0).topics())
                .extracting(OffsetFetchResponseTopics::topicId)
                .containsExactly(OWN);
        assertThat(shown.groups().get(1).topics())
                .extracting(OffsetFetchResponseTopics::topicId)
                .containsExactly(OWN, OTHERS);
        assertThat(hiding.asked).isEqualTo(1);
    }

    private static OffsetFetchResponseGroup offsetsOf(String group, List<Uuid> topics) {
        return new OffsetFetchResponseGroup()
                .setGroupId(group)
                .setTopics(topics.stream()
                        .map(id -> new OffsetFetchResponseTopics().setTopicId(id))
                        .collect(Collectors.toList()));
    }

    @Test
    void anAnswerThatNamesWhatIsForeignIsNone() {
        LayerExchange exchange = exchange(hiding, 7, offsetsOf("orders"));

        assertThatThrownBy(() -> exchange.shown(new ListOffsetsResponseData()
                        .setTopics(List.of(new ListOffsetsTopicResponse().setName("others_orders")))))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void metadataCanBeAskedForByTheClientsNames() {
        Question byId = Question.ofLayer(
                ApiKeys.METADATA,
                (short) 12,
                new MetadataRequestData()
                        .setTopics(List.of(
                                new MetadataRequestTopic().setName(null).setTopicId(OWN),
                                new MetadataRequestTopic().setName(null).setTopicId(OTHERS))));

        MetadataResponseData answer = (MetadataResponseData) byId.through(new NamesSession(hiding), hiding::ask)
                .toCompletableFuture()
                .join();

        assertThat(answer.topics().find("orders").topicId()).isEqualTo(OWN);
        assertThat(answer.topics())
                .hasSize(2)
                .anyMatch(topic -> topic.name() == null
                        && topic.topicId().equals(OTHERS)
                        && topic.errorCode() == Errors.UNKNOWN_TOPIC_ID.code());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        return Unpooled.wrappedBuffer(buffer).array();
    }
}
