package io.signalbox.records.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What policies did to one batch, told once it is known what becomes of that. Not for several threads. */
final class Tally {

    private final Map<PolicyRef, Counts> counts = new LinkedHashMap<>();
    private @Nullable PolicyRef latest;
    private Counts latestCounts = new Counts();

    /** Of one policy. */
    static final class Counts {
        private int succeeded;
        private int failed;
        private int conditionFailed;
        private long nanos = -1; // of the first record

        Step.Result applied(Step step, RecordInHand record) {
            Step.Result result;
            if (nanos < 0) {
                long start = System.nanoTime();
                result = step.apply(record);
                nanos = System.nanoTime() - start;
            } else {
                result = step.apply(record);
            }
            if (result instanceof Step.Failed) {
                failed++;
            } else {
                succeeded++;
            }
            return result;
        }

        void conditionFailed() {
            conditionFailed++;
        }
    }

    @SuppressWarnings("ReferenceEquality") // a batch's records go the same way, mostly by one policy
    Counts of(PolicyRef policy) {
        if (policy != latest) {
            latest = policy;
            latestCounts = counts.computeIfAbsent(policy, unseen -> new Counts());
        }
        return latestCounts;
    }

    void tell(PolicyObserver observer) {
        counts.forEach((policy, of) -> {
            if (of.succeeded > 0) {
                observer.applied(policy, true, of.succeeded);
            }
            if (of.failed > 0) {
                observer.applied(policy, false, of.failed);
            }
            if (of.conditionFailed > 0) {
                observer.conditionFailed(policy, of.conditionFailed);
            }
            if (of.nanos >= 0) {
                observer.took(policy, of.nanos);
            }
        });
    }
}
