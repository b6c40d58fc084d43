package io.signalbox.dataplane.layer.access;

import io.signalbox.acl.Operation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.Fetches;
import io.signalbox.dataplane.layer.ProduceRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.FetchResponse;

/** To write records, and to read them. */
final class RecordChecks {

    private RecordChecks() {}

    static Set<Map.Entry<ApiKeys, Check>> all() {
        return Set.of(
                Check.of(ApiKeys.PRODUCE, ProduceRequestData.class, RecordChecks::produce),
                Check.of(ApiKeys.FETCH, FetchRequestData.class, RecordChecks::fetch));
    }

    private static Verdict produce(ProduceRequestData request, Asked asked) {
        ProduceRequests.requireRecords(request);
        if (isTransactional(request)
                && (request.transactionalId() == null
                        || !asked.mayTransaction(Operation.WRITE, request.transactionalId()))) {
            return answered(request, asked, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
        }
        boolean byId = ProduceRequests.isById(asked.version());
        List<Uuid> ids = byId
                ? request.topicData().stream().map(TopicProduceData::topicId).toList()
                : List.of();
        return asked.withTopics(ids, () -> produceToTopics(request, asked, byId));
    }

    private static Verdict produceToTopics(ProduceRequestData request, Asked asked, boolean byId) {
        Function<TopicProduceData, Errors> judge = topic -> byId
                ? asked.judgeTopic(Operation.WRITE, topic.topicId())
                : asked.judgeTopic(Operation.WRITE, topic.name());
        if (request.acks() == 0) {
            boolean all =
                    request.topicData().stream().map(judge).toList().stream().allMatch(Errors.NONE::equals);
            return all ? Verdict.FORWARD : close(asked);
        }
        return Parts.of(
                        asked,
                        ProduceRequestData.class,
                        ProduceResponseData.class,
                        ProduceRequestData::topicData,
                        (to, from) -> Parts.move(to.responses(), from.responses()))
                .judge(request, judge);
    }

    private static Verdict answered(ProduceRequestData request, Asked asked, Errors error) {
        return request.acks() == 0 ? close(asked) : asked.refuse(request, error);
    }

    /** Nobody waits for an answer: that the connection ends is all that a client can be told, as by a broker. */
    private static Verdict close(Asked asked) {
        return new Verdict.Last(Optional.empty(), asked.client()::close);
    }

    private static boolean isTransactional(ProduceRequestData request) {
        try {
            return request.topicData().stream()
                    .flatMap(topic -> topic.partitionData().stream())
                    .filter(partition -> partition.records() instanceof MemoryRecords)
                    .flatMap(partition -> StreamSupport.stream(
                            ((MemoryRecords) partition.records()).batches().spliterator(), false))
                    .anyMatch(RecordBatch::isTransactional);
        } catch (RuntimeException e) {
            // What is no batch makes Kafka's readers throw whatever their buffers throw.
            throw new ProtocolViolationException(
                    ProtocolViolation.MALFORMED_REQUEST, "the records of a PRODUCE could not be read");
        }
    }

    private static Verdict fetch(FetchRequestData request, Asked asked) {
        if (Fetches.isOfSession(request)) {
            return new Verdict.Answer(Fetches.noSession());
        }
        boolean byId = Fetches.isById(asked.version());
        List<Uuid> ids =
                byId ? request.topics().stream().map(FetchTopic::topicId).toList() : List.of();
        return asked.withTopics(ids, () -> fetchTopics(request, asked, byId));
    }

    private static Verdict fetchTopics(FetchRequestData request, Asked asked, boolean byId) {
        boolean isFollower = request.replicaId() >= 0 || request.replicaState().replicaId() >= 0;
        Verdict verdict = new Parts<>(
                        FetchRequestData.class,
                        FetchResponseData.class,
                        FetchRequestData::topics,
                        RecordChecks::refuseToFetch,
                        (to, from) -> to.responses().addAll(from.responses()))
                .judge(request, (FetchTopic topic) -> {
                    if (isFollower) {
                        return Errors.TOPIC_AUTHORIZATION_FAILED;
                    }
                    return byId
                            ? asked.judgeTopic(Operation.READ, topic.topicId())
                            : asked.judgeTopic(Operation.READ, topic.topic());
                });
        return verdict.match(
                forward -> forward.changed() || Fetches.withoutSession(request, asked.version())
                        ? limited(request, asked, forward)
                        : forward,
                answer -> answer,
                later -> later,
                last -> last);
    }

    private static Verdict limited(FetchRequestData request, Asked asked, Verdict.Forward forward) {
        Fetches.withoutSession(request, asked.version());
        if (forward.memory().isPresent()) {
            request.setMaxBytes(Fetches.limited(request.maxBytes()));
        }
        return new Verdict.Forward(true, forward.memory());
    }

    static FetchResponseData refuseToFetch(FetchRequestData refused, Errors error) {
        return new FetchResponseData()
                .setResponses(new ArrayList<>(refused.topics().stream()
                        .map(topic -> new FetchableTopicResponse()
                                .setTopic(topic.topic())
                                .setTopicId(topic.topicId())
                                .setPartitions(topic.partitions().stream()
                                        .map(partition -> FetchResponse.partitionResponse(partition.partition(), error))
                                        .toList()))
                        .toList()));
    }
}
