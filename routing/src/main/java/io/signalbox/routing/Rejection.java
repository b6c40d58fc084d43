package io.signalbox.routing;

import java.util.function.Function;

/** A connection goes nowhere, and why. */
public record Rejection(Reason reason) implements Decision {

    /** Why a connection is rejected. The later ones tell more. */
    public enum Reason implements CloseReason {
        /** The listener takes TLS only. */
        PLAINTEXT_NOT_ALLOWED,
        /** The listener has no enabled {@code tls_server} policy. */
        TLS_ON_PLAINTEXT_LISTENER,
        /** No enabled policy of the listener matches (contract section 3.1, step 3). */
        NO_MATCHING_POLICY,
        /** An {@code sni} policy could have matched, but the client sends no server name. */
        NO_SNI,
        /** The client's server name is none that an {@code sni} policy accepts. */
        UNKNOWN_SNI,
        /** The server name has the form that leads to a broker, but is not advertised. */
        BROKER_NOT_EXPOSED;

        @Override
        public Kind kind() {
            return Kind.REJECTION;
        }
    }

    @Override
    public <T> T match(Function<Route, T> route, Function<Rejection, T> rejection) {
        return rejection.apply(this);
    }
}
