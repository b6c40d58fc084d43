package io.signalbox.controlplane.settings;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A key under which secrets are stored: 32 bytes, spoken of by its id and never by its value. */
public final class SealingKey {

    public static final int BYTES = 32;

    private static final int ID_LENGTH = 8;
    private static final int MAX_KEYS = 100;

    private final byte[] bytes;
    private final String id;

    private SealingKey(byte[] bytes) {
        this.bytes = bytes.clone();
        id = HexFormat.of().formatHex(sha256(bytes)).substring(0, ID_LENGTH);
    }

    /**
     * Reads the base64 of a key.
     *
     * @throws IllegalArgumentException with a reason that does not quote it
     */
    public static SealingKey parse(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            bytes = new byte[0]; // the decoder's reason quotes a character of the key
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("must be the base64 of " + BYTES + " bytes");
        }
        return new SealingKey(bytes);
    }

    /** Reads keys that commas, blanks or line ends part. */
    public static List<SealingKey> parseAll(String text) {
        List<String> keys = Arrays.stream(text.split("[,\\s]+", MAX_KEYS + 1))
                .filter(key -> !key.isEmpty())
                .toList();
        if (keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException("must not hold more than " + MAX_KEYS + " keys");
        }
        try {
            return keys.stream().map(SealingKey::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("each key " + e.getMessage(), e);
        }
    }

    /** The first eight hexadecimal digits of the key's SHA-256. */
    public String id() {
        return id;
    }

    public SecretKey forAes() {
        return new SecretKeySpec(bytes, "AES");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealingKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "SealingKey[" + id + "]";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
