package io.signalbox.controlplane.state;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The process cannot start; the message is one line for the person who started it. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    /** The one that a framework has wrapped, if that is what stopped the start. */
    public static Optional<StartException> in(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(StartException.class::isInstance)
                .map(StartException.class::cast)
                .findFirst();
    }
}
