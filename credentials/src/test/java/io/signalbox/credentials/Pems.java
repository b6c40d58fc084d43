package io.signalbox.credentials;

import java.io.IOException;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;

/** Keys in the forms of old. */
final class Pems {

    private Pems() {}

    /** RSA's old form. */
    static String pkcs1(PrivateKey key) {
        try {
            return KeyedCertificate.pem(
                    "RSA PRIVATE KEY",
                    PrivateKeyInfo.getInstance(key.getEncoded())
                            .parsePrivateKey()
                            .toASN1Primitive()
                            .getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** EC's old form, which names the curve itself. */
    static String sec1(PrivateKey key) {
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
            ECPrivateKey inner = ECPrivateKey.getInstance(info.parsePrivateKey());
            ECPrivateKey named = new ECPrivateKey(
                    256, inner.getKey(), info.getPrivateKeyAlgorithm().getParameters());
            return KeyedCertificate.pem("EC PRIVATE KEY", named.getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
