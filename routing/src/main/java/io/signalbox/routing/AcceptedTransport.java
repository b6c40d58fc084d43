package io.signalbox.routing;

/** What a listener speaks: decided by its enabled {@code tls_server} policy, or by its having none (contract 3.1). */
public enum AcceptedTransport {
    /** No {@code tls_server}. */
    PLAINTEXT,
    /** A {@code tls_server} that does not allow plaintext. */
    TLS,
    /** A {@code tls_server} with {@code allow_plaintext}. */
    TLS_OR_PLAINTEXT;

    boolean takes(Arrival arrival) {
        return this == TLS_OR_PLAINTEXT || arrival.tls() == (this == TLS);
    }
}
