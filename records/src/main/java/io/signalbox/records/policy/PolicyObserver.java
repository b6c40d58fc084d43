package io.signalbox.records.policy;

/** Is told what policies do to batches, to count it; on any thread. Nothing of a record ever comes here. */
public interface PolicyObserver {

    /** Counts nothing. */
    PolicyObserver NONE = new PolicyObserver() {
        @Override
        public void applied(PolicyRef policy, boolean succeeded, int records) {}

        @Override
        public void took(PolicyRef policy, long nanos) {}

        @Override
        public void conditionFailed(PolicyRef policy, int records) {}
    };

    /** A policy was applied to so many records of a batch. */
    void applied(PolicyRef policy, boolean succeeded, int records);

    /** It took so long for one of them: a look at the clock for each would take as long as some policies do. */
    void took(PolicyRef policy, long nanos);

    /** The condition of a policy could not be evaluated for so many records of a batch, which counts as not met. */
    void conditionFailed(PolicyRef policy, int records);
}
