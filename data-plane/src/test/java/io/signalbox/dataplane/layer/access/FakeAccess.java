package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.AclPolicies;
import io.signalbox.acl.AclPolicy;
import io.signalbox.acl.Authorizer;
import io.signalbox.acl.Operation;
import io.signalbox.acl.Principal;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.layer.TopicNames;
import io.signalbox.proto.config.v1.AclAction;
import io.signalbox.proto.config.v1.AclOperation;
import io.signalbox.proto.config.v1.AclResourceType;
import io.signalbox.proto.config.v1.AclRule;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireAcls;
import io.signalbox.proto.config.v1.WireNames;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiMessage;

/** A client that may do everything to what its rules name, and nothing else. */
final class FakeAccess implements AccessClient {

    final List<String> denied = new ArrayList<>();
    final Map<ResourceType, Integer> allowed = new EnumMap<>(ResourceType.class);
    private final TopicNames topics = new TopicNames();
    private Authorizer authorizer = Authorizer.NOTHING;

    FakeAccess allowing(String... patterns) {
        authorizer = new AclPolicies(List.of(AclPolicy.of(new UUID(0, 1), policy(patterns))))
                .of(Principal.named("sasl_plain", "alice"));
        return this;
    }

    FakeAccess with(String topic, Uuid id) {
        MetadataResponseData answer = new MetadataResponseData();
        answer.topics().add(new MetadataResponseTopic().setName(topic).setTopicId(id));
        topics.learn(answer);
        return this;
    }

    private static VirtualClusterPolicy policy(String... patterns) {
        WireAcls.Builder acls = WireAcls.newBuilder();
        Stream.of(AclResourceType.values())
                .filter(type -> type != AclResourceType.UNRECOGNIZED && type.getNumber() > 0)
                .forEach(type -> acls.addRules(AclRule.newBuilder()
                        .setAction(AclAction.ACL_ACTION_ALLOW)
                        .setResourceType(type)
                        .addOperations(AclOperation.ACL_OPERATION_READ)
                        .addOperations(AclOperation.ACL_OPERATION_WRITE)
                        .setResourceNames(WireNames.newBuilder().addAllNames(List.of(patterns)))));
        return VirtualClusterPolicy.newBuilder()
                .setName("who")
                .setEnabled(true)
                .addRequires("cluster_policy.acls")
                .setAcls(acls)
                .build();
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
        return CompletableFuture.completedFuture(new MetadataResponseData()); // there is no such topic
    }

    @Override
    public void onDecision(Operation operation, ResourceType type, String name, boolean isAllowed) {
        if (isAllowed) {
            onAllowed(type, 1);
        } else {
            denied.add(name);
        }
    }

    @Override
    public void onAllowed(ResourceType type, int times) {
        allowed.merge(type, times, Integer::sum);
    }

    @Override
    public void close() {
        denied.add("the connection");
    }
}
