package io.signalbox.dataplane.kafka.schema;

/**
 * A message that is not what its API and version say, or that cannot become what a rename asks for. In words for people:
 * what the peer did, not what a reader of ours stumbled over.
 */
public final class MalformedMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message, null, false, false); // no stack: it is the peer's doing
    }
}
