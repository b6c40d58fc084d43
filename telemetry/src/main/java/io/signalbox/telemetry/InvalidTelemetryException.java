package io.signalbox.telemetry;

/** A variable has a value that it cannot have; the message is for people, and has no secret in it. */
public final class InvalidTelemetryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidTelemetryException(String message) {
        super(message);
    }
}
