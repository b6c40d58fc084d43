package io.signalbox.dataplane.config;

import io.signalbox.proto.config.v1.WireStaticKey;
import io.signalbox.records.encryption.StaticKeys;
import java.util.Base64;

/** Keys for records; references are resolved here. */
final class StaticKeyReader {

    private StaticKeyReader() {}

    /** @throws IllegalArgumentException naming the property and what is wrong with it; never what is in it */
    static byte[] read(SecretReader secrets, WireStaticKey key) {
        return secrets.read("value", key.getValue(), StaticKeyReader::decode);
    }

    private static byte[] decode(String text) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not base64");
        }
        if (key.length != StaticKeys.KEY_BYTES) {
            throw new IllegalArgumentException("must have " + StaticKeys.KEY_BYTES + " bytes, but has " + key.length);
        }
        return key;
    }
}
