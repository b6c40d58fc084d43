package io.signalbox.dataplane.layer.records;

import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.Fetches;
import io.signalbox.records.batch.Batch;
import io.signalbox.records.batch.Batches;
import io.signalbox.records.batch.InvalidBatchException;
import io.signalbox.records.policy.BatchResult;
import io.signalbox.records.policy.BatchResult.Ended;
import io.signalbox.records.policy.TopicPolicies;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FetchResponse;

/**
 * Records that a client wants to read, and what it is given of them: batch by batch, in front of the first record that it may
 * not have. A batch that the broker cut off at the end of a partition is left out where a policy could hide something of it.
 */
final class Wanted {

    private final RecordsClient client;
    private final short version;
    private final Map<Object, Topic> topics = new HashMap<>(); // by name or id, as the request has it

    /** @param offsets from which each of its partitions is wanted */
    private record Topic(String name, TopicPolicies policies, Map<Integer, Long> offsets) {}

    Wanted(RecordsClient client, short version) {
        this.client = client;
        this.version = version;
    }

    Verdict look(FetchRequestData request) {
        if (Fetches.isOfSession(request)) {
            return new Verdict.Answer(Fetches.noSession());
        }
        List<Uuid> ids =
                isById() ? request.topics().stream().map(FetchTopic::topicId).toList() : List.of();
        return client.topics().withTopics(ids, () -> remember(request));
    }

    private boolean isById() {
        return Fetches.isById(version);
    }

    private Verdict remember(FetchRequestData request) {
        boolean changed = Fetches.withoutSession(request, version);
        boolean applies = false;
        for (FetchTopic topic : request.topics()) {
            String name = isById() ? client.topics().topics().find(topic.topicId()) : topic.topic();
            if (name != null) {
                TopicPolicies policies = client.read(name);
                Map<Integer, Long> offsets = new HashMap<>();
                for (FetchPartition partition : topic.partitions()) {
                    offsets.put(partition.partition(), partition.fetchOffset());
                }
                topics.put(isById() ? topic.topicId() : name, new Topic(name, policies, offsets));
                applies |= !policies.isEmpty();
            } else {
                applies = true; // it may be there when the broker is asked, and with policies
            }
        }
        if (!applies) {
            return new Verdict.Forward(changed, Optional.empty());
        }
        request.setMaxBytes(Fetches.limited(request.maxBytes()));
        RecordsSession.Change change = response -> change((FetchResponseData) response);
        return new Verdict.Forward(true, Optional.of(change));
    }

    private boolean change(FetchResponseData response) {
        boolean changed = false;
        for (FetchableTopicResponse answered : response.responses()) {
            Topic topic = topics.get(isById() ? answered.topicId() : answered.topic());
            for (PartitionData partition : answered.partitions()) {
                changed |= topic == null ? withhold(partition) : change(topic, partition);
            }
        }
        return changed;
    }

    /** Of a topic that was not known when it was asked for. */
    private boolean withhold(PartitionData partition) {
        if (FetchResponse.recordsSize(partition) == 0) {
            return false;
        }
        partition.setErrorCode((isById() ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION).code());
        partition.setRecords(MemoryRecords.EMPTY);
        return true;
    }

    private boolean change(Topic topic, PartitionData partition) {
        if (topic.policies().isEmpty() || FetchResponse.recordsSize(partition) == 0) {
            return false;
        }
        ByteBuffer records = ((MemoryRecords) partition.records()).buffer();
        long wanted = topic.offsets().getOrDefault(partition.partitionIndex(), 0L);
        Delivery delivery = new Delivery();
        try {
            for (Batch batch : Batches.of(records)) {
                if (delivery.end.isPresent()) {
                    break;
                }
                delivery.add(
                        batch, topic.policies().apply(batch, wanted, RecordsSession.MAX_BATCH_BYTES, client.reads()));
            }
        } catch (InvalidBatchException e) {
            delivery.end = Optional.of(new Ended(List.of(), wanted, "a batch cannot be read: " + e.getMessage()));
        }
        return deliver(topic, partition, delivery, wanted, records.remaining());
    }

    private boolean deliver(Topic topic, PartitionData partition, Delivery delivery, long wanted, int bytesBefore) {
        Optional<Ended> stuck = delivery.end.filter(end -> delivery.batches.isEmpty() || end.offset() <= wanted);
        if (stuck.isPresent()) {
            client.onStuck(
                    topic.name(),
                    partition.partitionIndex(),
                    stuck.get().offset(),
                    stuck.get().reason());
            partition.setErrorCode(Errors.INVALID_RECORD.code()).setRecords(MemoryRecords.EMPTY);
            return true;
        }
        ByteBuffer delivered = Batches.join(delivery.batches);
        if (!delivery.changed && delivered.remaining() == bytesBefore) {
            return false;
        }
        partition.setRecords(MemoryRecords.readableRecords(delivered));
        return true;
    }

    /** What of a partition is delivered. */
    private static final class Delivery {

        private final List<ByteBuffer> batches = new ArrayList<>();
        private boolean changed;
        private Optional<Ended> end = Optional.empty();

        void add(Batch batch, BatchResult result) {
            end = result.match(
                    () -> {
                        batches.add(batch.bytes());
                        return Optional.empty();
                    },
                    with -> {
                        batches.add(with.batch());
                        changed = true;
                        return Optional.empty();
                    },
                    refused -> Optional.of(new Ended(List.of(), batch.baseOffset(), refused.reason())),
                    ended -> {
                        batches.addAll(ended.before());
                        changed = true;
                        return Optional.of(ended);
                    });
        }
    }
}
