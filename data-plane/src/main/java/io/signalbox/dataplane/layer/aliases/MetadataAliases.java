package io.signalbox.dataplane.layer.aliases;

import io.signalbox.acl.Aliases;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.aliases.Rules.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Which topics there are: an alias is one beside that which it stands for, with an id of its own. */
final class MetadataAliases {

    /** The oldest version that says whether missing topics are made; before, they always are. */
    static final short WITH_CREATION = 4;

    private MetadataAliases() {}

    static Map<ApiKeys, Rule> all() {
        return Map.ofEntries(
                Rule.of(ApiKeys.METADATA, MetadataRequestData.class, MetadataAliases::metadata),
                Rule.of(
                        ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                        DescribeTopicPartitionsRequestData.class,
                        MetadataAliases::describePartitions));
    }

    private static boolean exists(MetadataResponseTopic topic) {
        return topic.errorCode() != Errors.UNKNOWN_TOPIC_OR_PARTITION.code()
                && topic.errorCode() != Errors.INVALID_TOPIC_EXCEPTION.code();
    }

    private static Verdict metadata(MetadataRequestData request, Asked asked) {
        return request.topics() == null
                ? new Verdict.Forward(
                        false, Optional.of(Memory.of(MetadataResponseData.class, answer -> showAll(answer, asked))))
                : asked.withTopics(
                        request.topics().stream().map(MetadataRequestTopic::topicId), () -> named(request, asked));
    }

    private static void showAll(MetadataResponseData answer, Asked asked) {
        asked.client().topics().learn(answer);
        List<MetadataResponseTopic> shown = new ArrayList<>();
        asked.aliases().targets().forEach((alias, target) -> {
            MetadataResponseTopic topic = answer.topics().find(target.topic());
            if (topic != null && exists(topic)) {
                shown.add(called(alias, topic, asked));
            }
        });
        for (MetadataResponseTopic topic : List.copyOf(answer.topics())) {
            if (asked.aliases().has(topic.name())) {
                answer.topics().remove(topic);
                conflict(topic.name(), asked);
            }
        }
        answer.topics().addAll(shown);
    }

    private static void conflict(String alias, Asked asked) {
        Aliases.Target target = asked.aliases().targets().get(alias);
        if (target != null && target.warns()) {
            asked.client().known().conflict(alias);
        }
    }

    private static MetadataResponseTopic called(String name, MetadataResponseTopic topic, Asked asked) {
        return topic.duplicate().setName(name).setTopicId(asked.idOf(name, topic.topicId()));
    }

    /** Two names of one topic are asked for once, and each is answered. */
    private static Verdict named(MetadataRequestData request, Asked asked) {
        List<MetadataRequestTopic> said = List.copyOf(request.topics());
        Map<Uuid, Uuid> ids = new HashMap<>(); // the broker's, by the client's
        Map<Object, MetadataRequestTopic> sent = new LinkedHashMap<>();
        for (MetadataRequestTopic topic : said) {
            Uuid id = ids.computeIfAbsent(topic.topicId(), asked::topic);
            MetadataRequestTopic copy = topic.duplicate().setTopicId(id);
            if (topic.name() != null) {
                copy.setName(asked.topic(topic.name()));
            }
            // Of a topic that has both, brokers go by the id.
            sent.putIfAbsent(Uuid.ZERO_UUID.equals(id) ? copy.name() : id, copy);
        }
        Memory memory = Memory.of(MetadataResponseData.class, answer -> show(answer, said, ids, asked));
        boolean aliased = said.stream()
                .anyMatch(topic -> topic.name() != null && asked.aliases().has(topic.name()));
        if (!aliased && ids.entrySet().stream().allMatch(id -> id.getKey().equals(id.getValue()))) {
            return new Verdict.Forward(false, Optional.of(memory));
        }
        Verdict forward = new Verdict.Forward(true, Optional.of(memory));
        boolean makes = request.allowAutoTopicCreation() && aliased;
        List<MetadataRequestTopic> makeable = said.stream()
                .filter(topic -> topic.name() != null && !asked.aliases().has(topic.name()))
                .map(topic -> new MetadataRequestTopic().setName(topic.name()))
                .toList();
        if (aliased) {
            lookForConflicts(said, sent, asked);
            request.setAllowAutoTopicCreation(false); // no topic is made by an alias
        }
        request.setTopics(new ArrayList<>(sent.values()));
        return makes && !makeable.isEmpty()
                ? new Verdict.Later(asked.askMetadata(WITH_CREATION, new MetadataRequestData().setTopics(makeable))
                        .thenApply(made -> forward))
                : forward;
    }

    /** Whether topics have the names of aliases is asked until one has. */
    private static void lookForConflicts(
            List<MetadataRequestTopic> said, Map<Object, MetadataRequestTopic> sent, Asked asked) {
        for (MetadataRequestTopic topic : said) {
            Aliases.Target target =
                    topic.name() == null ? null : asked.aliases().targets().get(topic.name());
            if (target != null && target.warns() && !asked.client().known().isConflict(topic.name())) {
                sent.putIfAbsent(topic.name(), new MetadataRequestTopic().setName(topic.name()));
            }
        }
    }

    private static void show(
            MetadataResponseData answer, List<MetadataRequestTopic> said, Map<Uuid, Uuid> ids, Asked asked) {
        asked.client().topics().learn(answer);
        Map<String, MetadataResponseTopic> byName = new HashMap<>();
        Map<Uuid, MetadataResponseTopic> byId = new HashMap<>();
        for (MetadataResponseTopic topic : answer.topics()) {
            byId.put(topic.topicId(), topic);
            if (topic.name() != null) {
                byName.put(topic.name(), topic);
                if (asked.aliases().has(topic.name()) && exists(topic)) {
                    conflict(topic.name(), asked);
                }
            }
        }
        answer.topics().clear();
        Set<Object> shown = new HashSet<>();
        for (MetadataRequestTopic topic : said) {
            boolean byTopicId = !Uuid.ZERO_UUID.equals(topic.topicId());
            MetadataResponseTopic found = byTopicId
                    ? byId.get(ids.getOrDefault(topic.topicId(), topic.topicId()))
                    : byName.get(asked.topic(topic.name()));
            if (found != null && shown.add(byTopicId ? topic.topicId() : topic.name())) {
                answer.topics()
                        .add(
                                byTopicId
                                        ? identified(topic.topicId(), found, asked)
                                        : called(topic.name(), found, asked));
            }
        }
    }

    private static MetadataResponseTopic identified(Uuid id, MetadataResponseTopic topic, Asked asked) {
        MetadataResponseTopic copy = topic.duplicate().setTopicId(id);
        return asked.alias(id).map(copy::setName).orElse(copy);
    }

    private static Verdict describePartitions(DescribeTopicPartitionsRequestData request, Asked asked) {
        if (!request.topics().isEmpty()) {
            return describeNamed(request, asked);
        }
        // A page of all topics has a place for none that is not the broker's: they are asked for by name.
        MetadataRequestData everything =
                new MetadataRequestData().setTopics(null).setAllowAutoTopicCreation(false);
        return new Verdict.Later(asked.askMetadata(WITH_CREATION, everything).thenApply(answer -> {
            showAll(answer, asked);
            Set<String> names = new TreeSet<>();
            answer.topics().forEach(topic -> names.add(topic.name()));
            names.forEach(name -> request.topics().add(new TopicRequest().setName(name)));
            return request.topics().isEmpty()
                    ? new Verdict.Answer(new DescribeTopicPartitionsResponseData())
                    : describeNamed(request, asked);
        }));
    }

    private static Verdict describeNamed(DescribeTopicPartitionsRequestData request, Asked asked) {
        Map<String, List<String>> said = new LinkedHashMap<>(); // by the broker's name
        for (TopicRequest topic : request.topics()) {
            List<String> names = said.computeIfAbsent(asked.topic(topic.name()), unseen -> new ArrayList<>());
            if (!names.contains(topic.name())) {
                names.add(topic.name());
            }
        }
        request.topics().clear();
        said.keySet().forEach(name -> request.topics().add(new TopicRequest().setName(name)));
        Optional<String> begun = Optional.ofNullable(request.cursor())
                .map(cursor ->
                        cursor.setTopicName(asked.topic(cursor.topicName())).topicName());
        return new Verdict.Forward(
                true,
                Optional.of(Memory.of(
                        DescribeTopicPartitionsResponseData.class, page -> showPage(page, said, begun, asked))));
    }

    /** Of a topic that does not fit into a page, one name is described: clients ask again for what is not in an answer. */
    private static void showPage(
            DescribeTopicPartitionsResponseData page,
            Map<String, List<String>> said,
            Optional<String> begun,
            Asked asked) {
        Optional<DescribeTopicPartitionsResponseData.Cursor> next = Optional.ofNullable(page.nextCursor());
        Predicate<String> isPart = name -> begun.filter(name::equals).isPresent()
                || next.filter(at -> at.topicName().equals(name)).isPresent();
        List<DescribeTopicPartitionsResponseTopic> topics = List.copyOf(page.topics());
        page.topics().clear();
        for (DescribeTopicPartitionsResponseTopic topic : topics) {
            said.getOrDefault(topic.name(), List.of(topic.name())).stream()
                    .limit(isPart.test(topic.name()) ? 1 : Long.MAX_VALUE)
                    .forEach(name -> page.topics()
                            .add(topic.duplicate().setName(name).setTopicId(asked.idOf(name, topic.topicId()))));
        }
        next.ifPresent(cursor -> cursor.setTopicName(said.getOrDefault(cursor.topicName(), List.of(cursor.topicName()))
                .get(0)));
    }
}
