package io.signalbox.controlplane.certificate;

import io.signalbox.credentials.CertificateChain;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads nodes' certificates. */
final class Pem {

    private static final Pattern FIRST = Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

    private Pem() {}

    /**
     * Reads exactly one certificate.
     *
     * @throws IllegalArgumentException with the reason, in words for the client
     */
    static X509Certificate certificate(String text) {
        CertificateChain chain = CertificateChain.parse(text);
        if (chain.certificates().size() > 1) {
            throw new IllegalArgumentException("must be exactly one certificate, not a chain");
        }
        return chain.leaf();
    }

    /** Reads what is stored: earlier releases took a text when one block in it was whole, whatever came behind. */
    static X509Certificate stored(String text) {
        try {
            return certificate(text);
        } catch (IllegalArgumentException e) {
            return first(text);
        }
    }

    private static X509Certificate first(String text) {
        Matcher matcher = FIRST.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("has no certificate");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("is not a readable X.509 certificate", e);
        }
    }
}
