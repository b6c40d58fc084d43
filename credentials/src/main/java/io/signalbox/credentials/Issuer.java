package io.signalbox.credentials;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/** A certificate authority of one's own, for trying things out: its certificates are what a real one's would be. */
public final class Issuer {

    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final int SERIAL_BITS = 120;

    private final KeyedCertificate authority;

    private Issuer(KeyedCertificate authority) {
        this.authority = authority;
    }

    /** The kinds of keys that servers have. */
    public enum KeyKind {
        /** P-256. */
        EC,
        /** 2,048 bits. */
        RSA
    }

    /**
     * What a certificate is to say.
     *
     * @param subject a distinguished name: {@code CN=orders}
     * @param dnsNames for which hosts it is; a wildcard may come first in each; an address in numbers is an IP name
     */
    public record CertificateRequest(
            KeyKind keyKind, String subject, List<String> dnsNames, Instant notBefore, Instant notAfter) {

        public CertificateRequest {
            dnsNames = List.copyOf(dnsNames);
        }

        /** One that is valid for a while from now on. */
        public static CertificateRequest of(KeyKind keyKind, String subject, Duration validity, String... dnsNames) {
            Instant now = Instant.now();
            return new CertificateRequest(
                    keyKind, subject, List.of(dnsNames), now.minus(CLOCK_SKEW), now.plus(validity));
        }
    }

    /** A new authority. */
    public static Issuer create(KeyKind keyKind, String subject, Duration validity) {
        KeyPair keys = keys(keyKind);
        CertificateRequest request = CertificateRequest.of(keyKind, subject, validity);
        X500Principal name = new X500Principal(subject);
        try {
            X509v3CertificateBuilder builder = builder(name, request, keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new Issuer(signed(builder, keys, keys));
        } catch (IOException e) {
            throw new IllegalStateException("an extension that was made has an encoding", e);
        }
    }

    /** The certificate that others are to trust. */
    public KeyedCertificate authority() {
        return authority;
    }

    /** A certificate for servers and clients alike, under this authority. */
    public KeyedCertificate issue(CertificateRequest request) {
        KeyPair signing = new KeyPair(authority.certificate().getPublicKey(), authority.key());
        return leaf(authority.certificate().getSubjectX500Principal(), request, keys(request.keyKind()), signing);
    }

    /** A certificate that its own key has signed: for a node, which is known by exactly the certificate that is registered. */
    public static KeyedCertificate selfSigned(CertificateRequest request) {
        KeyPair keys = keys(request.keyKind());
        return leaf(new X500Principal(request.subject()), request, keys, keys);
    }

    private static KeyedCertificate leaf(
            X500Principal issuer, CertificateRequest request, KeyPair keys, KeyPair signing) {
        try {
            X509v3CertificateBuilder builder = builder(issuer, request, keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }));
            if (!request.dnsNames().isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, names(request.dnsNames()));
            }
            return signed(builder, keys, signing);
        } catch (IOException e) {
            throw new IllegalStateException("an extension that was made has an encoding", e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Principal issuer, CertificateRequest request, PublicKey key) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS),
                Date.from(request.notBefore()),
                Date.from(request.notAfter()),
                new X500Principal(request.subject()),
                key);
    }

    private static GeneralNames names(List<String> dnsNames) {
        return new GeneralNames(dnsNames.stream()
                .map(name ->
                        new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    static String signatureAlgorithm(KeyPair keys) {
        return keys.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    }

    private static KeyedCertificate signed(X509v3CertificateBuilder builder, KeyPair subject, KeyPair issuer) {
        String algorithm = signatureAlgorithm(issuer);
        try {
            return new KeyedCertificate(
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(new JcaContentSignerBuilder(algorithm).build(issuer.getPrivate()))),
                    subject.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("every Java platform can sign with " + algorithm, e);
        }
    }

    static KeyPair keys(KeyKind kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.name());
            switch (kind) {
                case EC -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case RSA -> generator.initialize(2_048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform makes keys of the kind " + kind, e);
        }
    }
}
