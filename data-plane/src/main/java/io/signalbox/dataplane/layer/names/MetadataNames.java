package io.signalbox.dataplane.layer.names;

import io.signalbox.acl.Namespace.Kind;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.names.Rule.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * Which topics there are. Metadata decides whose an ambiguous name is: the broker is asked for both topics, and the one with
 * the prefix is shown if it exists.
 */
final class MetadataNames {

    private static final short METADATA_WITH_NULL_FOR_ALL = 1;

    private MetadataNames() {}

    static Set<Map.Entry<ApiKeys, Rule>> all() {
        return Set.of(
                Rule.of(ApiKeys.METADATA, MetadataRequestData.class, MetadataNames::metadata),
                Rule.of(
                        ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                        DescribeTopicPartitionsRequestData.class,
                        MetadataNames::describePartitions));
    }

    static boolean exists(MetadataResponseTopic topic) {
        return topic.errorCode() != Errors.UNKNOWN_TOPIC_OR_PARTITION.code()
                && topic.errorCode() != Errors.INVALID_TOPIC_EXCEPTION.code()
                && topic.errorCode() != Errors.UNKNOWN_TOPIC_ID.code();
    }

    private static Outcome metadata(MetadataRequestData request, Asked asked) {
        boolean all = request.topics() == null
                || (request.topics().isEmpty() && asked.version() < METADATA_WITH_NULL_FOR_ALL);
        if (all) {
            return Outcome.itself(() -> {}, MetadataResponseData.class, answer -> show(answer, asked));
        }
        List<MetadataRequestTopic> topics = new ArrayList<>();
        boolean makes = true;
        for (MetadataRequestTopic asIs : request.topics()) {
            // Of a topic that has both, brokers go by the id.
            MetadataRequestTopic topic =
                    asIs.duplicate().setTopicId(asked.rename().id(asIs.topicId()));
            if (topic.name() == null) {
                topics.add(topic);
            } else if (asked.namespace().isAmbiguous(topic.name())) {
                topics.add(topic);
                topics.add(topic.duplicate().setName(asked.namespace().prefixed(topic.name())));
                makes = false;
            } else {
                makes &= !asked.namespace().isAdditional(Kind.TOPIC, topic.name());
                topics.add(topic.setName(asked.rename().topic(topic.name())));
            }
        }
        boolean mayMake = makes;
        return Outcome.itself(
                () -> request.setTopics(topics)
                        .setAllowAutoTopicCreation(request.allowAutoTopicCreation()
                                && (mayMake || asked.version() < Rules.METADATA_WITH_CREATION)),
                MetadataResponseData.class,
                answer -> show(answer, asked));
    }

    private static void show(MetadataResponseData answer, Asked asked) {
        asked.client().topics().learn(answer);
        Map<String, MetadataResponseTopic> shown = new LinkedHashMap<>();
        List<MetadataResponseTopic> nameless = new ArrayList<>();
        for (MetadataResponseTopic topic : List.copyOf(answer.topics())) {
            answer.topics().remove(topic);
            if (topic.name() == null) {
                nameless.add(topic);
                continue;
            }
            asked.clients(Kind.TOPIC, topic.name())
                    .ifPresent(name -> shown.merge(name, topic, (one, other) -> preferred(name, one, other, asked)));
        }
        shown.forEach((name, topic) -> answer.topics().add(renamed(topic, name, asked)));
        nameless.forEach(topic -> answer.topics()
                .add(topic.setTopicId(asked.rename().askedIds().getOrDefault(topic.topicId(), topic.topicId()))));
    }

    private static MetadataResponseTopic renamed(MetadataResponseTopic topic, String name, Asked asked) {
        if (asked.namespace().isAmbiguous(name)) {
            asked.client()
                    .ambiguous()
                    .learn(
                            name,
                            exists(topic)
                                    && topic.name().equals(asked.namespace().prefixed(name)));
        }
        if (asked.isRefused(Kind.TOPIC, topic.name())) {
            topic.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
        return topic.setName(name);
    }

    /** Of two topics with one name, the one with the prefix, if there is such a one. */
    private static MetadataResponseTopic preferred(
            String name, MetadataResponseTopic one, MetadataResponseTopic other, Asked asked) {
        boolean first = one.name().equals(asked.namespace().prefixed(name));
        MetadataResponseTopic prefixed = first ? one : other;
        MetadataResponseTopic additional = first ? other : one;
        if (exists(prefixed) && exists(additional)) {
            asked.client().ambiguous().conflict(name);
        }
        return exists(prefixed) ? prefixed : additional;
    }

    private static Outcome describePartitions(DescribeTopicPartitionsRequestData request, Asked asked) {
        if (!request.topics().isEmpty()) {
            return Outcome.change(
                    DescribeTopicPartitionsResponseData.class,
                    page -> page.topics().stream()
                            .filter(topic -> asked.isRefused(Kind.TOPIC, topic.name()))
                            .forEach(topic -> topic.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())));
        }
        // A page of all topics would speak of others, at its end at least: the visible ones are asked for by name.
        MetadataRequestData everything =
                new MetadataRequestData().setTopics(null).setAllowAutoTopicCreation(false);
        Question question = Question.ofLayer(ApiKeys.METADATA, Rules.METADATA_WITH_CREATION, everything);
        return Outcome.instead(new Verdict.Later(asked.client().ask(question).thenApply(answer -> {
            ((MetadataResponseData) answer)
                    .topics().stream()
                            .flatMap(topic -> asked.namespace().back(Kind.TOPIC, topic.name()).stream())
                            .distinct()
                            .sorted()
                            .forEach(name -> request.topics().add(new TopicRequest().setName(name)));
            return request.topics().isEmpty()
                    ? new Verdict.Answer(new DescribeTopicPartitionsResponseData())
                    : asked.again().get();
        })));
    }
}
