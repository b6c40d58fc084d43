package io.signalbox.records.policy;

/** Is told what policies do, to count it. Nothing of a record ever comes here but what is wrong with it. */
public interface PolicyObserver {

    /** Counts nothing. */
    PolicyObserver NONE = new PolicyObserver() {
        @Override
        public void applied(PolicyRef policy, boolean succeeded) {}

        @Override
        public void conditionFailed(PolicyRef policy) {}
    };

    /** A policy was applied to a record. */
    void applied(PolicyRef policy, boolean succeeded);

    /** The condition of a policy could not be evaluated for a record, which counts as not met. */
    void conditionFailed(PolicyRef policy);
}
