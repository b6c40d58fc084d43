package io.signalbox.credentials;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** What an authority is asked for a certificate by (PKCS#10), and the key that stays here; prints neither. */
public record SigningRequest(PKCS10CertificationRequest request, PrivateKey key) {

    /** One with a new key. */
    public static SigningRequest create(Issuer.KeyKind keyKind, String subject) {
        KeyPair keys = Issuer.keys(keyKind);
        String algorithm = Issuer.signatureAlgorithm(keys);
        try {
            return new SigningRequest(
                    new JcaPKCS10CertificationRequestBuilder(new X500Principal(subject), keys.getPublic())
                            .build(new JcaContentSignerBuilder(algorithm).build(keys.getPrivate())),
                    keys.getPrivate());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("every Java platform can sign with " + algorithm, e);
        }
    }

    public String requestPem() {
        try {
            return KeyedCertificate.pem("CERTIFICATE REQUEST", request.getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("a request that was made has an encoding", e);
        }
    }

    /** PKCS#8. */
    public String keyPem() {
        return KeyedCertificate.pem("PRIVATE KEY", key.getEncoded());
    }

    @Override
    public String toString() {
        return "request of " + request.getSubject();
    }
}
