package io.signalbox.controlplane.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** What a certificate says of itself; {@code expiry} in Unix seconds. */
public record CertificateMetadata(
        String issuer,
        String subject,
        List<String> keyUsages,
        long expiry,
        List<String> sanNames,
        List<String> dnsNames,
        List<String> emailAddresses,
        List<String> ipAddresses,
        List<String> uris,
        String sha256Fingerprint) {

    // In the order of RFC 5280's bits.
    private static final List<String> USAGES = List.of(
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
            "decipherOnly");
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int IP = 7;

    static CertificateMetadata of(X509Certificate certificate) {
        List<String> all = new ArrayList<>();
        for (int kind : List.of(DNS, EMAIL, IP, URI)) {
            all.addAll(names(certificate, kind));
        }
        return new CertificateMetadata(
                certificate.getIssuerX500Principal().getName(),
                certificate.getSubjectX500Principal().getName(),
                usages(certificate.getKeyUsage()),
                certificate.getNotAfter().toInstant().getEpochSecond(),
                List.copyOf(all),
                names(certificate, DNS),
                names(certificate, EMAIL),
                names(certificate, IP),
                names(certificate, URI),
                Fingerprint.sha256(certificate));
    }

    private static List<String> usages(boolean[] bits) {
        return bits == null
                ? List.of()
                : IntStream.range(0, Math.min(bits.length, USAGES.size()))
                        .filter(i -> bits[i])
                        .mapToObj(USAGES::get)
                        .toList();
    }

    private static List<String> names(X509Certificate certificate, int kind) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(kind))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of(); // unreadable names are no reason to refuse a pinned certificate
        }
    }
}
