package io.signalbox.records.batch;

/** A batch that is not what its format says, or is larger than allowed. The message holds nothing of its records. */
public class InvalidBatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidBatchException(String message) {
        super(message);
    }
}
