package io.signalbox.dataplane.layer.names;

import io.signalbox.acl.Glob;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.Namespace.Additional;
import io.signalbox.acl.Namespace.Mode;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.layer.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** A client in front of a backend cluster that has some topics. */
final class FakeClient implements NamesClient {

    static final String PREFIX = "own_";
    static final Additional SHARED = new Additional(Set.of("shared"), List.of(Glob.parse("public-*")));

    final List<String> conflicts = new ArrayList<>();
    int asked;
    private final Namespace namespace;
    private final TopicNames names = new TopicNames();
    private final AmbiguousTopics ambiguous = new AmbiguousTopics(conflicts::add);
    private final Map<String, Uuid> topics = new TreeMap<>();

    FakeClient(Mode mode) {
        this(new Namespace(mode, PREFIX, SHARED, SHARED, SHARED));
    }

    FakeClient(Namespace namespace) {
        this.namespace = namespace;
    }

    FakeClient with(String topic, Uuid id) {
        topics.put(topic, id);
        return this;
    }

    @Override
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public TopicNames topics() {
        return names;
    }

    @Override
    public AmbiguousTopics ambiguous() {
        return ambiguous;
    }

    @Override
    public CompletionStage<ApiMessage> ask(Question question) {
        asked++;
        return CompletableFuture.completedFuture(answer((MetadataRequestData) question.body()));
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
                .filter(known -> known.getValue().equals(topic.topicId()))
                .findFirst()
                .map(known -> answer.setName(known.getKey()))
                .orElseGet(() -> answer.setErrorCode(Errors.UNKNOWN_TOPIC_ID.code()));
    }
}
