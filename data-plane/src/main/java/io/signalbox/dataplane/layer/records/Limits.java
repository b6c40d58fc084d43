package io.signalbox.dataplane.layer.records;

/** How much is done for one batch. */
final class Limits {

    /** Of the records of a batch, when they are not compressed: several times what brokers take in their usual settings. */
    static final int MAX_BATCH_BYTES = 64 * 1024 * 1024;

    private Limits() {}
}
