package io.signalbox.credentials;

import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Certificates and keys as users paste them. */
final class PemTarget implements FuzzTarget {

    @Override
    public List<byte[]> seeds() {
        KeyedCertificate ec = Issuer.selfSigned(CertificateRequest.of(KeyKind.EC, "CN=ec", Duration.ofDays(1)));
        KeyedCertificate rsa = Issuer.selfSigned(CertificateRequest.of(KeyKind.RSA, "CN=rsa", Duration.ofDays(1)));
        String request = SigningRequest.create(KeyKind.EC, "CN=request").requestPem();
        return Stream.of(
                        ec.certificatePem(),
                        rsa.certificatePem() + "\r\ntext beside it\n" + ec.certificatePem(),
                        ec.keyPem(),
                        rsa.keyPem(),
                        request,
                        Base64.getEncoder().encodeToString(ec.certificatePem().getBytes(StandardCharsets.UTF_8)))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void read(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            CertificateChain chain = CertificateChain.parse(text);
            CertificateNames.of(chain.leafFirst().leaf());
        } catch (IllegalArgumentException e) {
            refused(e);
        }
        try {
            PrivateKeys.parse(text);
        } catch (IllegalArgumentException e) {
            refused(e);
        }
    }

    /** The reason is for users: it is there, and has no line of the text in it. */
    private static void refused(IllegalArgumentException e) {
        String reason = e.getMessage();
        if (reason == null || reason.isBlank() || reason.length() > 1_000) {
            throw new AssertionError("no reason for users", e);
        }
    }
}
