package io.signalbox.dataplane.kafka.rewrite;

/** A broker's response cannot be understood, so it cannot be shown to be free of addresses. */
public final class MalformedResponseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedResponseException(String message) {
        super(message);
    }

    public MalformedResponseException(String message, Throwable cause) {
        super(message, cause);
    }
}
