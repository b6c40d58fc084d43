package io.signalbox.dataplane.layer.records;

import io.signalbox.records.batch.Batch;
import io.signalbox.records.batch.Batches;
import io.signalbox.records.batch.InvalidBatchException;
import io.signalbox.records.policy.BatchResult;
import io.signalbox.records.policy.BatchResult.Ended;
import io.signalbox.records.policy.BatchResult.Unavailable;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.records.policy.TopicPolicies;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** The batches that a broker gives of a partition, and what of them is delivered. */
final class WantedBatches implements RecordWork.Job {

    private final String topic;
    private final TopicPolicies policies;
    private final PartitionData partition;
    private final long wanted;
    private final PolicyObserver observer;
    private final ByteBuffer records;
    private final List<ByteBuffer> delivered = new ArrayList<>();
    private List<Batch> batches = List.of();
    private int done;
    private boolean changed;
    private long made; // bytes of what is delivered that are not the broker's own
    private Optional<Ended> end = Optional.empty();
    private Optional<Unavailable> unavailable = Optional.empty();

    /** @param wanted the offset from which records are wanted */
    WantedBatches(String topic, TopicPolicies policies, PartitionData partition, long wanted, PolicyObserver observer) {
        this.topic = topic;
        this.policies = policies;
        this.partition = partition;
        this.wanted = wanted;
        this.observer = observer;
        this.records = ((MemoryRecords) partition.records()).buffer();
        try {
            batches = Batches.of(records);
        } catch (InvalidBatchException e) {
            end = Optional.of(new Ended(List.of(), wanted, "a batch cannot be read: " + e.getMessage()));
        }
    }

    String topic() {
        return topic;
    }

    PartitionData partition() {
        return partition;
    }

    /** What the client cannot get past, where nothing in front of it can be delivered. */
    Optional<Ended> stuck() {
        return end.filter(at -> delivered.isEmpty() || at.offset() <= wanted);
    }

    /** What a policy needs and cannot have, where nothing can be delivered without it. */
    Optional<Unavailable> unavailable() {
        return unavailable.filter(missing -> delivered.isEmpty());
    }

    /** What is delivered in place of what the broker gave, where it is anything else. */
    Optional<MemoryRecords> others() {
        if (!changed && delivered.stream().mapToInt(ByteBuffer::remaining).sum() == records.remaining()) {
            return Optional.empty();
        }
        return Optional.of(MemoryRecords.readableRecords(Batches.join(delivered)));
    }

    @Override
    public long expectedBytes() {
        return batches.stream().mapToLong(Batch::expectedBytes).sum();
    }

    @Override
    public long largestBatch() {
        return batches.stream().mapToLong(Batch::expectedBytes).max().orElse(0);
    }

    @Override
    public long madeBytes() {
        return made;
    }

    @Override
    public Optional<CompletionStage<?>> run(int limit) {
        while (done < batches.size() && end.isEmpty() && unavailable.isEmpty()) {
            Batch batch = batches.get(done);
            Optional<CompletionStage<?>> until =
                    result(batch, limit).map(result -> take(batch, result)).orElseGet(RecordWork::elsewhere);
            if (until.isPresent()) {
                return until;
            }
            done++;
        }
        return Optional.empty();
    }

    private Optional<BatchResult> result(Batch of, int limit) {
        return limit == RecordWork.MAX_BATCH_BYTES
                ? Optional.of(policies.apply(of, wanted, limit, observer))
                : policies.applyWithin(of, wanted, limit, observer);
    }

    private Optional<CompletionStage<?>> take(Batch batch, BatchResult result) {
        return result.match(
                () -> {
                    delivered.add(batch.bytes());
                    return Optional.empty();
                },
                with -> {
                    deliver(List.of(with.batch()));
                    return Optional.empty();
                },
                refused -> endWith(new Ended(List.of(), batch.baseOffset(), refused.reason())),
                this::endWith,
                missing -> {
                    deliver(missing.before());
                    unavailable = Optional.of(missing);
                    return Optional.empty();
                },
                awaited -> Optional.of(awaited.until()));
    }

    private Optional<CompletionStage<?>> endWith(Ended ended) {
        deliver(ended.before());
        end = Optional.of(ended);
        return Optional.empty();
    }

    /** What stands in the place of a batch. */
    private void deliver(List<ByteBuffer> instead) {
        delivered.addAll(instead);
        made += instead.stream().mapToLong(ByteBuffer::remaining).sum();
        changed = true;
    }
}
