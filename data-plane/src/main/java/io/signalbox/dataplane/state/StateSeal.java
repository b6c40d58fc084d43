package io.signalbox.dataplane.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what is written to disk: AES-256-GCM under a key that is derived (HKDF, RFC 5869) from the private key by which the
 * control plane knows this node. Whoever has that key can ask the control plane for the same. A byte that is changed, or
 * missing, is noticed.
 */
public final class StateSeal {

    private static final byte[] MAGIC = {'S', 'B', 'X', 1};
    private static final byte[] PURPOSE = "signalbox node state 1".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final byte[] context;
    private final SecureRandom random = new SecureRandom();

    private StateSeal(SecretKeySpec key, UUID gatewayId) {
        this.key = key;
        this.context = gatewayId.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The seal of a node of this gateway, which has this key. */
    public static StateSeal of(PrivateKey nodeKey, UUID gatewayId) {
        byte[] extracted = hmac(new byte[32], nodeKey.getEncoded());
        byte[] expand = Arrays.copyOf(PURPOSE, PURPOSE.length + 1);
        expand[PURPOSE.length] = 1;
        return new StateSeal(new SecretKeySpec(hmac(extracted, expand), "AES"), gatewayId);
    }

    byte[] seal(byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
            return ByteBuffer.allocate(MAGIC.length + NONCE_BYTES + sealed.length)
                    .put(MAGIC)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /**
     * What was sealed.
     *
     * @throws IOException when it was sealed by another node or for another gateway, or is not whole
     */
    byte[] open(byte[] sealed) throws IOException {
        int begin = MAGIC.length + NONCE_BYTES;
        if (sealed.length < begin + TAG_BITS / Byte.SIZE
                || !Arrays.equals(sealed, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("it is no sealed state of a node");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOfRange(sealed, MAGIC.length, begin))
                    .doFinal(sealed, begin, sealed.length - begin);
        } catch (GeneralSecurityException e) {
            throw new IOException("it was sealed with another key or for another gateway, or it is damaged", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(MAGIC);
        cipher.updateAAD(context);
        return cipher;
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
