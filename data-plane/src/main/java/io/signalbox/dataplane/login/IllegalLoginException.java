package io.signalbox.dataplane.login;

/** A request by which a client makes itself known is not what its version says. Tells nothing of what was in it. */
public final class IllegalLoginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IllegalLoginException(String message) {
        super(message, null, false, false); // no stack: it is the client's mistake
    }
}
