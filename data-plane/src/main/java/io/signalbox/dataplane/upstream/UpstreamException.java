package io.signalbox.dataplane.upstream;

/** No connection to a broker could be made; {@link #reason} says of which kind the failure is. */
public final class UpstreamException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The rows of contract section 3.7, and what comes between a connection and its first request. */
    public enum Reason {
        /** The backend cluster has no broker with this node id. */
        BROKER_UNKNOWN,
        /** Nothing answered at any address. */
        BACKEND_UNREACHABLE,
        /** A broker answered, and TLS with it failed. */
        BACKEND_TLS_FAILED,
        /** A broker did not let the node in. */
        BACKEND_AUTHENTICATION_FAILED
    }

    private final Reason reason;

    UpstreamException(Reason reason, String message) {
        super(message, null, false, false); // no stack: it is the network's doing
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
