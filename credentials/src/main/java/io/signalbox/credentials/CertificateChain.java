package io.signalbox.credentials;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** One or more X.509 certificates, in the order in which they were written: of a server's chain the leaf is first. */
public record CertificateChain(List<X509Certificate> certificates) {

    public CertificateChain {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("has no certificate");
        }
    }

    /**
     * Reads PEM, or base64 of PEM. Text around the blocks, long lines and missing line ends do no harm; nor do
     * certificates that are expired, of version 1, or weak: it is not for this class to judge them.
     *
     * @throws IllegalArgumentException with a reason that goes on after the name of the field
     */
    public static CertificateChain parse(String text) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemText.Block block : PemText.blocks(text)) {
            switch (block.label()) {
                case "CERTIFICATE", "X509 CERTIFICATE" ->
                    certificates.add(certificate(block.der(), certificates.size()));
                case "TRUSTED CERTIFICATE" ->
                    throw new IllegalArgumentException(
                            "has a certificate in OpenSSL's own form [TRUSTED CERTIFICATE], which is not supported");
                default -> {
                    if (block.label().endsWith("PRIVATE KEY")) {
                        throw new IllegalArgumentException("has a private key where only certificates belong");
                    }
                }
            }
        }
        return new CertificateChain(certificates);
    }

    public X509Certificate leaf() {
        return certificates.get(0);
    }

    private static X509Certificate certificate(byte[] der, int index) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    "has a certificate, number " + (index + 1) + ", that cannot be read: " + reason(e), e);
        }
    }

    /** The JDK wraps what is wrong in what it was doing. */
    private static String reason(CertificateException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }
}
