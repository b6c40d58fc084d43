package io.signalbox.demo;

/** A process did not do what it was started for; the message says what happened and quotes its last log lines. */
public final class ProcessFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProcessFailedException(String message) {
        super(message);
    }

    ProcessFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
