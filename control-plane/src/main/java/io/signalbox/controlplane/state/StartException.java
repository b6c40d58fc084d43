package io.signalbox.controlplane.state;

import java.util.Optional;

/** The process cannot start; the message is one line for the person who started it. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    /** The one that a framework has wrapped, if that is what stopped the start. */
    public static Optional<StartException> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartException start) {
                return Optional.of(start);
            }
        }
        return Optional.empty();
    }
}
