package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.WireEncryptionKey;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.records.encryption.StaticKeys;
import java.util.List;
import java.util.UUID;

/** Which keys policies may use. */
final class EncryptionKeys {

    private EncryptionKeys() {}

    /** @throws IllegalArgumentException when this node does not have it */
    static UUID read(WireEncryptionKey key, StaticKeys keys) {
        if (key.getKeyCase() != WireEncryptionKey.KeyCase.STATIC_KEY_ID) {
            throw new IllegalArgumentException("this release knows static keys alone");
        }
        UUID id = UUID.fromString(key.getStaticKeyId());
        if (!keys.has(id)) {
            throw new IllegalArgumentException("its static key (" + id + ") is not there");
        }
        return id;
    }

    /** @throws IllegalArgumentException when keys may come from nowhere that this release knows */
    static void requireStatic(List<WireKeySource> sources) {
        if (!sources.contains(WireKeySource.KEY_SOURCE_STATIC)) {
            throw new IllegalArgumentException("this release knows static keys alone");
        }
    }
}
