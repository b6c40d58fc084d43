package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.body.Spelled;
import io.signalbox.controlplane.secret.Secret;
import java.util.List;
import java.util.Optional;

/**
 * TLS towards a backend cluster.
 *
 * @param caBundle the trusted CAs: PEM, base64 of PEM, or a reference; without it, those of the node's system
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

    /** The node's client certificate: a chain, leaf first, and its key. */
    public record ClientIdentity(String certificate, Secret key) {}
}
