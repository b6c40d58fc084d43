package io.signalbox.controlplane.snapshot;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Proves that both sides hold the same resources: SHA-256 over "KIND ID VERSION\n", sorted (see config.proto). */
final class Digest {

    private final MessageDigest sha256;

    Digest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Only ASCII: the order of chars is the order of bytes. */
    static byte[] line(String key, long version) {
        return (key + " " + version + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Lines are added in their order. */
    void add(byte[] line) {
        sha256.update(line);
    }

    ByteString finish() {
        return ByteString.copyFrom(sha256.digest());
    }
}
