package io.signalbox.controlplane.policy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.signalbox.controlplane.secret.Secret;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** TLS is spoken with clients, by this certificate. The API shows one in a list, and takes no other number. */
public record TlsServer(
        List<Certificate> certificates,
        Versions versions,
        boolean allowPlaintext,
        Optional<ClientAuthentication> clientAuthentication)
        implements PolicyConfig {

    public TlsServer {
        certificates = List.copyOf(certificates);
    }

    /** A chain, leaf first, and its key: each PEM, base64 of PEM, or a reference. */
    public record Certificate(String certificate, Secret key) {}

    /** The oldest and the newest version that is spoken. */
    public record Versions(String min, String max) {

        public static final String TLS_1_2 = "TLSv1.2";
        public static final String TLS_1_3 = "TLSv1.3";
        static final Versions DEFAULT = new Versions(TLS_1_2, TLS_1_3);
    }

    /**
     * Clients are asked for a certificate.
     *
     * @param tlsTrustBundles in the form in which each was named, which is what the API shows; what was meant are the
     *     trust bundles that the policy's row refers to, in the same order
     */
    public record ClientAuthentication(
            String mode, List<TrustBundleReference> tlsTrustBundles, Optional<String> principalMapping) {

        public static final String REQUIRED = "required";
        static final String REQUESTED = "requested";

        public ClientAuthentication {
            tlsTrustBundles = List.copyOf(tlsTrustBundles);
        }
    }

    /** By id or by name, or both. */
    public record TrustBundleReference(Optional<UUID> id, Optional<String> name) {}

    @JsonIgnore
    public Certificate certificate() {
        return certificates.get(0);
    }

    List<TrustBundleReference> trustBundles() {
        return clientAuthentication.map(ClientAuthentication::tlsTrustBundles).orElse(List.of());
    }

    TlsServer withKey(Secret key) {
        return new TlsServer(
                List.of(new Certificate(certificate().certificate(), key)),
                versions,
                allowPlaintext,
                clientAuthentication);
    }

    TlsServer withTrustBundles(List<TrustBundleReference> bundles) {
        return new TlsServer(
                certificates,
                versions,
                allowPlaintext,
                clientAuthentication.map(
                        asked -> new ClientAuthentication(asked.mode(), bundles, asked.principalMapping())));
    }

    @Override
    public <T> T match(Cases<T> cases) {
        return cases.tlsServer(this);
    }
}
