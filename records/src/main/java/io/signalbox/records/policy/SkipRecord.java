package io.signalbox.records.policy;

/** Leaves records out. */
record SkipRecord() implements Step {

    @Override
    public Result apply(RecordInHand record) {
        return Result.LEFT_OUT;
    }

    @Override
    public boolean canHide() {
        return true;
    }
}
