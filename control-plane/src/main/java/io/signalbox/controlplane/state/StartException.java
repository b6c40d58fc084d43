package io.signalbox.controlplane.state;

/** The process cannot start; the message is one line for the person who started it. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }
}
