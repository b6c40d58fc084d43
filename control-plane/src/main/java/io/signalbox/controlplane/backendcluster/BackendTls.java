package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.body.Spelled;
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
        List<Version> tlsVersions,
        Optional<ClientIdentity> clientIdentity) {

    static final List<Version> VERSIONS = List.of(Version.values());

    /** Plaintext, with every setting of TLS at its default. */
    public static final BackendTls OFF = new BackendTls(false, false, Optional.empty(), VERSIONS, Optional.empty());

    public BackendTls {
        tlsVersions = List.copyOf(tlsVersions);
    }

    /** A version of TLS. */
    public enum Version implements Spelled {
        TLS12,
        TLS13
    }

    /** What a node shows of itself: a chain, leaf first, and its key. */
    public record ClientIdentity(String certificate, Secret key) {}
}
