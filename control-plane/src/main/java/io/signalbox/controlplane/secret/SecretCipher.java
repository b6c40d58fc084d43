package io.signalbox.controlplane.secret;

import io.signalbox.controlplane.settings.SealingKey;
import io.signalbox.controlplane.settings.SecretSettings;
import io.signalbox.credentials.SecretText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Turns secrets into what is stored of them and back: AES-256-GCM with a nonce of its own for each, in the form {@code
 * v1:<key id>:<base64url of nonce and ciphertext>}. The newest key seals; older ones only open.
 *
 * <p>A text is not bound to its row. A person who may write rows can have any secret sent to a server of their choice by
 * changing where it is used; that a sealed text cannot be moved to another row would not stop them.
 */
public final class SecretCipher {

    private static final Pattern SEALED = Pattern.compile("v1:([0-9a-f]{8}):([A-Za-z0-9_-]+)");
    private static final String STORED = "";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SealingKey newest;
    private final Map<String, SealingKey> known;
    private final SecureRandom random = new SecureRandom();

    public SecretCipher(SealingKey newest, Collection<SealingKey> old) {
        this.newest = newest;
        known = Stream.concat(Stream.of(newest), old.stream())
                .collect(Collectors.toUnmodifiableMap(SealingKey::id, key -> key, (first, second) -> first));
    }

    /** What is stored of it; of a reference, the reference. */
    public String seal(Secret secret) {
        return secret.isLiteral() ? sealed(secret, STORED) : secret.reveal();
    }

    /**
     * Seals what is not stored but given away, to be brought back. What was sealed for one purpose opens for no other, and
     * not as a stored secret.
     */
    public String sealFor(String purpose, String text) {
        return sealed(Secret.of(text), purpose);
    }

    /** What {@link #sealFor} sealed for this purpose; empty when it is anything else. */
    public Optional<String> openFor(String purpose, String given) {
        Matcher matcher = SEALED.matcher(given);
        SealingKey key = matcher.matches() ? known.get(matcher.group(1)) : null;
        if (key == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(opened(key, matcher.group(2), purpose));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty(); // whoever gave it has altered it, or made it up
        }
    }

    private String sealed(Secret secret, String purpose) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] text = secret.reveal().getBytes(StandardCharsets.UTF_8);
        try {
            byte[] ciphertext =
                    cipher(Cipher.ENCRYPT_MODE, newest, nonce, purpose).doFinal(text);
            byte[] both = ByteBuffer.allocate(nonce.length + ciphertext.length)
                    .put(nonce)
                    .put(ciphertext)
                    .array();
            return header(newest) + Base64.getUrlEncoder().withoutPadding().encodeToString(both);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a secret cannot be sealed", e);
        }
    }

    /**
     * Opens what {@link #seal} made.
     *
     * @throws IllegalStateException when its key is not known, or it is not as it was made
     */
    public Secret open(String stored) {
        if (SecretText.isReference(stored)) {
            return Secret.of(stored);
        }
        Matcher matcher = SEALED.matcher(stored);
        if (!matcher.matches()) {
            throw new IllegalStateException("a stored secret does not have the form of one");
        }
        SealingKey key = known.get(matcher.group(1));
        if (key == null) {
            throw new IllegalStateException(unknownKey(matcher.group(1)));
        }
        try {
            return Secret.of(opened(key, matcher.group(2), STORED));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("a stored secret sealed with key [" + key.id() + "] has been altered", e);
        }
    }

    private static String opened(SealingKey key, String content, String purpose) throws GeneralSecurityException {
        byte[] both = Base64.getUrlDecoder().decode(content);
        byte[] text =
                cipher(Cipher.DECRYPT_MODE, key, both, purpose).doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** What is sealed with an old key, sealed with the newest. */
    String renew(String stored) {
        return stored.startsWith(header(newest)) ? stored : seal(open(stored));
    }

    boolean isNewest(String keyId) {
        return newest.id().equals(keyId);
    }

    boolean isKnown(String keyId) {
        return known.containsKey(keyId);
    }

    static String unknownKey(String keyId) {
        return "a stored secret is sealed with the key [" + keyId + "], which is not known here: name that key in "
                + SecretSettings.OLD_KEYS + " or " + SecretSettings.OLD_KEYS_FILE;
    }

    /** The nonce is the beginning of {@code bytes}. Header and purpose are authenticated: neither can be exchanged. */
    private static Cipher cipher(int mode, SealingKey key, byte[] bytes, String purpose)
            throws GeneralSecurityException {
        if (bytes.length < NONCE_BYTES) {
            throw new GeneralSecurityException("too short");
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.forAes(), new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE_BYTES));
        cipher.updateAAD((header(key) + purpose).getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    private static String header(SealingKey key) {
        return "v1:" + key.id() + ":";
    }
}
