package io.signalbox.dataplane.layer.records;

import io.signalbox.records.batch.Batch;
import io.signalbox.records.batch.Batches;
import io.signalbox.records.batch.InvalidBatchException;
import io.signalbox.records.policy.BatchResult;
import io.signalbox.records.policy.BatchResult.Refused;
import io.signalbox.records.policy.BatchResult.Unavailable;
import io.signalbox.records.policy.PolicyObserver;
import io.signalbox.records.policy.TopicPolicies;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** The batch that a client writes to a partition, and what becomes of it. */
final class WrittenBatch implements RecordWork.Job {

    private final TopicPolicies policies;
    private final PartitionProduceData partition;
    private final PolicyObserver observer;
    private Optional<Batch> batch = Optional.empty();
    private Optional<Refused> refused = Optional.empty();
    private Optional<Unavailable> unavailable = Optional.empty();
    private boolean changed;
    private long made;

    WrittenBatch(TopicPolicies policies, PartitionProduceData partition, PolicyObserver observer) {
        this.policies = policies;
        this.partition = partition;
        this.observer = observer;
        try {
            batch = Optional.of(Batches.only(((MemoryRecords) partition.records()).buffer()));
        } catch (InvalidBatchException e) {
            refused = Optional.of(new Refused(List.of(), String.valueOf(e.getMessage()), false));
        }
    }

    PartitionProduceData partition() {
        return partition;
    }

    /** Why it does not go on, if it does not. */
    Optional<Refused> refused() {
        return refused;
    }

    /** Why it cannot be told at present whether it goes on. */
    Optional<Unavailable> unavailable() {
        return unavailable;
    }

    /** Whether another goes on in its place. */
    boolean isChanged() {
        return changed;
    }

    @Override
    public long expectedBytes() {
        return batch.map(Batch::expectedBytes).orElse(0L);
    }

    @Override
    public long largestBatch() {
        return expectedBytes();
    }

    @Override
    public long madeBytes() {
        return made;
    }

    @Override
    public Optional<CompletionStage<?>> run(int limit) {
        return batch.isEmpty()
                ? Optional.empty()
                : result(batch.get(), limit).map(this::take).orElseGet(RecordWork::elsewhere);
    }

    private Optional<BatchResult> result(Batch of, int limit) {
        return limit == RecordWork.MAX_BATCH_BYTES
                ? Optional.of(policies.apply(of, 0, limit, observer))
                : policies.applyWithin(of, 0, limit, observer);
    }

    private Optional<CompletionStage<?>> take(BatchResult result) {
        return result.match(
                Optional::empty,
                with -> {
                    partition.setRecords(MemoryRecords.readableRecords(with.batch()));
                    made = with.batch().remaining();
                    changed = true;
                    return Optional.empty();
                },
                refusal -> {
                    refused = Optional.of(refusal);
                    return Optional.empty();
                },
                ended -> {
                    refused = Optional.of(new Refused(List.of(), ended.reason(), false));
                    return Optional.empty();
                },
                missing -> {
                    unavailable = Optional.of(missing);
                    return Optional.empty();
                },
                awaited -> Optional.of(awaited.until()));
    }
}
