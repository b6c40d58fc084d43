package io.signalbox.dataplane.layer.aliases;

import io.signalbox.acl.Aliases;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.layer.TopicNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** A virtual cluster that has some topics, and a client for whom there are aliases. */
final class FakeCluster implements AliasClient {

    static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");

    final List<String> conflicts = new ArrayList<>();
    final List<ApiMessage> asked = new ArrayList<>();
    private final Map<String, Aliases.Target> targets = new LinkedHashMap<>();
    private final Map<String, Uuid> topics = new HashMap<>();
    private Aliases aliases = Aliases.NONE; // another object whenever they change
    private TopicNames names = new TopicNames();
    private AliasTopics known = new AliasTopics(ID, conflicts::add);
    private UnaryOperator<ApiMessage> answers = request -> answer((MetadataRequestData) request);

    FakeCluster topic(String name, Uuid id) {
        topics.put(name, id);
        return this;
    }

    FakeCluster alias(String alias, String topic) {
        targets.put(alias, new Aliases.Target(topic, true));
        aliases = new Aliases(targets, 0);
        return this;
    }

    FakeCluster without(String alias) {
        targets.remove(alias);
        aliases = new Aliases(targets, 0);
        return this;
    }

    /** Answers other questions than for metadata. */
    FakeCluster answering(UnaryOperator<ApiMessage> others) {
        answers = request -> request instanceof MetadataRequestData metadata ? answer(metadata) : others.apply(request);
        return this;
    }

    /** Behind a node that has just begun. */
    FakeCluster restarted() {
        names = new TopicNames();
        known = new AliasTopics(ID, conflicts::add);
        return this;
    }

    @Override
    public Aliases aliases() {
        return aliases;
    }

    @Override
    public AliasTopics known() {
        return known;
    }

    @Override
    public TopicNames topics() {
        return names;
    }

    @Override
    public CompletionStage<ApiMessage> ask(Question question) {
        asked.add(question.body());
        return CompletableFuture.completedFuture(answers.apply(question.body()));
    }

    /** As a broker that makes no topics. */
    MetadataResponseData answer(MetadataRequestData request) {
        MetadataResponseData answer = new MetadataResponseData();
        if (request.topics() == null) {
            topics.forEach((name, id) -> answer.topics()
                    .add(new MetadataResponseTopic().setName(name).setTopicId(id)));
        } else {
            request.topics().forEach(topic -> answer.topics().add(answer(topic)));
        }
        return answer;
    }

    private MetadataResponseTopic answer(MetadataRequestData.MetadataRequestTopic topic) {
        MetadataResponseTopic answer =
                new MetadataResponseTopic().setName(topic.name()).setTopicId(topic.topicId());
        if (topic.name() != null) {
            return topics.containsKey(topic.name())
                    ? answer.setTopicId(topics.get(topic.name()))
                    : answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
        return topics.entrySet().stream()
                .filter(entry -> entry.getValue().equals(topic.topicId()))
                .findFirst()
                .map(entry -> answer.setName(entry.getKey()))
                .orElseGet(() -> answer.setErrorCode(Errors.UNKNOWN_TOPIC_ID.code()));
    }
}
