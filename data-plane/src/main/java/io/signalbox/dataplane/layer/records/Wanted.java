package io.signalbox.dataplane.layer.records;

import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.layer.Fetches;
import io.signalbox.records.policy.BatchResult.Ended;
import io.signalbox.records.policy.TopicPolicies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    /** After so long a client may ask again for what could not be delivered. */
    private static final int UNAVAILABLE_MILLIS = 1_000;

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

    private CompletionStage<Boolean> change(FetchResponseData response) {
        boolean withheld = false;
        List<WantedBatches> batches = new ArrayList<>();
        for (FetchableTopicResponse answered : response.responses()) {
            Topic topic = topics.get(isById() ? answered.topicId() : answered.topic());
            for (PartitionData partition : answered.partitions()) {
                if (FetchResponse.recordsSize(partition) == 0) {
                    continue;
                }
                if (topic == null) {
                    withhold(partition);
                    withheld = true;
                } else if (!topic.policies().isEmpty()) {
                    long wanted = topic.offsets().getOrDefault(partition.partitionIndex(), 0L);
                    batches.add(new WantedBatches(topic.name(), topic.policies(), partition, wanted, client.reads()));
                }
            }
        }
        boolean changed = withheld;
        return new RecordWork(batches, client)
                .run()
                .<CompletionStage<Boolean>>map(done -> done.thenApply(now -> deliver(response, batches) || changed))
                .orElseGet(() -> CompletableFuture.completedFuture(deliver(response, batches) || changed));
    }

    /** Of a topic that was not known when it was asked for. */
    private void withhold(PartitionData partition) {
        partition.setErrorCode((isById() ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION).code());
        partition.setRecords(MemoryRecords.EMPTY);
    }

    private boolean deliver(FetchResponseData response, List<WantedBatches> all) {
        boolean changed = false;
        for (WantedBatches batches : all) {
            PartitionData partition = batches.partition();
            if (batches.stuck().isPresent()) {
                Ended end = batches.stuck().get();
                client.onStuck(batches.topic(), partition.partitionIndex(), end.offset(), end.reason());
                partition.setErrorCode(Errors.INVALID_RECORD.code()).setRecords(MemoryRecords.EMPTY);
                changed = true;
            } else if (batches.unavailable().isPresent()) {
                // As if there was nothing yet; asked again at once it would still not be there.
                partition.setRecords(MemoryRecords.EMPTY);
                response.setThrottleTimeMs(Math.max(response.throttleTimeMs(), UNAVAILABLE_MILLIS));
                changed = true;
            } else {
                client.onPassed(batches.topic(), partition.partitionIndex());
                Optional<MemoryRecords> others = batches.others();
                others.ifPresent(partition::setRecords);
                changed |= others.isPresent();
            }
        }
        return changed;
    }
}
