package io.signalbox.records.encryption;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** Data keys of a key management service, as far as they are here. Answers at once; for any thread. */
public interface ManagedKeys {

    /** There is no such service. */
    ManagedKeys NONE = new ManagedKeys() {
        @Override
        public Found toEncrypt(String keyId) {
            return new Unavailable("this node uses no key management service");
        }

        @Override
        public Found unwrapped(String keyId, ByteBuffer wrapped) {
            return toEncrypt(keyId);
        }
    };

    /** A data key to encrypt by, under a named key. */
    Found toEncrypt(String keyId);

    /** The data key that was wrapped by a named key. */
    Found unwrapped(String keyId, ByteBuffer wrapped);

    /** What is known of a data key. */
    sealed interface Found {}

    /** It is here. Never prints it. */
    final class DataKeyHere implements Found {
        private final byte[] key;
        private final ByteBuffer wrapped;

        /** @throws IllegalArgumentException when it has not {@link StaticKeys#KEY_BYTES} */
        public DataKeyHere(byte[] key, byte[] wrapped) {
            if (key.length != StaticKeys.KEY_BYTES) {
                throw new IllegalArgumentException("a data key of " + key.length + " bytes");
            }
            this.key = key.clone();
            this.wrapped = ByteBuffer.wrap(wrapped.clone()).asReadOnlyBuffer();
        }

        byte[] key() {
            return key;
        }

        ByteBuffer wrapped() {
            return wrapped.duplicate();
        }
    }

    /** It has been asked for; {@code until} completes when there is another answer. */
    record Asked(CompletionStage<?> until) implements Found {}

    /** It cannot be had at present, which says nothing of the record. */
    record Unavailable(String reason) implements Found {}

    /** It is not to be had: the named key is not there, or may not be used. */
    record Refused(String reason) implements Found {}
}
