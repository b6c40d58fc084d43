package io.signalbox.records.batch;

/** The records of a batch, or what becomes of them, take more memory than they may. */
public final class LargeBatchException extends InvalidBatchException {

    private static final long serialVersionUID = 1L;

    public LargeBatchException() {
        super("its records need more memory than they may take");
    }
}
