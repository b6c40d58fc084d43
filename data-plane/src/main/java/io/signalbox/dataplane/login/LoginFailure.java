package io.signalbox.dataplane.login;

import io.signalbox.routing.CloseReason;

/** Why a client is not let in. */
public enum LoginFailure implements CloseReason {
    /** It made a request before it authenticated. */
    AUTHENTICATION_REQUIRED,
    /** Its name, password or token is not good. */
    AUTHENTICATION_FAILED,
    /** The virtual cluster has no authentication for its SASL mechanism. */
    SASL_MECHANISM_NOT_SUPPORTED,
    /** A SASL handshake of version 0, whose exchange is not made of Kafka requests. */
    SASL_HANDSHAKE_V0,
    /** It sends the steps of authentication in a wrong order. */
    ILLEGAL_SASL_STATE,
    /** Its token expired, and it did not bring another. */
    SESSION_EXPIRED,
    /** The keys by which tokens are checked could not be had. */
    TOKEN_KEYS_UNAVAILABLE;

    @Override
    public Kind kind() {
        return this == TOKEN_KEYS_UNAVAILABLE ? Kind.FAILURE : Kind.REJECTION;
    }
}
