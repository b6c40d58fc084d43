package io.signalbox.records.encryption;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The static keys of a gateway, by their ids. Two with the same keys are equal. Never prints one. */
public final class StaticKeys {

    /** None. */
    public static final StaticKeys NONE = new StaticKeys(Map.of());

    /** Bytes that each has. */
    public static final int KEY_BYTES = 32;

    private static final String SCHEME = "static://";
    private static final String HMAC = "HmacSHA256";
    /** As {@link DataKey} has its ciphers. */
    private static final ThreadLocal<Mac> MACS = ThreadLocal.withInitial(StaticKeys::mac);

    private static final byte[] INFO = "signalbox/enc/1".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private final Map<UUID, byte[]> keys;

    /** @throws IllegalArgumentException when one has not {@link #KEY_BYTES} */
    public StaticKeys(Map<UUID, byte[]> keys) {
        Map<UUID, byte[]> copies = new HashMap<>();
        keys.forEach((id, key) -> {
            if (key.length != KEY_BYTES) {
                throw new IllegalArgumentException("must have " + KEY_BYTES + " bytes, but has " + key.length);
            }
            copies.put(id, key.clone());
        });
        this.keys = Map.copyOf(copies);
    }

    /** How records name a key. */
    public static String idOf(UUID key) {
        return SCHEME + key;
    }

    /** Whether records mean a key of this kind. */
    static boolean isStatic(String keyId) {
        return keyId.startsWith(SCHEME);
    }

    public boolean has(UUID key) {
        return keys.containsKey(key);
    }

    /** The key of a batch: HKDF with SHA-256 (RFC 5869), of 32 bytes; empty where the named key is not there. */
    Optional<SecretKeySpec> derive(String keyId, byte[] salt) {
        return find(keyId).map(key -> derive(key, salt));
    }

    static SecretKeySpec derive(byte[] key, byte[] salt) {
        return new SecretKeySpec(expand(hmac(salt, key)), "AES");
    }

    private Optional<byte[]> find(String keyId) {
        try {
            return Optional.ofNullable(keys.get(UUID.fromString(keyId.substring(SCHEME.length()))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The first block of HKDF's second half, which is as long as the key. */
    private static byte[] expand(byte[] pseudorandom) {
        byte[] message = Arrays.copyOf(INFO, INFO.length + 1);
        message[INFO.length] = 1;
        return hmac(pseudorandom, message);
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        Mac mac = MACS.get();
        try {
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a key of " + key.length + " bytes is none", e);
        }
    }

    private static Mac mac() {
        try {
            return Mac.getInstance(HMAC);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StaticKeys that
                && keys.keySet().equals(that.keys.keySet())
                && keys.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), that.keys.get(entry.getKey())));
    }

    @Override
    public int hashCode() {
        return keys.keySet().hashCode();
    }

    @Override
    public String toString() {
        return keys.size() + " static keys";
    }
}
