package io.signalbox.dataplane.login;

import io.signalbox.dataplane.config.ClientAuth;
import io.signalbox.dataplane.config.ClientAuth.Mediation;
import java.util.List;
import java.util.Optional;

/** The SASL mechanisms of a virtual cluster's authentication, in order. Pure. */
final class Mechanisms {

    static final String PLAIN = "PLAIN";
    static final String OAUTHBEARER = "OAUTHBEARER";

    private Mechanisms() {}

    /** What clients may choose from. */
    static List<String> all(List<ClientAuth> entries) {
        return entries.stream().flatMap(entry -> of(entry).stream()).distinct().toList();
    }

    /** The first entry for a mechanism. */
    static Optional<ClientAuth> find(List<ClientAuth> entries, String mechanism) {
        return entries.stream()
                .filter(entry -> of(entry).filter(mechanism::equals).isPresent())
                .findFirst();
    }

    /** The first entry for a client that uses no SASL. */
    static Optional<ClientAuth> findWithout(List<ClientAuth> entries, boolean certificate) {
        return entries.stream()
                .filter(entry -> entry instanceof ClientAuth.Anonymous
                        || (certificate && entry instanceof ClientAuth.ClientCertificate))
                .findFirst();
    }

    static Optional<String> of(ClientAuth entry) {
        if (entry instanceof ClientAuth.SaslPlain) {
            return Optional.of(PLAIN);
        }
        if (entry instanceof ClientAuth.SaslScram scram) {
            return Optional.of(scram.algorithm().mechanism());
        }
        return entry instanceof ClientAuth.OauthBearer ? Optional.of(OAUTHBEARER) : Optional.empty();
    }

    /** As metrics name it. */
    static String mediation(ClientAuth entry) {
        if (entry instanceof ClientAuth.SaslPlain plain) {
            return name(plain.mediation());
        }
        if (entry instanceof ClientAuth.OauthBearer oauth) {
            return name(oauth.mediation());
        }
        return name(entry instanceof ClientAuth.SaslScram ? Mediation.PASSTHROUGH : Mediation.TERMINATE);
    }

    /** Whether the client's own exchange reaches the broker. */
    static boolean isRelayed(ClientAuth entry) {
        if (entry instanceof ClientAuth.SaslPlain plain) {
            return plain.mediation() != Mediation.TERMINATE;
        }
        if (entry instanceof ClientAuth.OauthBearer oauth) {
            return oauth.mediation() != Mediation.TERMINATE;
        }
        return entry instanceof ClientAuth.SaslScram;
    }

    private static String name(Mediation mediation) {
        return switch (mediation) {
            case PASSTHROUGH -> "passthrough";
            case VALIDATE_FORWARD -> "validate_forward";
            case TERMINATE -> "terminate";
        };
    }
}
