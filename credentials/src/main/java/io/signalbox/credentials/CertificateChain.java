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
            String label = block.label();
            if (PemLabels.CERTIFICATES.contains(label)) {
                certificates.add(certificate(block));
            } else if (PemLabels.isKey(label)) {
                throw new IllegalArgumentException("has a private key where only certificates belong");
            } else if (PemLabels.isNotRead(label)) {
                throw block.refused("has certificates in a form that is not supported: write each as a CERTIFICATE");
            } else if (!PemLabels.isBeside(label)) {
                throw block.refused("is of an unknown kind");
            }
        }
        return new CertificateChain(certificates);
    }

    /**
     * Checks that the leaf may be where it belongs, as far as that can be said without its key.
     *
     * @throws IllegalArgumentException if the second certificate was issued to the name that the first one has, which is how
     *     a chain looks that was written from the root on
     */
    public CertificateChain leafFirst() {
        if (certificates.size() > 1) {
            X509Certificate first = certificates.get(0);
            X509Certificate second = certificates.get(1);
            boolean isIssuer = second.getIssuerX500Principal().equals(first.getSubjectX500Principal());
            boolean isSelfIssued = second.getIssuerX500Principal().equals(second.getSubjectX500Principal());
            if (isIssuer && !isSelfIssued) {
                throw new IllegalArgumentException(
                        "begins with the certificate of an issuer of the next one: the leaf must come first, then its issuer");
            }
        }
        return this;
    }

    public X509Certificate leaf() {
        return certificates.get(0);
    }

    private static X509Certificate certificate(PemText.Block block) {
        ByteArrayInputStream der = new ByteArrayInputStream(block.der());
        X509Certificate certificate;
        try {
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(der);
        } catch (CertificateException e) {
            throw block.refused("is not a certificate that can be read: " + reason(e));
        }
        if (der.available() > 0) {
            throw block.refused("has more in it than one certificate");
        }
        return certificate;
    }

    /** The JDK wraps what is wrong in what it was doing. */
    private static String reason(CertificateException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }
}
