package io.signalbox.dataplane.layer.records;

import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.ProduceRequests;
import io.signalbox.records.batch.Batches;
import io.signalbox.records.batch.InvalidBatchException;
import io.signalbox.records.policy.BatchResult.Refused;
import io.signalbox.records.policy.TopicPolicies;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
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
        Iterator<TopicProduceData> topics = request.topicData().iterator();
        while (topics.hasNext()) {
            TopicProduceData topic = topics.next();
            apply(topic);
            if (topic.partitionData().isEmpty()) {
                topics.remove();
            }
        }
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
            return true;
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

    private void apply(TopicProduceData topic) {
        String name = byId ? client.topics().topics().find(topic.topicId()) : topic.name();
        List<PartitionProduceData> kept = new ArrayList<>();
        List<PartitionProduceResponse> answers = new ArrayList<>();
        if (name == null) {
            // Whatever the broker knows of it by now: nobody has looked which policies it has.
            topic.partitionData().forEach(partition -> answers.add(answer(partition, Errors.UNKNOWN_TOPIC_ID)));
        } else {
            TopicPolicies policies = client.written(name);
            if (policies.isEmpty()) {
                return;
            }
            for (PartitionProduceData partition : topic.partitionData()) {
                Optional<PartitionProduceResponse> answer = apply(policies, name, partition);
                answer.ifPresentOrElse(answers::add, () -> kept.add(partition));
            }
        }
        if (!answers.isEmpty()) {
            topic.setPartitionData(kept);
            refused.add(new TopicProduceResponse()
                    .setName(topic.name())
                    .setTopicId(topic.topicId())
                    .setPartitionResponses(answers));
        }
    }

    /** The answer, where the partition is refused. */
    private Optional<PartitionProduceResponse> apply(
            TopicPolicies policies, String topic, PartitionProduceData partition) {
        Optional<Refused> outcome;
        try {
            outcome = policies.apply(
                            Batches.only(((MemoryRecords) partition.records()).buffer()),
                            0,
                            RecordsSession.MAX_BATCH_BYTES,
                            client.writes())
                    .match(
                            Optional::empty,
                            with -> {
                                partition.setRecords(MemoryRecords.readableRecords(with.batch()));
                                changed = true;
                                return Optional.empty();
                            },
                            Optional::of,
                            ended -> Optional.of(new Refused(List.of(), ended.reason(), false)));
        } catch (InvalidBatchException e) {
            outcome = Optional.of(new Refused(List.of(), String.valueOf(e.getMessage()), false));
        }
        return outcome.map(refusal -> {
            client.onRefused(topic, partition.index(), refusal.reason());
            return answer(partition, refusal.isCorrupt() ? Errors.CORRUPT_MESSAGE : Errors.INVALID_RECORD)
                    .setErrorMessage(refusal.reason())
                    .setRecordErrors(refusal.records().stream()
                            .map(problem -> new BatchIndexAndErrorMessage()
                                    .setBatchIndex(problem.index())
                                    .setBatchIndexErrorMessage(problem.reason()))
                            .toList());
        });
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
