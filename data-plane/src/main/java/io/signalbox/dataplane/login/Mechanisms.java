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
                .filter(entry ->
                        entry.match(() -> true, () -> certificate, plain -> false, scram -> false, oauth -> false))
                .findFirst();
    }

    static Optional<String> of(ClientAuth entry) {
        return entry.match(
                Optional::empty,
                Optional::empty,
                plain -> Optional.of(PLAIN),
                scram -> Optional.of(scram.algorithm().mechanism()),
                oauth -> Optional.of(OAUTHBEARER));
    }

    /** As metrics name it. */
    static String mediation(ClientAuth entry) {
        return name(mediationOf(entry));
    }

    /** Whether the client's own exchange reaches the broker. */
    static boolean isRelayed(ClientAuth entry) {
        return mediationOf(entry) != Mediation.TERMINATE;
    }

    private static Mediation mediationOf(ClientAuth entry) {
        return entry.match(
                () -> Mediation.TERMINATE,
                () -> Mediation.TERMINATE,
                ClientAuth.SaslPlain::mediation,
                scram -> Mediation.PASSTHROUGH,
                ClientAuth.OauthBearer::mediation);
    }

    private static String name(Mediation mediation) {
        return switch (mediation) {
            case PASSTHROUGH -> "passthrough";
            case VALIDATE_FORWARD -> "validate_forward";
            case TERMINATE -> "terminate";
        };
    }
}
