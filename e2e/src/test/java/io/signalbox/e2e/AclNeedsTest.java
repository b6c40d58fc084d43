package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.AclPolicy;
import io.signalbox.acl.Authorizer;
import io.signalbox.acl.Operation;
import io.signalbox.acl.Principal;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.dataplane.layer.TopicNames;
import io.signalbox.dataplane.layer.access.AccessClient;
import io.signalbox.dataplane.layer.access.AccessSession;
import io.signalbox.proto.config.v1.AclAction;
import io.signalbox.proto.config.v1.AclOperation;
import io.signalbox.proto.config.v1.AclResourceType;
import io.signalbox.proto.config.v1.AclRule;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireAcls;
import io.signalbox.proto.config.v1.WireNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client needs for each API: with just that it may, and without any part of it, and with everything else, it may not. */
class AclNeedsTest {

    private static final String NAME = "a";

    /** APIs that leave out of their answers what is not allowed, and refuse nobody. */
    private static final Set<ApiKeys> NEED_NOTHING = EnumSet.of(
            ApiKeys.LIST_GROUPS,
            ApiKeys.LIST_TRANSACTIONS,
            ApiKeys.DESCRIBE_CLUSTER,
            ApiKeys.METADATA); // what is refused is added to the list of brokers that it asks for, too

    /** Something that may be done. */
    private record Need(Operation operation, ResourceType type) {

        static Need parse(String text) {
            String[] words = text.trim().split(" ", 2);
            return new Need(
                    Operation.valueOf(words[1].toUpperCase(Locale.ROOT)),
                    ResourceType.valueOf(words[0].toUpperCase(Locale.ROOT)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PRODUCE                         | topic write",
                "FETCH                           | topic read",
                "LIST_OFFSETS                    | topic describe",
                "OFFSET_COMMIT                   | group read, topic read",
                "OFFSET_FETCH                    | group describe, topic describe",
                "FIND_COORDINATOR                | group describe",
                "JOIN_GROUP                      | group read",
                "SYNC_GROUP                      | group read",
                "HEARTBEAT                       | group read",
                "LEAVE_GROUP                     | group read",
                "DESCRIBE_GROUPS                 | group describe",
                "DELETE_GROUPS                   | group delete",
                "CONSUMER_GROUP_HEARTBEAT        | group read, topic describe",
                "CONSUMER_GROUP_DESCRIBE         | group describe",
                "SHARE_GROUP_HEARTBEAT           | group read, topic describe",
                "SHARE_GROUP_DESCRIBE            | group describe",
                "DESCRIBE_SHARE_GROUP_OFFSETS    | group describe, topic describe",
                "ALTER_SHARE_GROUP_OFFSETS       | group read, topic read",
                "DELETE_SHARE_GROUP_OFFSETS      | group delete, topic read",
                "STREAMS_GROUP_HEARTBEAT         | group read, topic describe, topic create",
                "STREAMS_GROUP_DESCRIBE          | group describe",
                "CREATE_TOPICS                   | topic create",
                "CREATE_TOPICS                   | cluster create",
                "DELETE_TOPICS                   | topic delete",
                "DELETE_TOPICS                   | cluster delete",
                "DELETE_RECORDS                  | topic delete",
                "CREATE_PARTITIONS               | topic alter",
                "DESCRIBE_PRODUCERS              | topic read",
                "DESCRIBE_TOPIC_PARTITIONS       | topic describe",
                "OFFSET_FOR_LEADER_EPOCH         | topic describe",
                "OFFSET_DELETE                   | group delete, topic read",
                "INIT_PRODUCER_ID                | transactional_id write",
                "ADD_PARTITIONS_TO_TXN           | transactional_id write, topic write",
                "ADD_OFFSETS_TO_TXN              | transactional_id write, group read",
                "END_TXN                         | transactional_id write",
                "TXN_OFFSET_COMMIT               | transactional_id write, group read, topic read",
                "DESCRIBE_TRANSACTIONS           | transactional_id describe",
                "ALTER_CONFIGS                   | topic alter_configs",
                "INCREMENTAL_ALTER_CONFIGS       | topic alter_configs",
                "LIST_CONFIG_RESOURCES           | cluster describe_configs",
                "DESCRIBE_CLIENT_QUOTAS          | cluster describe_configs",
                "ALTER_CLIENT_QUOTAS             | cluster alter_configs",
                "ALTER_REPLICA_LOG_DIRS          | cluster alter",
                "ELECT_LEADERS                   | cluster alter",
                "ALTER_PARTITION_REASSIGNMENTS   | cluster alter",
                "ALTER_USER_SCRAM_CREDENTIALS    | cluster alter",
                "UPDATE_FEATURES                 | cluster alter",
                "UNREGISTER_BROKER               | cluster alter",
                "DESCRIBE_LOG_DIRS               | cluster describe",
                "LIST_PARTITION_REASSIGNMENTS    | cluster describe",
                "DESCRIBE_USER_SCRAM_CREDENTIALS | cluster describe",
                "DESCRIBE_QUORUM                 | cluster describe",
            })
    void eachPartOfWhatIsNeededIsNeededAndNothingElseIs(ApiKeys api, String needs) {
        List<Need> needed = Arrays.stream(needs.split(",", -1)).map(Need::parse).toList();

        assertThat(isRefused(api, needed)).as("with what it needs").isFalse();
        for (Need missing : needed) {
            List<Need> others = new ArrayList<>(needed);
            others.remove(missing);
            for (Operation operation : Operation.values()) {
                if (!grants(operation, missing.operation())) {
                    others.add(new Need(operation, missing.type()));
                }
            }
            assertThat(isRefused(api, others)).as("without %s", missing).isTrue();
        }
    }

    @Test
    void everyApiIsInTheTable() throws NoSuchMethodException {
        Set<ApiKeys> known = EnumSet.copyOf(NEED_NOTHING);
        known.add(
                ApiKeys.DESCRIBE_CONFIGS); // judged by what each of its resources is, see the comparison with a broker
        known.add(ApiKeys.SHARE_ACKNOWLEDGE); // by ids, and for a session: likewise
        for (String row : AclNeedsTest.class
                .getDeclaredMethod("eachPartOfWhatIsNeededIsNeededAndNothingElseIs", ApiKeys.class, String.class)
                .getAnnotation(CsvSource.class)
                .value()) {
            known.add(ApiKeys.valueOf(row.split("[ |]", 2)[0]));
        }

        assertThat(known).containsExactlyInAnyOrderElementsOf(AclRequests.apis());
    }

    @Test
    void whatOnlyListsRefusesNobody() {
        assertThat(NEED_NOTHING).noneMatch(api -> isRefused(api, List.of()));
    }

    private static boolean grants(Operation one, Operation other) {
        return one == other
                || switch (other) {
                    case DESCRIBE ->
                        Set.of(Operation.READ, Operation.WRITE, Operation.DELETE, Operation.ALTER)
                                .contains(one);
                    case DESCRIBE_CONFIGS -> one == Operation.ALTER_CONFIGS;
                    default -> false;
                };
    }

    /** In its oldest version that names topics, since no broker is there that could be asked for ids. */
    private static boolean isRefused(ApiKeys api, List<Need> allowed) {
        short version = api.oldestVersion();
        ApiMessage body = new AclRequests(List.of(NAME), Map.of(), version).of(api);
        ByteBuf frame = FrameWriter.encode(
                new RequestHeaderData().setRequestApiKey(api.id).setRequestApiVersion(version),
                api.requestHeaderVersion(version),
                body,
                version,
                UnpooledByteBufAllocator.DEFAULT);
        try {
            return new AccessSession(client(allowed))
                    .onRequest(SeenRequest.read(frame, api, version))
                    .match(forward -> false, answer -> true, later -> false, last -> true);
        } finally {
            frame.release();
        }
    }

    private static AccessClient client(List<Need> allowed) {
        Authorizer authorizer =
                new AclPolicies(List.of(AclPolicy.of(new UUID(0, 1), policy(allowed)))).of(Principal.named("x", "x"));
        return new AccessClient() {
            @Override
            public Authorizer authorizer() {
                return authorizer;
            }

            @Override
            public TopicNames topics() {
                return new TopicNames();
            }

            @Override
            public CompletionStage<ApiMessage> ask(Question question) {
                throw new AssertionError("nothing is to be asked, but " + question);
            }

            @Override
            public void onDecision(Operation operation, ResourceType type, String name, boolean isAllowed) {
                assertThat(name).isIn(NAME, NAME + "-missing", ResourceType.CLUSTER_NAME);
            }

            @Override
            public void onAllowed(ResourceType type, int times) {
                throw new AssertionError("every request is decoded here");
            }

            @Override
            public void close() {
                throw new AssertionError("no request is one without an answer");
            }
        };
    }

    private static VirtualClusterPolicy policy(List<Need> allowed) {
        WireAcls.Builder acls = WireAcls.newBuilder();
        allowed.stream()
                .filter(need ->
                        need.operation() != Operation.CLUSTER_ACTION && need.operation() != Operation.TWO_PHASE_COMMIT)
                .forEach(need -> acls.addRules(AclRule.newBuilder()
                        .setAction(AclAction.ACL_ACTION_ALLOW)
                        .setResourceType(AclResourceType.valueOf("ACL_RESOURCE_TYPE_" + need.type()))
                        .addOperations(AclOperation.valueOf("ACL_OPERATION_" + need.operation()))
                        .setResourceNames(WireNames.newBuilder().addNames("*"))));
        return VirtualClusterPolicy.newBuilder().setAcls(acls).build();
    }
}
