package io.signalbox.dataplane.config;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** One way in which clients may make themselves known to a virtual cluster (contract section 4.1). */
public sealed interface ClientAuth {

    <T> T match(
            Supplier<T> anonymous,
            Supplier<T> clientCertificate,
            Function<SaslPlain, T> saslPlain,
            Function<SaslScram, T> saslScram,
            Function<OauthBearer, T> oauthBearer);

    /** Not at all. */
    record Anonymous() implements ClientAuth {
        @Override
        public <T> T match(
                Supplier<T> anonymous,
                Supplier<T> clientCertificate,
                Function<SaslPlain, T> saslPlain,
                Function<SaslScram, T> saslScram,
                Function<OauthBearer, T> oauthBearer) {
            return anonymous.get();
        }
    }

    /** By the certificate that the listener's TLS server asked for. */
    record ClientCertificate() implements ClientAuth {
        @Override
        public <T> T match(
                Supplier<T> anonymous,
                Supplier<T> clientCertificate,
                Function<SaslPlain, T> saslPlain,
                Function<SaslScram, T> saslScram,
                Function<OauthBearer, T> oauthBearer) {
            return clientCertificate.get();
        }
    }

    /**
     * By name and password.
     *
     * @param principals by name; empty when it is the broker that checks
     */
    record SaslPlain(Mediation mediation, Map<String, Password> principals) implements ClientAuth {
        public SaslPlain {
            principals = Map.copyOf(principals);
        }

        @Override
        public <T> T match(
                Supplier<T> anonymous,
                Supplier<T> clientCertificate,
                Function<SaslPlain, T> saslPlain,
                Function<SaslScram, T> saslScram,
                Function<OauthBearer, T> oauthBearer) {
            return saslPlain.apply(this);
        }
    }

    /** By proof of a password, always to the broker. */
    record SaslScram(ScramAlgorithm algorithm) implements ClientAuth {
        @Override
        public <T> T match(
                Supplier<T> anonymous,
                Supplier<T> clientCertificate,
                Function<SaslPlain, T> saslPlain,
                Function<SaslScram, T> saslScram,
                Function<OauthBearer, T> oauthBearer) {
            return saslScram.apply(this);
        }
    }

    /** By a token; the rules are those of {@code mediation}s that check it. */
    record OauthBearer(Mediation mediation, TokenRules rules) implements ClientAuth {
        @Override
        public <T> T match(
                Supplier<T> anonymous,
                Supplier<T> clientCertificate,
                Function<SaslPlain, T> saslPlain,
                Function<SaslScram, T> saslScram,
                Function<OauthBearer, T> oauthBearer) {
            return oauthBearer.apply(this);
        }
    }

    /** Who checks. */
    enum Mediation {
        /** The broker. */
        PASSTHROUGH,
        /** The node, and then the broker. */
        VALIDATE_FORWARD,
        /** The node, which authenticates to the broker itself. */
        TERMINATE
    }
}
