package io.signalbox.controlplane.snapshot;

import com.google.protobuf.ByteString;
import io.signalbox.proto.config.v1.Resource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;

/** Proves that both sides hold the same resources: SHA-256 over "KIND ID VERSION\n", sorted (see config.proto). */
final class Digest {

    private Digest() {}

    static ByteString of(Collection<Resource> resources) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        // Only ASCII: the order of chars is the order of bytes.
        resources.stream()
                .map(resource -> resource.getKey().getKindValue() + " "
                        + resource.getKey().getId() + " " + resource.getVersion() + "\n")
                .sorted()
                .forEach(line -> digest.update(line.getBytes(StandardCharsets.US_ASCII)));
        return ByteString.copyFrom(digest.digest());
    }
}
