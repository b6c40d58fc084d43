package io.signalbox.dataplane.config;

import java.util.Map;

/** One way in which clients may make themselves known to a virtual cluster (contract section 4.1). */
public sealed interface ClientAuth {

    /** Not at all. */
    record Anonymous() implements ClientAuth {}

    /** By the certificate that the listener's TLS server asked for. */
    record ClientCertificate() implements ClientAuth {}

    /**
     * By name and password.
     *
     * @param principals by name; empty when it is the broker that checks
     */
    record SaslPlain(Mediation mediation, Map<String, Password> principals) implements ClientAuth {
        public SaslPlain {
            principals = Map.copyOf(principals);
        }
    }

    /** By proof of a password, always to the broker. */
    record SaslScram(ScramAlgorithm algorithm) implements ClientAuth {}

    /** By a token; the rules are those of {@code mediation}s that check it. */
    record OauthBearer(Mediation mediation, TokenRules rules) implements ClientAuth {}

    /** Who checks. */
    enum Mediation {
        /** The broker. */
        PASSTHROUGH,
        /** The node, and then the broker. */
        VALIDATE_FORWARD,
        /** The node; to the broker it makes itself known. */
        TERMINATE
    }
}
