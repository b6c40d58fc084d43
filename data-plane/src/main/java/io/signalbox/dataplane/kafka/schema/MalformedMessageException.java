package io.signalbox.dataplane.kafka.schema;

/** A message that is not what its API and version say, or that cannot become what a rename asks for. */
public final class MalformedMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }
}
