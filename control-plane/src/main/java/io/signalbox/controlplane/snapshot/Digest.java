package io.signalbox.controlplane.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Proves that both sides hold the same resources: SHA-256 over a line for each, sorted (see config.proto). */
final class Digest {

    private final MessageDigest sha256 = sha256();

    /** Of what a resource says. */
    static ByteString of(MessageLite content) {
        return ByteString.copyFrom(sha256().digest(content.toByteArray()));
    }

    /** Without its end. Only ASCII: the order of chars is the order of bytes. */
    static byte[] line(String key, long version, ByteString contentHash) {
        return (key + " " + version + " " + HexFormat.of().formatHex(contentHash.toByteArray()))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Lines, or as much of them as the digest is over, are added in their order. */
    void add(byte[] line, int length) {
        sha256.update(line, 0, length);
        sha256.update((byte) '\n');
    }

    ByteString finish() {
        return ByteString.copyFrom(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
