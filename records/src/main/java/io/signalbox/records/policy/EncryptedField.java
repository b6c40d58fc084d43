package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.records.encryption.BatchKeys;
import io.signalbox.records.encryption.EncryptionException;
import io.signalbox.records.encryption.EncryptionHeader;
import io.signalbox.records.encryption.EncryptionHeader.Entry;
import io.signalbox.records.encryption.HeldKeyException;
import io.signalbox.records.encryption.Part;
import io.signalbox.records.policy.JsonFields.Span;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * An encrypted field, as a text in JSON: base64 of which key it is among those of fields, and what that key encrypted. Of a text
 * that is what stood between its quotation marks, of anything else its JSON.
 */
final class EncryptedField {

    /** Set with the key's index where it was no text. */
    private static final int NO_TEXT = 0x80;

    private EncryptedField() {}

    static ByteBuffer write(byte[] text, Span span, int index, String key, BatchKeys keys) throws EncryptionException {
        if (index >= NO_TEXT) {
            throw new EncryptionException("it has more keys than a record can name");
        }
        boolean isText = span.kind() == Span.Kind.TEXT;
        byte[] plain = isText ? between(text, span) : Arrays.copyOfRange(text, span.start(), span.end());
        byte prefix = (byte) (isText ? index : index | NO_TEXT);
        ByteBuffer encrypted = keys.encryptField(key, prefix, plain);
        return quoted(Base64.getEncoder().encode(encrypted));
    }

    /**
     * The JSON that was encrypted.
     *
     * @throws EncryptionException when it is none, was changed, or its key is not there
     */
    static ByteBuffer read(byte[] text, Span span, EncryptionHeader header, Set<WireKeySource> sources, BatchKeys keys)
            throws EncryptionException {
        if (span.kind() != Span.Kind.TEXT) {
            throw new EncryptionException("it is none that was encrypted");
        }
        ByteBuffer in;
        try {
            in = ByteBuffer.wrap(Base64.getDecoder().decode(between(text, span)));
        } catch (IllegalArgumentException e) {
            throw new EncryptionException("it is none that was encrypted");
        }
        if (!in.hasRemaining()) {
            throw new EncryptionException("it is none that was encrypted");
        }
        byte prefix = in.get();
        List<Entry> entries = header.all(Part.FIELDS);
        int index = prefix & (NO_TEXT - 1);
        if (index >= entries.size()) {
            throw new EncryptionException("its key is not named by the record's header");
        }
        EncryptionKeys.check(entries.get(index), sources);
        byte[] plain = keys.decryptField(entries.get(index), prefix, in);
        return (prefix & NO_TEXT) == 0 ? quoted(ByteBuffer.wrap(plain)) : ByteBuffer.wrap(plain);
    }

    /** Whether it is one, by a key that is there. */
    static boolean isOne(byte[] text, Span span, EncryptionHeader header, BatchKeys keys) throws HeldKeyException {
        if (header.of(Part.FIELDS).isEmpty()) {
            return false;
        }
        try {
            var unused = read(text, span, header, EncryptionKeys.ALL_SOURCES, keys);
            return true;
        } catch (HeldKeyException e) {
            throw e;
        } catch (EncryptionException e) {
            return false;
        }
    }

    private static byte[] between(byte[] text, Span span) {
        return Arrays.copyOfRange(text, span.start() + 1, span.end() - 1);
    }

    private static ByteBuffer quoted(ByteBuffer text) {
        return ByteBuffer.allocate(text.remaining() + 2)
                .put("\"".getBytes(StandardCharsets.UTF_8))
                .put(text)
                .put("\"".getBytes(StandardCharsets.UTF_8))
                .flip();
    }
}
