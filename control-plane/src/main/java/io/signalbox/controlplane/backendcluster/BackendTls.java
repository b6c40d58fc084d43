package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.secret.Secret;
import java.util.List;
import java.util.Optional;

/**
 * TLS towards a backend cluster.
 *
 * @param caBundle whom to believe: PEM, base64 of PEM, or a reference; without it, whomever the node's system believes
 */
public record BackendTls(
        boolean enabled,
        boolean insecureSkipVerify,
        Optional<String> caBundle,
        List<String> tlsVersions,
        Optional<ClientIdentity> clientIdentity) {

    public static final String TLS_1_2 = "tls12";

    public static final String TLS_1_3 = "tls13";

    static final List<String> VERSIONS = List.of(TLS_1_2, TLS_1_3);

    /** None, though it could be had at once. */
    public static final BackendTls OFF = new BackendTls(false, false, Optional.empty(), VERSIONS, Optional.empty());

    public BackendTls {
        tlsVersions = List.copyOf(tlsVersions);
    }

    /** What a node shows of itself: a chain, leaf first, and its key. */
    public record ClientIdentity(String certificate, Secret key) {}
}
