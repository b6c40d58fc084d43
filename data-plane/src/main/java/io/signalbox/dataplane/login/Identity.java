package io.signalbox.dataplane.login;

import io.signalbox.dataplane.config.ClientAuth;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Who a client is, and by what it was found out.
 *
 * @param entry of the virtual cluster's authentication, by which the client is in
 * @param mechanism of SASL; empty when the client used none
 * @param principal its name; {@code anonymous} for one that has none
 * @param claims of its token; empty where it has none that can be read
 * @param until when it has to authenticate again; empty: never, as far as this node is concerned
 */
public record Identity(
        ClientAuth entry,
        String mechanism,
        String principal,
        Optional<Map<String, Object>> claims,
        Optional<Instant> until) {

    /** The principal of clients that say nothing of themselves. */
    public static final String ANONYMOUS = "anonymous";

    static Identity of(ClientAuth entry, String mechanism, String principal) {
        return new Identity(entry, mechanism, principal, Optional.empty(), Optional.empty());
    }

    /** As expressions and logs name it: contract section 4.1. */
    public String authType() {
        return entry.match(
                () -> "anonymous",
                () -> "client_certificate",
                plain -> "sasl_plain",
                scram -> switch (scram.algorithm()) {
                    case SHA_256 -> "sasl_scram_sha256";
                    case SHA_512 -> "sasl_scram_sha512";
                },
                oauth -> "sasl_oauth_bearer");
    }

    /** Whether the broker was told by the client itself; otherwise the node authenticates to it. */
    public boolean isRelayed() {
        return Mechanisms.isRelayed(entry);
    }

    boolean expiredAt(Instant now) {
        return until.map(end -> !now.isBefore(end)).orElse(false);
    }
}
