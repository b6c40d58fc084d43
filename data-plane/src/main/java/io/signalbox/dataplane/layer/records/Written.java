package io.signalbox.dataplane.layer.records;

import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.ProduceRequests;
import io.signalbox.records.policy.TopicPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Records that a client writes. Each partition has one batch (KIP-98); it is changed as a whole or refused as a whole, and what
 * other partitions have goes on.
 */
final class Written {

    private static final long NONE = -1;

    private final RecordsClient client;
    private final boolean byId;
    private final List<TopicProduceResponse> refused = new ArrayList<>();
    private boolean changed;

    /**
     * What is written to a topic.
     *
     * @param name empty where it is not known
     * @param batches those that policies look at
     */
    private record Topic(TopicProduceData message, Optional<String> name, List<WrittenBatch> batches) {}

    Written(RecordsClient client, short version) {
        this.client = client;
        this.byId = ProduceRequests.isById(version);
    }

    Verdict look(ProduceRequestData request) {
        ProduceRequests.requireRecords(request);
        List<Uuid> ids = byId
                ? request.topicData().stream().map(TopicProduceData::topicId).toList()
                : List.of();
        return client.topics().withTopics(ids, () -> apply(request));
    }

    private Verdict apply(ProduceRequestData request) {
        List<Topic> topics = request.topicData().stream().map(this::topic).toList();
        return new RecordWork(
                        topics.stream()
                                .flatMap(topic -> topic.batches().stream())
                                .toList(),
                        client)
                .run()
                .<Verdict>map(done -> new Verdict.Later(done.thenApply(now -> verdict(request, topics))))
                .orElseGet(() -> verdict(request, topics));
    }

    private Topic topic(TopicProduceData topic) {
        Optional<String> name =
                byId ? Optional.ofNullable(client.topics().topics().find(topic.topicId())) : Optional.of(topic.name());
        TopicPolicies policies = name.map(client::written).orElse(TopicPolicies.NONE);
        List<WrittenBatch> batches = policies.isEmpty()
                ? List.of()
                : topic.partitionData().stream()
                        .map(partition -> new WrittenBatch(policies, partition, client.writes()))
                        .toList();
        return new Topic(topic, name, batches);
    }

    private Verdict verdict(ProduceRequestData request, List<Topic> topics) {
        topics.forEach(this::take);
        request.topicData().removeIf(topic -> topic.partitionData().isEmpty());
        if (refused.isEmpty()) {
            return new Verdict.Forward(changed, Optional.empty());
        }
        if (request.acks() == 0) {
            return new Verdict.Last(Optional.empty(), client::close);
        }
        if (request.topicData().isEmpty()) {
            ProduceResponseData answer = new ProduceResponseData();
            refused.forEach(answer.responses()::add);
            return new Verdict.Answer(answer);
        }
        RecordsSession.Change add = response -> {
            refused.forEach(topic -> add(topic, (ProduceResponseData) response));
            return CompletableFuture.completedFuture(true);
        };
        return new Verdict.Forward(true, Optional.of(add));
    }

    private static void add(TopicProduceResponse topic, ProduceResponseData response) {
        TopicProduceResponse known = response.responses().find(topic.name(), topic.topicId());
        if (known == null) {
            response.responses().add(topic);
        } else {
            List<PartitionProduceResponse> both = new ArrayList<>(known.partitionResponses());
            both.addAll(topic.partitionResponses());
            known.setPartitionResponses(both);
        }
    }

    private void take(Topic topic) {
        TopicProduceData message = topic.message();
        List<PartitionProduceData> kept = new ArrayList<>();
        List<PartitionProduceResponse> answers = new ArrayList<>();
        if (topic.name().isEmpty()) {
            // Whatever the broker knows of it by now: nobody has looked which policies it has.
            message.partitionData().forEach(partition -> answers.add(answer(partition, Errors.UNKNOWN_TOPIC_ID)));
        }
        for (WrittenBatch batch : topic.batches()) {
            changed |= batch.isChanged();
            answer(topic.name().orElseThrow(), batch).ifPresentOrElse(answers::add, () -> kept.add(batch.partition()));
        }
        if (!answers.isEmpty()) {
            message.setPartitionData(kept);
            refused.add(new TopicProduceResponse()
                    .setName(message.name())
                    .setTopicId(message.topicId())
                    .setPartitionResponses(answers));
        }
    }

    /** The answer, where the batch does not go on. */
    private Optional<PartitionProduceResponse> answer(String topic, WrittenBatch batch) {
        return batch.refused()
                .map(refusal -> {
                    client.onRefused(topic, batch.partition().index(), refusal.reason());
                    Errors error = refusal.isCorrupt() ? Errors.CORRUPT_MESSAGE : Errors.INVALID_RECORD;
                    return answer(batch.partition(), error)
                            .setErrorMessage(refusal.reason())
                            .setRecordErrors(refusal.records().stream()
                                    .map(problem -> new BatchIndexAndErrorMessage()
                                            .setBatchIndex(problem.index())
                                            .setBatchIndexErrorMessage(problem.reason()))
                                    .toList());
                })
                // Every client tries again after this one, and an idempotent one in order.
                .or(() -> batch.unavailable()
                        .map(missing -> answer(batch.partition(), Errors.REQUEST_TIMED_OUT)
                                .setErrorMessage(missing.reason())));
    }

    private static PartitionProduceResponse answer(PartitionProduceData partition, Errors error) {
        return new PartitionProduceResponse()
                .setIndex(partition.index())
                .setErrorCode(error.code())
                .setBaseOffset(NONE)
                .setLogAppendTimeMs(RecordBatch.NO_TIMESTAMP)
                .setLogStartOffset(NONE);
    }
}
