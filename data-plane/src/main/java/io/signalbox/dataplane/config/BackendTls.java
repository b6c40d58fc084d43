package io.signalbox.dataplane.config;

import io.signalbox.credentials.CertificateChain;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * TLS towards a backend cluster (contract section 2.2).
 *
 * @param skipVerify neither the brokers' certificates nor their names are checked
 * @param trusted empty: whom this system trusts
 * @param protocols {@code TLSv1.2}, {@code TLSv1.3} or both
 * @param identity what the node shows of itself; empty: nothing
 */
public record BackendTls(
        boolean skipVerify,
        Optional<Set<X509Certificate>> trusted,
        List<String> protocols,
        Optional<Identity> identity) {

    public BackendTls {
        trusted = trusted.map(Set::copyOf);
        protocols = List.copyOf(protocols);
    }

    /** A certificate with its chain, leaf first, and its key, which is never printed. */
    public record Identity(CertificateChain chain, PrivateKey key) {

        @Override
        public String toString() {
            return "certificate of " + chain.leaf().getSubjectX500Principal();
        }
    }
}
