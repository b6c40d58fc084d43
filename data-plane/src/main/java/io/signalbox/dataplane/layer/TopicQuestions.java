package io.signalbox.dataplane.layer;

import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * What a layer has to know of topics before it can judge a request.
 *
 * @param topics what is known by now
 * @param broker asks the broker at the other end
 */
public record TopicQuestions(TopicNames topics, Function<Question, CompletionStage<ApiMessage>> broker) {

    private static final short METADATA_BY_ID = 12;

    /** Goes on once the names of these topics are known; the broker is asked for those that never were seen. */
    public Verdict withTopics(Collection<Uuid> ids, Supplier<Verdict> next) {
        Set<Uuid> unknown = ids.stream()
                .filter(id -> !Uuid.ZERO_UUID.equals(id) && topics.find(id) == null)
                .collect(Collectors.toSet());
        if (unknown.isEmpty()) {
            return next.get();
        }
        List<MetadataRequestTopic> asked = unknown.stream()
                .map(id -> new MetadataRequestTopic().setTopicId(id).setName(null))
                .toList();
        return afterMetadata(new MetadataRequestData().setTopics(asked), next);
    }

    /** Goes on once the names of all topics are known, of which an answer may have the ids only. */
    public Verdict withAllTopics(Supplier<Verdict> next) {
        return afterMetadata(new MetadataRequestData().setTopics(null), next);
    }

    private Verdict afterMetadata(MetadataRequestData question, Supplier<Verdict> next) {
        question.setAllowAutoTopicCreation(false);
        return new Verdict.Later(broker.apply(Question.ofLayer(ApiKeys.METADATA, METADATA_BY_ID, question))
                .thenApply(answer -> {
                    topics.learn((MetadataResponseData) answer);
                    return next.get();
                }));
    }
}
