package io.signalbox.records.policy;

import io.signalbox.records.batch.Batch;
import io.signalbox.records.batch.BatchRecord;
import io.signalbox.records.batch.InvalidBatchException;
import io.signalbox.records.batch.LargeBatchException;
import io.signalbox.records.batch.RecordHeader;
import io.signalbox.records.encryption.BatchKeys;
import io.signalbox.records.encryption.KeptKeys;
import io.signalbox.records.encryption.RecordKeys;
import io.signalbox.records.policy.BatchResult.Changed;
import io.signalbox.records.policy.BatchResult.Ended;
import io.signalbox.records.policy.BatchResult.RecordProblem;
import io.signalbox.records.policy.BatchResult.Refused;
import io.signalbox.records.policy.BatchResult.Unavailable;
import io.signalbox.records.schema.Schemas;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * What is to be done to the records of one topic for one client. Batches that no policy changes go on byte for byte; those with
 * marks of transactions are never looked into. Offsets, order, timestamps and what is known of the producer stay as they are.
 */
public final class TopicPolicies {

    /** Of the header that says why a policy failed: contract section 4.5. */
    private static final int MAX_REASON_BYTES = 512;

    private static final String FAILURE_HEADER = "kong/policy-failure-";

    /** Where nothing is to be done. */
    public static final TopicPolicies NONE =
            new TopicPolicies(Phase.CONSUME, new KeptKeys(RecordKeys.NONE), Schemas.NONE, List.of(), Map.of());

    private final Phase phase;
    private final KeptKeys keys;
    private final Schemas schemas;
    private final List<RecordPolicy> chain;
    private final Map<String, Object> context;

    TopicPolicies(Phase phase, KeptKeys keys, Schemas schemas, List<RecordPolicy> chain, Map<String, Object> context) {
        this.phase = phase;
        this.keys = keys;
        this.schemas = schemas;
        this.chain = List.copyOf(chain);
        this.context = context;
    }

    /** The same with other policies in the places of its own. */
    TopicPolicies with(UnaryOperator<RecordPolicy> others) {
        return new TopicPolicies(
                phase, keys, schemas, chain.stream().map(others).toList(), context);
    }

    /** Whether nothing is to be done to any record. */
    public boolean isEmpty() {
        return chain.isEmpty();
    }

    /**
     * Applies the policies to a batch.
     *
     * @param firstOffset of those that a consumer wants; what is in front of it holds nobody up
     * @param limit of the memory for its records, as {@link Batch#records} counts it
     */
    public BatchResult apply(Batch batch, long firstOffset, int limit, PolicyObserver observer) {
        return applyWithin(batch, firstOffset, limit, observer)
                .orElseGet(() -> broken(batch, "its records need more than " + limit + " bytes of memory", false));
    }

    /** The same; empty where its records need more memory than {@code limit}. */
    public Optional<BatchResult> applyWithin(Batch batch, long firstOffset, int limit, PolicyObserver observer) {
        try {
            return Optional.of(applied(batch, firstOffset, limit, observer));
        } catch (LargeBatchException e) {
            return Optional.empty();
        }
    }

    private BatchResult applied(Batch batch, long firstOffset, int limit, PolicyObserver observer) {
        if (chain.isEmpty()) {
            return BatchResult.UNCHANGED;
        }
        if (!batch.isReadable()) {
            return ofOldFormat(batch);
        }
        if (batch.isControl() && phase == Phase.CONSUME) {
            return BatchResult.UNCHANGED;
        }
        if (!batch.isIntact()) {
            return broken(batch, "its checksum is not that of its bytes", true);
        }
        try {
            List<BatchRecord> records = batch.records(limit);
            Passages passages = new Passages(new BatchKeys(keys, limit, batch.isCompressed()));
            BatchResult result = phase == Phase.PRODUCE
                    ? produced(batch, records, passages)
                    : consumed(batch, records, firstOffset, passages);
            if (!passages.awaited.isEmpty()) {
                return new BatchResult.Awaited(CompletableFuture.allOf(passages.awaited.stream()
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture[]::new)));
            }
            if (!(result instanceof Unavailable)) {
                passages.tally.tell(observer);
            }
            return result;
        } catch (LargeBatchException e) {
            throw e;
        } catch (InvalidBatchException e) {
            return broken(batch, String.valueOf(e.getMessage()), false);
        }
    }

    /** Its records have no headers, and cannot be looked into: delivered they would show what a policy hides. */
    private BatchResult ofOldFormat(Batch batch) {
        boolean hides = phase == Phase.PRODUCE || chain.stream().anyMatch(RecordPolicy::canHide);
        return hides
                ? broken(batch, "it is of a format before 2, to which no policy can be applied", false)
                : BatchResult.UNCHANGED;
    }

    private BatchResult broken(Batch batch, String problem, boolean isCorrupt) {
        String reason = "the batch cannot be read: " + problem;
        return phase == Phase.PRODUCE
                ? new Refused(List.of(), reason, isCorrupt)
                : new Ended(List.of(), batch.baseOffset(), reason);
    }

    private BatchResult produced(Batch batch, List<BatchRecord> records, Passages passages) {
        List<BatchRecord> kept = new ArrayList<>(records.size());
        List<RecordProblem> problems = new ArrayList<>();
        boolean changed = false;
        for (int i = 0; i < records.size(); i++) {
            Passage passage = passages.through(records.get(i));
            if (passage.unavailable.isPresent()) {
                return new Unavailable(List.of(), passage.unavailable.get());
            }
            if (passage.stopped.isPresent()) {
                problems.add(new RecordProblem(i, passage.stopped.get()));
            } else if (passage.leftOut) {
                problems.add(new RecordProblem(i, "a policy leaves it out, which a batch that is written cannot bear"));
            }
            changed |= passage.isChanged();
            kept.add(passage.hand.record());
        }
        if (!problems.isEmpty()) {
            return new Refused(problems, problems.get(0).reason(), false);
        }
        return changed && passages.awaited.isEmpty() ? new Changed(batch.with(kept, false)) : BatchResult.UNCHANGED;
    }

    /**
     * Where anything is changed, what stands in front of those that are wanted is left out, too: some clients look for the next
     * record in small steps when they are given such records alone.
     */
    private BatchResult consumed(Batch batch, List<BatchRecord> records, long firstOffset, Passages passages) {
        List<BatchRecord> kept = new ArrayList<>(records.size());
        boolean changed = false;
        boolean first = true; // of those that are wanted
        for (BatchRecord record : records) {
            long offset = batch.baseOffset() + record.offsetDelta();
            boolean wanted = offset >= firstOffset;
            Passage passage = passages.through(record);
            boolean ends = passage.stopped.isPresent() || passage.unavailable.isPresent();
            if (ends && wanted) {
                if (!passages.awaited.isEmpty()) {
                    break;
                }
                List<ByteBuffer> before = first ? List.of() : List.of(batch.upTo(record, kept, true));
                return passage.stopped
                        .<BatchResult>map(reason -> new Ended(before, offset, reason))
                        .orElseGet(() -> new Unavailable(before, passage.unavailable.orElseThrow()));
            }
            first &= !wanted;
            if (ends || passage.leftOut) {
                changed = true;
            } else {
                changed |= passage.isChanged();
                if (wanted) {
                    kept.add(passage.hand.record());
                }
            }
        }
        return changed && passages.awaited.isEmpty() ? new Changed(batch.with(kept, true)) : BatchResult.UNCHANGED;
    }

    /** The ways of a batch's records. */
    private final class Passages {

        private final BatchKeys keys;
        private final Tally tally = new Tally();
        private final List<CompletionStage<?>> awaited = new ArrayList<>(0);

        Passages(BatchKeys keys) {
            this.keys = keys;
        }

        Passage through(BatchRecord record) {
            Passage passage = new Passage(record, this);
            passage.through(chain);
            return passage;
        }
    }

    /** One record's way through the policies. */
    private final class Passage {

        private final BatchRecord original;
        private final Passages passages;
        private final RecordInHand hand;
        private boolean leftOut;
        private boolean held; // it cannot be told what becomes of the record
        private Optional<String> stopped = Optional.empty();
        private Optional<String> unavailable = Optional.empty();

        Passage(BatchRecord original, Passages passages) {
            this.original = original;
            this.passages = passages;
            this.hand = new RecordInHand(original, context, passages.keys, schemas);
        }

        @SuppressWarnings("ReferenceEquality") // a record that was changed is another
        boolean isChanged() {
            return hand.record() != original;
        }

        void through(List<RecordPolicy> policies) {
            for (RecordPolicy policy : policies) {
                if (leftOut || held || stopped.isPresent()) {
                    return;
                }
                if (policy.applies(hand, passages.tally)) {
                    Step.Result result = passages.tally.of(policy.ref()).applied(policy.step(), hand);
                    if (result instanceof Step.Failed failed) {
                        fail(policy.ref(), failed);
                    } else if (result instanceof Step.Awaited later) {
                        held = true;
                        passages.awaited.add(later.until());
                    } else if (result instanceof Step.Unavailable missing) {
                        held = true;
                        unavailable = Optional.of(policy.ref() + ": " + missing.reason());
                    }
                    leftOut |= result instanceof Step.LeftOut;
                    through(policy.children());
                }
            }
        }

        private void fail(PolicyRef policy, Step.Failed failed) {
            switch (failed.mode()) {
                case ERROR -> stopped = Optional.of(policy + ": " + failed.reason());
                case SKIP -> leftOut = true;
                case PASSTHROUGH -> {}
                case MARK -> hand.become(marked(hand.record(), policy, failed.reason()));
            }
        }
    }

    private static BatchRecord marked(BatchRecord record, PolicyRef policy, String reason) {
        ByteBuffer key = ByteBuffer.wrap((FAILURE_HEADER + policy.id()).getBytes(StandardCharsets.UTF_8));
        List<RecordHeader> headers = new ArrayList<>(record.headers());
        headers.removeIf(header -> header.key().equals(key));
        headers.add(new RecordHeader(key, bounded(reason)));
        return record.withHeaders(headers);
    }

    /** Cut where a character ends. */
    private static ByteBuffer bounded(String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MAX_REASON_BYTES);
        while (length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
            length--;
        }
        return ByteBuffer.wrap(bytes, 0, length);
    }
}
