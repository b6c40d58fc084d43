package io.signalbox.dataplane.config;

import io.signalbox.credentials.CertificateChain;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;

/**
 * The enabled {@code tls_server} policy of a listener. Never prints its key.
 *
 * @param policy by which problems name it
 * @param protocols {@code TLSv1.2}, {@code TLSv1.3} or both
 * @param clientAuthentication empty: clients are not asked for a certificate
 */
public record TlsServer(
        EntityRef policy,
        CertificateChain chain,
        PrivateKey key,
        List<String> protocols,
        boolean allowPlaintext,
        Optional<ClientAuthentication> clientAuthentication) {

    public TlsServer {
        protocols = List.copyOf(protocols);
    }

    @Override
    public String toString() {
        return "TLS server of " + policy + " with the certificate of "
                + chain.leaf().getSubjectX500Principal();
    }
}
