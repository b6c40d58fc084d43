package io.signalbox.records.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What one type of policy does to a record. */
interface Step {

    /** Whether and how it was done. */
    Result apply(RecordInHand record);

    /** The same where no more is known than the client and the topic: what depends on these alone is worked out once. */
    default Step on(Map<String, Object> context) {
        return this;
    }

    /** The same where these policies are nested under it: what none of them asks for need not be found. */
    default Step above(List<RecordPolicy> children) {
        return this;
    }

    /** Fields of a JSON value that it looks for, where that is known without the record. */
    default Optional<Set<String>> fields() {
        return Optional.empty();
    }

    /** Whether records can be missing from what clients get because of it, or clients be held up. */
    boolean canHide();

    /** Whether what it does to a record that is encrypted depends on keys. */
    default boolean needsKeys() {
        return false;
    }

    /** What was done. */
    sealed interface Result {

        /** It was done, or there was nothing to do. */
        Result DONE = new Done();

        /** The record is to be left out. */
        Result LEFT_OUT = new LeftOut();
    }

    /** See {@link Result#DONE}. */
    record Done() implements Result {}

    /** See {@link Result#LEFT_OUT}. */
    record LeftOut() implements Result {}

    /**
     * It could not be done.
     *
     * @param reason goes on after the name of the policy; nothing of what is in the record
     */
    record Failed(FailureMode mode, String reason) implements Result {}

    /**
     * Something has been asked for that it needs.
     *
     * @param until completes when it can be tried again, also where that was in vain
     */
    record Awaited(CompletionStage<?> until) implements Result {}

    /**
     * It needs something that cannot be had at present, which says nothing of the record.
     *
     * @param reason as of {@link Failed}
     */
    record Unavailable(String reason) implements Result {}
}
