package io.signalbox.dataplane.upstream;

import io.signalbox.routing.CloseReason;

/** No connection to a broker could be made; {@link #reason} says of which kind the failure is. */
public final class UpstreamException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The rows of contract section 3.7, and what comes between a connection and its first request. */
    public enum Reason implements CloseReason {
        /** The backend cluster has no broker with this node id. */
        BROKER_UNKNOWN,
        /** Nothing answered at any address. */
        BACKEND_UNREACHABLE,
        /** A broker answered, and TLS with it failed. */
        BACKEND_TLS_FAILED,
        /** A broker did not let the node in. */
        BACKEND_AUTHENTICATION_FAILED,
        /** What should be a broker's address leads back to this gateway. */
        BACKEND_LOOP;

        @Override
        public Kind kind() {
            return Kind.FAILURE;
        }
    }

    private final Reason reason;

    UpstreamException(Reason reason, String message) {
        super(message, null, false, false); // no stack: it is the network's doing
        this.reason = reason;
    }

    static UpstreamException of(Throwable cause) {
        return cause instanceof UpstreamException upstream
                ? upstream
                : new UpstreamException(Reason.BACKEND_UNREACHABLE, BrokerWords.of(cause));
    }

    public Reason reason() {
        return reason;
    }
}
