package io.signalbox.dataplane.kafka.walk;

/** A broker's response cannot be understood, so it cannot be shown to be free of addresses. */
public final class MalformedResponseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** In words for people: what the broker did, not what a reader of ours stumbled over. */
    public MalformedResponseException(String message) {
        super(message, null, false, false); // no stack: it is the broker's doing
    }
}
