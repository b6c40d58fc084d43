package io.signalbox.controlplane.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A bearer token as it is stored: by its hash. */
@SuppressWarnings("ArrayRecordComponent") // compared by hasHash alone
record AccessToken(String name, Role role, byte[] hash) {

    enum Role {
        ADMIN,
        READ_ONLY
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In constant time. */
    boolean hasHash(byte[] other) {
        return MessageDigest.isEqual(hash, other);
    }
}
