package io.signalbox.dataplane.login;

import io.signalbox.dataplane.config.Password;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a client says by SASL PLAIN (RFC 4616): {@code [authzid] NUL authcid NUL passwd}. */
record PlainMessage(String authorizationId, String username, Password password) {

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none, or has no name
     */
    static PlainMessage parse(byte[] message) {
        int first = indexOfNul(message, 0);
        int second = indexOfNul(message, first + 1);
        if (first < 0 || second < 0 || second == first + 1 || indexOfNul(message, second + 1) >= 0) {
            throw new IllegalArgumentException("not a message of SASL PLAIN");
        }
        return new PlainMessage(
                text(message, 0, first),
                text(message, first + 1, second),
                Password.ofUtf8(Arrays.copyOfRange(message, second + 1, message.length)));
    }

    private static String text(byte[] message, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(message, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a name in a message of SASL PLAIN is not UTF-8", e);
        }
    }

    private static int indexOfNul(byte[] message, int from) {
        for (int i = from; i >= 0 && i < message.length; i++) {
            if (message[i] == 0) {
                return i;
            }
        }
        return -1;
    }
}
