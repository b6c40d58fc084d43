package io.signalbox.records.batch;

/** The records of a batch are more bytes than they may be when they are not compressed. */
public final class LargeBatchException extends InvalidBatchException {

    private static final long serialVersionUID = 1L;

    LargeBatchException(int limit) {
        super("its records become larger than " + limit + " bytes");
    }
}
