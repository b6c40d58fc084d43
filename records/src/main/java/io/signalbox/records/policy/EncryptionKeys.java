package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.WireEncryptionKey;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.records.encryption.EncryptionException;
import io.signalbox.records.encryption.EncryptionHeader.Entry;
import io.signalbox.records.encryption.HeldKeyException;
import io.signalbox.records.encryption.RecordKeys;
import io.signalbox.records.encryption.StaticKeys;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Which keys policies may use, and what becomes of a record without them. */
final class EncryptionKeys {

    static final Set<WireKeySource> ALL_SOURCES = Set.of(WireKeySource.KEY_SOURCE_STATIC, WireKeySource.KEY_SOURCE_AWS);

    private EncryptionKeys() {}

    /**
     * By what id records name it.
     *
     * @throws IllegalArgumentException when this node does not have it, or this release does not know its kind
     */
    static String read(WireEncryptionKey key, StaticKeys keys) {
        return switch (key.getKeyCase()) {
            case STATIC_KEY_ID -> {
                UUID id = UUID.fromString(key.getStaticKeyId());
                if (!keys.has(id)) {
                    throw new IllegalArgumentException("its static key (" + id + ") is not there");
                }
                yield StaticKeys.idOf(id);
            }
            case AWS_ARN -> key.getAwsArn();
            case KEY_NOT_SET -> throw new IllegalArgumentException("this release does not know the kind of its key");
        };
    }

    /** @throws IllegalArgumentException when this release does not know one of them */
    static Set<WireKeySource> sources(List<WireKeySource> sources) {
        if (sources.isEmpty() || !ALL_SOURCES.containsAll(sources)) {
            throw new IllegalArgumentException("this release does not know where its keys come from");
        }
        return Set.copyOf(sources);
    }

    /** Throws an {@link EncryptionException} where a key is of a kind that the policy does not take. */
    static void check(Entry entry, Set<WireKeySource> sources) throws EncryptionException {
        WireKeySource source =
                RecordKeys.isManaged(entry.keyId()) ? WireKeySource.KEY_SOURCE_AWS : WireKeySource.KEY_SOURCE_STATIC;
        if (!sources.contains(source)) {
            throw new EncryptionException("its key " + entry.keyId() + " is of none of the policy's sources");
        }
    }

    /** What becomes of a record that cannot be encrypted or decrypted; {@code text} stands in front of the reason. */
    static Step.Result failure(EncryptionException e, FailureMode mode, String text) {
        if (e instanceof HeldKeyException held) {
            return held.until()
                    .<Step.Result>map(Step.Awaited::new)
                    .orElseGet(() -> new Step.Unavailable(text + e.getMessage()));
        }
        return new Step.Failed(mode, text + e.getMessage());
    }
}
