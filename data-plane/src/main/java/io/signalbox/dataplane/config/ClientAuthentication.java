package io.signalbox.dataplane.config;

import io.signalbox.expression.PrincipalMapping;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;

/**
 * Which clients a TLS server takes.
 *
 * @param required false: a client may come without a certificate, but not with one that does not verify
 * @param trusted of all its trust bundles
 * @param principalMapping empty: the principal is the whole subject
 */
public record ClientAuthentication(
        boolean required, Set<X509Certificate> trusted, Optional<PrincipalMapping> principalMapping) {

    public ClientAuthentication {
        trusted = Set.copyOf(trusted);
    }

    /**
     * Who the holder of a verified certificate is.
     *
     * @throws IllegalArgumentException when the mapping gives nobody
     */
    public String principal(X509Certificate certificate) {
        return principalMapping
                .map(mapping -> mapping.principal(certificate))
                .orElseGet(() -> PrincipalMapping.subject(certificate));
    }
}
