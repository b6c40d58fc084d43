package io.signalbox.controlplane.certificate;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates in PEM, generously: one long line, missing line ends and text around the block are all fine. */
final class Pem {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

    private Pem() {}

    /**
     * Reads exactly one certificate.
     *
     * @throws IllegalArgumentException with the reason, in words for whoever sent it
     */
    static X509Certificate certificate(String text) {
        Matcher matcher = BLOCK.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("must be a certificate in PEM");
        }
        String body = matcher.group(1);
        if (matcher.find()) {
            throw new IllegalArgumentException("must be exactly one certificate, not a chain");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(body);
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded));
        } catch (IllegalArgumentException | CertificateException e) {
            throw new IllegalArgumentException("is not a readable X.509 certificate", e);
        }
    }
}
