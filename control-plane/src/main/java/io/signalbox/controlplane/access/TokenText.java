package io.signalbox.controlplane.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** What a client sends; never stored and never printed. */
record TokenText(String reveal) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 32;

    static TokenText random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new TokenText("sbx_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** SHA-256: a token is long and random, nothing slower is needed. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(reveal.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In constant time. */
    boolean isSame(TokenText other) {
        return MessageDigest.isEqual(hash(), other.hash());
    }

    @Override
    public String toString() {
        return "***";
    }
}
