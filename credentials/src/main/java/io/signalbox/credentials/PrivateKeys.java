package io.signalbox.credentials;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** RSA and EC private keys: PKCS#8 (RFC 5208), PKCS#1 (RFC 8017) and SEC1 (RFC 5915). */
public final class PrivateKeys {

    private static final List<String> KINDS = List.of("EC", "RSA");

    private PrivateKeys() {}

    /**
     * Reads PEM, or base64 of PEM, with exactly one key. No reason repeats any of the text.
     *
     * @throws IllegalArgumentException with a reason that goes on after the name of the field
     */
    public static PrivateKey parse(String text) {
        List<PemText.Block> keys =
                PemText.blocks(text).stream().filter(PrivateKeys::isKey).toList();
        if (keys.size() != 1) {
            throw new IllegalArgumentException(keys.isEmpty() ? "has no private key" : "has more than one private key");
        }
        PrivateKey key = read(keys.get(0));
        if (!key.getAlgorithm().equals("RSA") && !key.getAlgorithm().equals("EC")) {
            throw new IllegalArgumentException("is a key of the kind [" + key.getAlgorithm() + "], not RSA or EC");
        }
        return key;
    }

    /** Why the key and the chain cannot be used together; nothing if the key is the first certificate's. */
    public static Optional<String> mismatch(PrivateKey key, CertificateChain chain) {
        List<X509Certificate> certificates = chain.certificates();
        for (int i = 0; i < certificates.size(); i++) {
            if (belongsTo(key, certificates.get(i))) {
                return i == 0
                        ? Optional.empty()
                        : Optional.of("belongs to certificate " + (i + 1) + " of the chain, and not to the first:"
                                + " the leaf must come first, then its issuer");
            }
        }
        return Optional.of("does not belong to the certificate");
    }

    /** Whether what this key signs is verified by the certificate. */
    public static boolean belongsTo(PrivateKey key, X509Certificate certificate) {
        PublicKey publicKey = certificate.getPublicKey();
        if (key instanceof RSAPrivateKey mine && publicKey instanceof RSAPublicKey theirs) {
            return mine.getModulus().equals(theirs.getModulus()); // keys too short to sign with have one, too
        }
        return key.getAlgorithm().equals(publicKey.getAlgorithm()) && verifies(key, publicKey);
    }

    private static boolean isKey(PemText.Block block) {
        String label = block.label();
        if (!PemLabels.isKey(label) && !PemLabels.isBeside(label) && !PemLabels.CERTIFICATES.contains(label)) {
            throw block.refused("is of an unknown kind");
        }
        return PemLabels.isKey(label);
    }

    private static boolean verifies(PrivateKey key, PublicKey publicKey) {
        byte[] probe = {1, 2, 3, 4};
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // of another curve
        }
    }

    private static PrivateKey read(PemText.Block block) {
        if (block.label().equals(PemLabels.ENCRYPTED_KEY)) {
            throw block.refused("is protected by a password");
        }
        Optional<PrivateKey> read = block.label().equals("PRIVATE KEY") ? pkcs8(block.der()) : Optional.empty();
        return read.orElseGet(() -> OtherPrivateKeys.read(block));
    }

    /** As the JDK reads it; empty for whatever it would write in another way, or refuses. */
    private static Optional<PrivateKey> pkcs8(byte[] der) {
        for (String algorithm : KINDS) {
            try {
                PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
                if (Arrays.equals(key.getEncoded(), der)) {
                    return Optional.of(key);
                }
            } catch (GeneralSecurityException e) {
                // of the other kind, or damaged, which is for the other reader to say
            }
        }
        return Optional.empty();
    }
}
