package io.signalbox.controlplane.secret;

import io.signalbox.credentials.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A text that is never shown: a literal, or one with a reference such as {@code ${env['NAME']}}, which says only where
 * the secret is and is therefore shown and stored as it is.
 */
public final class Secret {

    /** What a PUT does not say: it stands for the stored secret, which replaces it before anything is written. */
    public static final Secret LEFT_OUT = new Secret("");

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    public static Secret of(String text) {
        return new Secret(text);
    }

    public boolean isLeftOut() {
        return text.isEmpty();
    }

    /** To be called where the secret is used, and nowhere else. */
    public String reveal() {
        return text;
    }

    public boolean isLiteral() {
        return !SecretText.isReference(text);
    }

    /** In constant time for texts of one length. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
