package io.signalbox.credentials;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * The host names that a certificate is for: its DNS names, or its common name where it has none (RFC 6125). A wildcard
 * stands for exactly one whole label, the first.
 */
public final class CertificateNames {

    private static final int SAN_DNS_NAME = 2;

    private final Set<String> names;

    private CertificateNames(Collection<String> names) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Of a server's own certificate. */
    public static CertificateNames of(X509Certificate certificate) {
        Set<String> dnsNames = dnsNames(certificate);
        return new CertificateNames(
                dnsNames.isEmpty() ? commonName(certificate).map(Set::of).orElse(Set.of()) : dnsNames);
    }

    /** Whether a client that checks names accepts the certificate for this host. */
    public boolean cover(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return names.contains(name) || (dot > 0 && names.contains("*" + name.substring(dot)));
    }

    /** As the certificate has them, in lower case. */
    public Set<String> names() {
        return names;
    }

    private static Set<String> dnsNames(X509Certificate certificate) {
        Set<String> found = new HashSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(SAN_DNS_NAME)) {
                        found.add(String.valueOf(alternative.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return Set.of(); // a client that cannot read the names accepts none of them
        }
        return found;
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(rdn -> String.valueOf(rdn.getValue()))
                            .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
