package io.signalbox.dataplane.config;

/** How the node makes itself known to a backend cluster (contract section 2.2). Never prints a password. */
public sealed interface BackendLogin {

    /** Not at all. */
    record Anonymous() implements BackendLogin {}

    /** By name and password. */
    record Plain(String username, Password password) implements BackendLogin {}

    /** By proof of a password. */
    record Scram(ScramAlgorithm algorithm, String username, Password password) implements BackendLogin {}

    /** The SASL mechanism; empty for {@link Anonymous}. */
    default String mechanism() {
        if (this instanceof Scram scram) {
            return scram.algorithm().mechanism();
        }
        return this instanceof Plain ? "PLAIN" : "";
    }

    /** Whether there is anything to say. */
    default boolean isAnonymous() {
        return this instanceof Anonymous;
    }
}
