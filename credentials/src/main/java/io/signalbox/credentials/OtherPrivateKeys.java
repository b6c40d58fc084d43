package io.signalbox.credentials;

import java.io.IOException;
import java.security.PrivateKey;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Keys in older forms, of other kinds, or damaged. Apart from {@link PrivateKeys}, since a process that names Bouncy Castle's classes
 * has the signatures of its archives checked, which takes a fifth of a node's start.
 */
final class OtherPrivateKeys {

    private OtherPrivateKeys() {}

    @SuppressWarnings("UnusedException") // what the parsers say may repeat parts of the key
    static PrivateKey read(PemText.Block block) {
        try {
            return new JcaPEMKeyConverter().getPrivateKey(info(block));
        } catch (IOException | RuntimeException e) {
            throw block.refused("is no RSA or EC private key, or is damaged");
        }
    }

    private static PrivateKeyInfo info(PemText.Block block) throws IOException {
        return switch (block.label()) {
            case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(block.der());
            case "RSA PRIVATE KEY" ->
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        org.bouncycastle.asn1.pkcs.RSAPrivateKey.getInstance(block.der()));
            case "EC PRIVATE KEY" -> {
                ECPrivateKey key = ECPrivateKey.getInstance(block.der());
                yield new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
            }
            default -> throw new IOException("another kind of key");
        };
    }
}
