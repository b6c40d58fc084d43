package io.signalbox.records.encryption;

import java.nio.ByteBuffer;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/** The keys by which records are encrypted: those of the gateway, and those that a key management service makes. */
public record RecordKeys(StaticKeys statics, ManagedKeys managed) {

    /** None. */
    public static final RecordKeys NONE = new RecordKeys(StaticKeys.NONE, ManagedKeys.NONE);

    /** In front of the ids of keys of AWS KMS. */
    private static final String ARN = "arn:";

    /** Whether records mean a key of AWS KMS. */
    public static boolean isManaged(String keyId) {
        return keyId.startsWith(ARN);
    }

    /**
     * Out of which the keys of batches are derived.
     *
     * @param wrapped empty where it has no other form
     */
    record Root(SecretKeySpec key, Optional<ByteBuffer> wrapped) {}

    /** To encrypt a batch by. */
    Root toEncrypt(String keyId, byte[] salt) throws EncryptionException {
        return isManaged(keyId) ? root(managed.toEncrypt(keyId), salt) : ofGateway(keyId, salt);
    }

    /** As a record's header says. */
    Root toDecrypt(EncryptionHeader.Entry entry, byte[] salt) throws EncryptionException {
        if (StaticKeys.isStatic(entry.keyId())) {
            return ofGateway(entry.keyId(), salt);
        }
        if (!isManaged(entry.keyId())) {
            throw new EncryptionException("its key is none of the kinds that this node knows");
        }
        if (entry.wrapped().isEmpty()) {
            throw new EncryptionException("its header has no data key");
        }
        return root(managed.unwrapped(entry.keyId(), entry.wrapped().get()), salt);
    }

    private Root ofGateway(String keyId, byte[] salt) throws EncryptionException {
        return new Root(
                statics.derive(keyId, salt)
                        .orElseThrow(() -> new EncryptionException("its key " + keyId + " is not there")),
                Optional.empty());
    }

    private static Root root(ManagedKeys.Found found, byte[] salt) throws EncryptionException {
        if (found instanceof ManagedKeys.DataKeyHere here) {
            return new Root(StaticKeys.derive(here.key(), salt), Optional.of(here.wrapped()));
        } else if (found instanceof ManagedKeys.Asked asked) {
            throw new HeldKeyException("its key has been asked for", Optional.of(asked.until()));
        } else if (found instanceof ManagedKeys.Unavailable unavailable) {
            throw new HeldKeyException(unavailable.reason(), Optional.empty());
        }
        throw new EncryptionException(((ManagedKeys.Refused) found).reason());
    }
}
