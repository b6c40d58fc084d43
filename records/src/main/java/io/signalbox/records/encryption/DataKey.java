package io.signalbox.records.encryption;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key for a few batches. Its nonces are counted from 0, whichever thread asks for them: since nobody else has this key, none is
 * ever used twice, and the limit of 2^32 random ones (NIST SP 800-38D, 8.3) does not apply. For any thread.
 */
final class DataKey {

    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    /** To make one takes as long as to encrypt some records; threads that work on records are few, and live long. */
    private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(DataKey::cipher);

    private final SecretKeySpec key;
    private final AtomicLong used = new AtomicLong();

    DataKey(SecretKeySpec key) {
        this.key = key;
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /**
     * Writes the nonce, the ciphertext and its tag to a buffer on the heap.
     *
     * @param plain on the heap, too
     */
    void encrypt(ByteBuffer plain, byte[] authenticated, ByteBuffer out) {
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer.wrap(nonce).putLong(NONCE_BYTES - Long.BYTES, used.getAndIncrement());
        Cipher cipher = CIPHERS.get();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(authenticated);
            out.put(nonce);
            int sealed = cipher.doFinal(
                    plain.array(),
                    plain.arrayOffset() + plain.position(),
                    plain.remaining(),
                    out.array(),
                    out.arrayOffset() + out.position());
            out.position(out.position() + sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a record could not be encrypted", e);
        }
    }

    /**
     * Reads what {@link #encrypt} wrote.
     *
     * @throws EncryptionException when it is anything else, or was encrypted by another key
     */
    byte[] decrypt(ByteBuffer in, byte[] authenticated) throws EncryptionException {
        if (in.remaining() < NONCE_BYTES + TAG_BYTES) {
            throw new EncryptionException("it is too short for something encrypted");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        in.get(nonce);
        ByteBuffer sealed = onHeap(in);
        Cipher cipher = CIPHERS.get();
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(authenticated);
            return cipher.doFinal(sealed.array(), sealed.arrayOffset() + sealed.position(), sealed.remaining());
        } catch (AEADBadTagException e) {
            throw new EncryptionException("it was changed, or encrypted by another key");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a record could not be decrypted", e);
        }
    }

    /** The same bytes, copied only where a cipher could not read them. */
    static ByteBuffer onHeap(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            return bytes;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return ByteBuffer.wrap(copy);
    }
}
