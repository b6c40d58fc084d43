package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

/** Which topics there are, and where: those that a client may not describe are refused where it names them. */
final class MetadataChecks {

    /** The oldest that says whether missing topics are made; before, they always are. */
    private static final short METADATA_WITH_CREATION = 4;

    private static final short METADATA_WITH_NULL_FOR_ALL = 1;

    private MetadataChecks() {}

    static Set<Map.Entry<ApiKeys, Check>> all() {
        return Set.of(
                Check.of(ApiKeys.METADATA, MetadataRequestData.class, MetadataChecks::metadata),
                Check.of(
                        ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                        DescribeTopicPartitionsRequestData.class,
                        MetadataChecks::describePartitions));
    }

    private static Verdict metadata(MetadataRequestData request, Asked asked) {
        boolean all = request.topics() == null
                || (request.topics().isEmpty() && asked.version() < METADATA_WITH_NULL_FOR_ALL);
        if (all) {
            return Change.later(MetadataResponseData.class, answer -> {
                finish(answer, asked);
                answer.topics().removeIf(topic -> topic.name() != null && !asked.seesTopic(topic.name()));
            });
        }
        if (request.topics().stream().anyMatch(MetadataChecks::namesNothing)) {
            throw new ProtocolViolationException(
                    ProtocolViolation.MALFORMED_REQUEST, "a topic of a METADATA has neither a name nor an id");
        }
        List<Uuid> ids = request.topics().stream()
                .map(MetadataRequestTopic::topicId)
                .filter(id -> !Uuid.ZERO_UUID.equals(id))
                .toList();
        return asked.withTopics(ids, () -> named(request, asked));
    }

    private static boolean namesNothing(MetadataRequestTopic topic) {
        return topic.name() == null && Uuid.ZERO_UUID.equals(topic.topicId());
    }

    private static Verdict named(MetadataRequestData request, Asked asked) {
        MetadataResponseData refused = new MetadataResponseData();
        List<MetadataRequestTopic> allowed = new ArrayList<>();
        for (MetadataRequestTopic topic : request.topics()) {
            // Of a topic that has both, brokers go by the id.
            Errors error = Uuid.ZERO_UUID.equals(topic.topicId())
                    ? asked.judgeTopic(Operation.DESCRIBE, topic.name())
                    : asked.judgeTopic(Operation.DESCRIBE, topic.topicId());
            // The broker says of an id that it does not know what is to be said.
            if (error == Errors.TOPIC_AUTHORIZATION_FAILED) {
                refused.topics().add(refuse(topic));
            } else {
                allowed.add(topic);
            }
        }
        boolean changed = !refused.topics().isEmpty();
        request.setTopics(allowed);
        Set<String> notToBeMade = notToBeMade(request, asked);
        if (notToBeMade.isEmpty()) {
            return forward(request, asked, refused, changed);
        }
        return asked.version() < METADATA_WITH_CREATION
                ? withoutMissing(request, asked, refused, notToBeMade)
                : afterCreation(request, asked, refused, notToBeMade);
    }

    private static MetadataResponseTopic refuse(MetadataRequestTopic topic) {
        return new MetadataResponseTopic()
                .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
                .setName(topic.name())
                .setTopicId(topic.topicId())
                .setTopicAuthorizedOperations(AuthorizedOperations.NOT_ASKED);
    }

    /** The topics that the broker would make for a client that may not, if they are missing. */
    private static Set<String> notToBeMade(MetadataRequestData request, Asked asked) {
        boolean makes = asked.version() < METADATA_WITH_CREATION || request.allowAutoTopicCreation();
        if (!makes || asked.seesCluster(Operation.CREATE)) {
            return Set.of();
        }
        return request.topics().stream()
                .map(MetadataRequestTopic::name)
                .filter(Objects::nonNull)
                .filter(name -> !asked.sees(Operation.CREATE, ResourceType.TOPIC, name))
                .collect(Collectors.toSet());
    }

    /** The broker makes those topics that the client may make, asked by the node; the client's own request makes none. */
    private static Verdict afterCreation(
            MetadataRequestData request, Asked asked, MetadataResponseData refused, Set<String> notToBeMade) {
        List<MetadataRequestTopic> makeable = request.topics().stream()
                .filter(topic -> topic.name() != null && !notToBeMade.contains(topic.name()))
                .map(topic -> new MetadataRequestTopic().setName(topic.name()))
                .toList();
        request.setAllowAutoTopicCreation(false);
        Supplier<Verdict> goOn = () -> Change.forward(true, MetadataResponseData.class, answer -> {
            finish(answer, asked);
            answer.topics().stream()
                    .filter(topic -> topic.errorCode() == Errors.UNKNOWN_TOPIC_OR_PARTITION.code()
                            && notToBeMade.contains(topic.name()))
                    .forEach(topic -> {
                        asked.mayTopic(Operation.CREATE, topic.name());
                        topic.setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
                    });
            Parts.move(answer.topics(), refused.topics());
        });
        return makeable.isEmpty()
                ? goOn.get()
                : new Verdict.Later(asked.client().ask(question(makeable, true)).thenApply(made -> goOn.get()));
    }

    /** An old version makes whatever is missing: what the client may not make is left out, unless it is there. */
    private static Verdict withoutMissing(
            MetadataRequestData request, Asked asked, MetadataResponseData refused, Set<String> notToBeMade) {
        List<MetadataRequestTopic> doubtful = notToBeMade.stream()
                .map(name -> new MetadataRequestTopic().setName(name))
                .toList();
        return new Verdict.Later(asked.client().ask(question(doubtful, false)).thenApply(answer -> {
            Set<String> missing = ((MetadataResponseData) answer)
                    .topics().stream()
                            .filter(topic -> topic.errorCode() == Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                            .map(MetadataResponseTopic::name)
                            .collect(Collectors.toSet());
            request.topics().removeIf(topic -> missing.contains(topic.name()));
            missing.forEach(name -> {
                asked.mayTopic(Operation.CREATE, name);
                refused.topics().add(refuse(new MetadataRequestTopic().setName(name)));
            });
            return forward(request, asked, refused, true);
        }));
    }

    private static Question question(List<MetadataRequestTopic> topics, boolean makes) {
        return Question.ofLayer(
                ApiKeys.METADATA,
                METADATA_WITH_CREATION,
                new MetadataRequestData().setTopics(topics).setAllowAutoTopicCreation(makes));
    }

    /** A request whose last topic was refused still asks for the brokers; in the oldest version it would ask for all topics. */
    private static Verdict forward(
            MetadataRequestData request, Asked asked, MetadataResponseData refused, boolean changed) {
        boolean wouldAskForAll = request.topics().isEmpty() && asked.version() < METADATA_WITH_NULL_FOR_ALL;
        return Change.forward(changed, MetadataResponseData.class, answer -> {
            if (wouldAskForAll) {
                answer.topics().clear();
            }
            finish(answer, asked);
            Parts.move(answer.topics(), refused.topics());
        });
    }

    private static void finish(MetadataResponseData answer, Asked asked) {
        asked.client().topics().learn(answer);
        if (answer.clusterAuthorizedOperations() != AuthorizedOperations.NOT_ASKED) {
            answer.setClusterAuthorizedOperations(ClusterChecks.clusterBits(asked));
        }
        answer.topics().stream()
                .filter(topic -> topic.topicAuthorizedOperations() != AuthorizedOperations.NOT_ASKED)
                .forEach(topic -> topic.setTopicAuthorizedOperations(
                        topic.name() == null ? 0 : asked.bits(ResourceType.TOPIC, topic.name())));
    }

    private static Verdict describePartitions(DescribeTopicPartitionsRequestData request, Asked asked) {
        return request.topics().isEmpty() ? describeAll(request, asked) : describeNamed(request, asked);
    }

    /** A page of all topics would speak of others, at its end at least: the visible ones are asked for by name. */
    private static Verdict describeAll(DescribeTopicPartitionsRequestData request, Asked asked) {
        MetadataRequestData everything =
                new MetadataRequestData().setTopics(null).setAllowAutoTopicCreation(false);
        Question question = Question.ofLayer(ApiKeys.METADATA, METADATA_WITH_CREATION, everything);
        return new Verdict.Later(asked.client().ask(question).thenApply(answer -> {
            ((MetadataResponseData) answer)
                    .topics().stream()
                            .map(MetadataResponseTopic::name)
                            .filter(asked::seesTopic)
                            .sorted()
                            .forEach(name -> request.topics().add(new TopicRequest().setName(name)));
            return request.topics().isEmpty()
                    ? new Verdict.Answer(new DescribeTopicPartitionsResponseData())
                    : Change.forward(
                            true, DescribeTopicPartitionsResponseData.class, page -> describeBits(page, asked));
        }));
    }

    private static Verdict describeNamed(DescribeTopicPartitionsRequestData request, Asked asked) {
        return new Parts<>(
                        DescribeTopicPartitionsRequestData.class,
                        DescribeTopicPartitionsResponseData.class,
                        DescribeTopicPartitionsRequestData::topics,
                        MetadataChecks::refuse,
                        (to, from) -> Parts.move(to.topics(), from.topics()))
                .judge(
                        request,
                        (TopicRequest topic) -> asked.judgeTopic(Operation.DESCRIBE, topic.name()),
                        page -> describeBits(page, asked));
    }

    private static DescribeTopicPartitionsResponseData refuse(
            DescribeTopicPartitionsRequestData refused, Errors error) {
        DescribeTopicPartitionsResponseData answer = new DescribeTopicPartitionsResponseData();
        refused.topics().stream()
                .filter(topic -> refused.cursor() == null
                        || topic.name().compareTo(refused.cursor().topicName()) >= 0)
                .forEach(topic -> answer.topics()
                        .add(new DescribeTopicPartitionsResponseTopic()
                                .setErrorCode(error.code())
                                .setName(topic.name())));
        return answer;
    }

    /** They are always asked for. */
    private static void describeBits(DescribeTopicPartitionsResponseData page, Asked asked) {
        page.topics().stream()
                .filter(topic -> topic.errorCode() == Errors.NONE.code())
                .forEach(topic -> topic.setTopicAuthorizedOperations(asked.bits(ResourceType.TOPIC, topic.name())));
    }
}
