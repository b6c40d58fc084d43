package io.signalbox.dataplane.layer.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.AclPolicy;
import io.signalbox.acl.Authorizer;
import io.signalbox.acl.Operation;
import io.signalbox.acl.Principal;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.layer.LayerExchange;
import io.signalbox.dataplane.layer.TopicNames;
import io.signalbox.proto.config.v1.AclAction;
import io.signalbox.proto.config.v1.AclOperation;
import io.signalbox.proto.config.v1.AclResourceType;
import io.signalbox.proto.config.v1.AclRule;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireAcls;
import io.signalbox.proto.config.v1.WireNames;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.ShareFetchableTopicResponse;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Share sessions: what a client may not read is in none, whatever it may read later, and whoever began it. */
class ShareChecksTest {

    private static final Uuid OPEN = Uuid.randomUuid();
    private static final Uuid SHUT = Uuid.randomUuid();

    private final Client client = new Client();
    private final AccessSession session = new AccessSession(client);

    /** May read what its rules name. */
    private static final class Client implements AccessClient {
        private final TopicNames topics = new TopicNames();
        private Authorizer authorizer = mayRead("open");

        Client() {
            MetadataResponseData metadata = new MetadataResponseData();
            metadata.topics().add(new MetadataResponseTopic().setName("open").setTopicId(OPEN));
            metadata.topics().add(new MetadataResponseTopic().setName("shut").setTopicId(SHUT));
            topics.learn(metadata);
        }

        @Override
        public Authorizer authorizer() {
            return authorizer;
        }

        @Override
        public TopicNames topics() {
            return topics;
        }

        @Override
        public CompletionStage<ApiMessage> ask(Question question) {
            return CompletableFuture.completedFuture(new MetadataResponseData());
        }

        @Override
        public void onDecision(Operation operation, ResourceType type, String name, boolean allowed) {
            // nobody counts here
        }

        @Override
        public void onAllowed(ResourceType type, int times) {
            // nor here
        }

        @Override
        public void close() {
            throw new IllegalStateException("every request here awaits an answer");
        }
    }

    private static Authorizer mayRead(String... topics) {
        AclRule.Builder rule = AclRule.newBuilder()
                .setAction(AclAction.ACL_ACTION_ALLOW)
                .addOperations(AclOperation.ACL_OPERATION_READ);
        VirtualClusterPolicy policy = VirtualClusterPolicy.newBuilder()
                .setAcls(WireAcls.newBuilder()
                        .addRules(rule.setResourceType(AclResourceType.ACL_RESOURCE_TYPE_TOPIC)
                                .setResourceNames(WireNames.newBuilder().addAllNames(List.of(topics))))
                        .addRules(rule.setResourceType(AclResourceType.ACL_RESOURCE_TYPE_GROUP)
                                .setResourceNames(WireNames.newBuilder().addNames("g"))))
                .build();
        return new AclPolicies(List.of(AclPolicy.of(UUID.randomUUID(), policy))).of(Principal.named("", "somebody"));
    }

    private static ShareFetchRequestData fetch(int epoch, Uuid... topics) {
        ShareFetchRequestData request =
                new ShareFetchRequestData().setGroupId("g").setMemberId("m").setShareSessionEpoch(epoch);
        Stream.of(topics).forEach(id -> {
            FetchTopic topic = new FetchTopic().setTopicId(id);
            topic.partitions().add(new FetchPartition().setPartitionIndex(0));
            request.topics().add(topic);
        });
        return request;
    }

    private static ShareFetchResponseData answer(Uuid... topics) {
        ShareFetchResponseData answer = new ShareFetchResponseData();
        Stream.of(topics).forEach(id -> answer.responses().add(new ShareFetchableTopicResponse().setTopicId(id)));
        return answer;
    }

    private static List<Uuid> ids(ShareFetchRequestData request) {
        return request.topics().stream().map(FetchTopic::topicId).toList();
    }

    private static boolean isRefused(ShareFetchResponseData answer, Uuid topic) {
        return answer.responses().stream()
                .filter(one -> one.topicId().equals(topic))
                .flatMap(one -> one.partitions().stream())
                .anyMatch(partition -> partition.errorCode() == Errors.TOPIC_AUTHORIZATION_FAILED.code());
    }

    @Test
    void whatMayNotBeReadIsInNoSessionAndRefusedWithEachAnswer() {
        LayerExchange first = new LayerExchange(session, 1, fetch(0, OPEN, SHUT));

        assertThat(ids(first.sent(ShareFetchRequestData.class))).containsExactly(OPEN);
        assertThat(isRefused(first.shown(answer(OPEN)), SHUT)).isTrue();
        assertThat(isRefused(new LayerExchange(session, 1, fetch(1)).shown(answer(OPEN)), SHUT))
                .isTrue();
    }

    @Test
    void underOtherRulesASessionBeginsAnew() {
        new LayerExchange(session, 1, fetch(0, OPEN, SHUT));

        client.authorizer = mayRead("open", "shut");
        assertThat(error(fetch(1))).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND);
        assertThat(ids(new LayerExchange(session, 1, fetch(0, OPEN, SHUT)).sent(ShareFetchRequestData.class)))
                .containsExactlyInAnyOrder(OPEN, SHUT);

        client.authorizer = mayRead("shut");
        assertThat(error(fetch(1))).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND);
    }

    private Errors error(ShareFetchRequestData request) {
        return Errors.forCode(new LayerExchange(session, 1, request)
                .answered(ShareFetchResponseData.class)
                .errorCode());
    }

    @Test
    void aSessionOfAnotherConnectionIsNotFound() {
        new LayerExchange(session, 1, fetch(0, OPEN));
        AccessSession other = new AccessSession(client);

        assertThat(new LayerExchange(other, 1, fetch(1))
                        .answered(ShareFetchResponseData.class)
                        .errorCode())
                .isEqualTo(Errors.SHARE_SESSION_NOT_FOUND.code());
        assertThat(new LayerExchange(
                                other,
                                1,
                                new ShareAcknowledgeRequestData()
                                        .setGroupId("g")
                                        .setMemberId("m")
                                        .setShareSessionEpoch(0))
                        .answered(ShareAcknowledgeResponseData.class)
                        .errorCode())
                .isEqualTo(Errors.SHARE_SESSION_NOT_FOUND.code());
    }

    @Test
    void whatASessionGivesThatWasNotAskedForIsNotTheClients() {
        ShareFetchResponseData shown = new LayerExchange(session, 1, fetch(0, OPEN)).shown(answer(OPEN, SHUT));

        assertThat(shown.responses())
                .extracting(ShareFetchableTopicResponse::topicId)
                .containsExactly(OPEN);
    }

    @Test
    void aTopicThatIsForgottenIsRefusedNoMore() {
        new LayerExchange(session, 1, fetch(0, OPEN, SHUT));
        ShareFetchRequestData request = fetch(1);
        request.forgottenTopicsData()
                .add(new ShareFetchRequestData.ForgottenTopic().setTopicId(SHUT).setPartitions(List.of(0)));

        assertThat(isRefused(new LayerExchange(session, 1, request).shown(answer()), SHUT))
                .isFalse();
    }
}
