package io.signalbox.records.policy;

import io.signalbox.records.batch.Batch;
import io.signalbox.records.batch.BatchRecord;
import io.signalbox.records.batch.Batches;
import io.signalbox.records.encryption.EncryptionException;
import io.signalbox.records.encryption.EncryptionHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/**
 * What would become of a record, told by the code that nodes use, without their keys.
 *
 * @param reason of {@code fate}; empty where it needs none
 * @param policies all of the phase, in their order, each in front of those nested under it
 * @param record as it would go on; empty where it would not, or nobody can tell
 */
public record RecordPreview(Fate fate, String reason, List<Outcome> policies, Optional<BatchRecord> record) {

    private static final int MAX_BYTES = 64 * 1024 * 1024;

    /** Where the record goes. */
    public enum Fate {
        /** On, as it is. */
        UNCHANGED,
        /** On, as policies made it. */
        CHANGED,
        /** Back: the batch of it is refused. */
        REFUSED,
        /** Nowhere: consumers are not given it. */
        LEFT_OUT,
        /** Nowhere, and no consumer gets past it. */
        HELD_UP,
        /** Only a node can tell. */
        UNKNOWN
    }

    /**
     * What a policy does.
     *
     * @param reason goes on after the policy's name
     */
    public record Outcome(PolicyRef policy, Act act, String reason) {}

    /** Whether a policy does anything. */
    public enum Act {
        /** It finds nothing to be changed. */
        PASSES,
        /** It changes the record. */
        CHANGES,
        /** It has the record left out. */
        LEAVES_OUT,
        /** It cannot be applied, and what becomes of the record depends on its failure mode. */
        FAILS,
        /** It is not applied: its condition does not hold, or that of the policy above it. */
        NOT_APPLIED,
        /** Another one had the last word. */
        NOT_REACHED,
        /** Only a node can tell. */
        UNKNOWN
    }

    public RecordPreview {
        policies = List.copyOf(policies);
    }

    /** What the policies of a topic would do to a record, offset and time aside. */
    static RecordPreview of(List<PolicyRef> all, TopicPolicies policies, SimpleRecord record) {
        Map<PolicyRef, Outcome> seen = new HashMap<>();
        Batch batch = Batches.of(
                        MemoryRecords.withRecords(Compression.NONE, record).buffer())
                .get(0);
        BatchResult result = policies.with(policy -> watched(policy, isEncrypted(record), seen))
                .apply(batch, 0, MAX_BYTES, PolicyObserver.NONE);
        return result.match(
                () -> new RecordPreview(Fate.UNCHANGED, "", outcomes(all, seen, false), first(batch)),
                changed -> changed(Batches.of(changed.batch()).get(0), all, seen),
                refused -> ended(Fate.REFUSED, refused.reason(), all, seen),
                ended -> ended(Fate.HELD_UP, ended.reason(), all, seen),
                unavailable -> ended(Fate.UNKNOWN, unavailable.reason(), all, seen),
                awaited -> ended(Fate.UNKNOWN, "a policy waits for something", all, seen));
    }

    private static RecordPreview changed(Batch batch, List<PolicyRef> all, Map<PolicyRef, Outcome> seen) {
        return first(batch)
                .map(record -> new RecordPreview(Fate.CHANGED, "", outcomes(all, seen, false), Optional.of(record)))
                .orElseGet(() -> ended(Fate.LEFT_OUT, "", all, seen));
    }

    private static RecordPreview ended(Fate fate, String reason, List<PolicyRef> all, Map<PolicyRef, Outcome> seen) {
        return new RecordPreview(fate, reason, outcomes(all, seen, true), Optional.empty());
    }

    private static Optional<BatchRecord> first(Batch batch) {
        return batch.records(MAX_BYTES).stream().findFirst();
    }

    private static List<Outcome> outcomes(List<PolicyRef> all, Map<PolicyRef, Outcome> seen, boolean ended) {
        int last = all.size() - 1;
        while (ended && last >= 0 && !seen.containsKey(all.get(last))) {
            last--;
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            PolicyRef policy = all.get(i);
            Act unseen = i > last ? Act.NOT_REACHED : Act.NOT_APPLIED;
            outcomes.add(seen.getOrDefault(policy, new Outcome(policy, unseen, "")));
        }
        return outcomes;
    }

    private static RecordPolicy watched(RecordPolicy policy, boolean encrypted, Map<PolicyRef, Outcome> seen) {
        return new RecordPolicy(
                policy.ref(),
                policy.condition(),
                new Watched(policy.ref(), policy.step(), encrypted, seen),
                policy.children().stream()
                        .map(child -> watched(child, encrypted, seen))
                        .toList());
    }

    /** As it comes; one whose header is no such is told so by whatever reads it. */
    private static boolean isEncrypted(SimpleRecord record) {
        for (Header header : record.headers()) {
            if (header.key().equals(EncryptionHeader.NAME) && header.value() != null) {
                try {
                    return !EncryptionHeader.read(ByteBuffer.wrap(header.value()))
                            .entries()
                            .isEmpty();
                } catch (EncryptionException e) {
                    return false;
                }
            }
        }
        return false;
    }

    /** A step that says what it did. What came encrypted is left to nodes, which have the keys. */
    private record Watched(PolicyRef policy, Step step, boolean encrypted, Map<PolicyRef, Outcome> seen)
            implements Step {

        @Override
        public Result apply(RecordInHand hand) {
            BatchRecord before = hand.record();
            Result result = encrypted && step.needsKeys()
                    ? new Unavailable("parts of the record are encrypted, and only nodes have the keys")
                    : step.apply(hand);
            seen.put(policy, outcome(result, !hand.record().equals(before)));
            return result;
        }

        private Outcome outcome(Result result, boolean changed) {
            if (result instanceof Failed failed) {
                return new Outcome(policy, Act.FAILS, failed.reason());
            }
            if (result instanceof Unavailable missing) {
                return new Outcome(policy, Act.UNKNOWN, missing.reason());
            }
            if (result instanceof Awaited) {
                return new Outcome(policy, Act.UNKNOWN, "it waits for something");
            }
            Act act = result instanceof LeftOut ? Act.LEAVES_OUT : changed ? Act.CHANGES : Act.PASSES;
            return new Outcome(policy, act, "");
        }

        @Override
        public boolean canHide() {
            return step.canHide();
        }
    }
}
