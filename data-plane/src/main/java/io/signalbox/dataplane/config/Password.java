package io.signalbox.dataplane.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A password, resolved. Never printed; compared in constant time. */
public final class Password {

    private final byte[] utf8;

    private Password(byte[] utf8) {
        this.utf8 = utf8;
    }

    public static Password of(String text) {
        return new Password(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As it came over the wire. */
    public static Password ofUtf8(byte[] utf8) {
        return new Password(utf8.clone());
    }

    /** To be called where it is sent or hashed, and nowhere else. */
    public String reveal() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** In a time that does not depend on where the two differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Password password && MessageDigest.isEqual(utf8, password.utf8);
    }

    /** One for all: a hash would tell of what it is made. */
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "***";
    }
}
