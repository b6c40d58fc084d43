package io.signalbox.records.policy;

import io.signalbox.records.batch.BatchRecord;
import io.signalbox.records.batch.RecordHeader;
import io.signalbox.records.encryption.BatchKeys;
import io.signalbox.records.encryption.EncryptionException;
import io.signalbox.records.encryption.EncryptionHeader;
import io.signalbox.records.schema.Schemas;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A record on its way through the policies, and what is known of it by now. Not for several threads. */
final class RecordInHand {

    private static final ByteBuffer ENCRYPTION = ByteBuffer.wrap(EncryptionHeader.NAME.getBytes(StandardCharsets.UTF_8))
            .asReadOnlyBuffer();
    private static final JsonFields.Found NOT_FOUND = new JsonFields.Found(Set.of(), List.of(), Optional.empty());
    private static final EncryptionHeader NOT_ENCRYPTED = new EncryptionHeader(List.of());

    private final Map<String, Object> context;
    private final BatchKeys keys;
    private final Schemas schemas;
    private BatchRecord record;
    private @Nullable Boolean valueValidated; // null: no policy has looked
    private Optional<Supplier<Object>> valueContent = Optional.empty();
    private Optional<Map<String, Object>> keySchema = Optional.empty();
    private Optional<Map<String, Object>> valueSchema = Optional.empty();
    private int contentAt; // in the value
    private @Nullable ByteBuffer foundIn; // null: no fields were looked for
    private byte[] foundText = {};
    private JsonFields.Found found = NOT_FOUND;
    private @Nullable Map<String, Object> fields; // null: not asked for since the last change

    RecordInHand(BatchRecord record, Map<String, Object> context, BatchKeys keys, Schemas schemas) {
        this.record = record;
        this.schemas = schemas;
        this.context = context;
        this.keys = keys;
    }

    BatchRecord record() {
        return record;
    }

    /** Of its batch. */
    BatchKeys keys() {
        return keys;
    }

    /**
     * What of it is encrypted; nothing where it has no header that says so.
     *
     * @throws EncryptionException when the header is none that this release reads
     */
    EncryptionHeader encryption() throws EncryptionException {
        for (RecordHeader header : record.headers()) {
            ByteBuffer value = header.value();
            if (header.key().equals(ENCRYPTION) && value != null) {
                return keys.read(value);
            }
        }
        return NOT_ENCRYPTED;
    }

    /** The headers with what of the record is encrypted now. */
    List<RecordHeader> headers(EncryptionHeader encryption) {
        if (record.headers().isEmpty() && !encryption.entries().isEmpty()) {
            return List.of(new RecordHeader(ENCRYPTION, keys.encoded(encryption)));
        }
        List<RecordHeader> headers = new ArrayList<>(record.headers());
        headers.removeIf(header -> header.key().equals(ENCRYPTION));
        if (!encryption.entries().isEmpty()) {
            headers.add(new RecordHeader(ENCRYPTION.duplicate(), keys.encoded(encryption)));
        }
        return headers;
    }

    /** What a policy above has found in a value already; the text is not to be changed. */
    void found(ByteBuffer value, byte[] text, JsonFields.Found fields) {
        foundIn = value;
        foundText = text;
        found = fields;
    }

    /**
     * Where these fields stand in a value's content, which is read for that unless it has been.
     *
     * @throws IllegalArgumentException when it is no JSON
     */
    List<JsonFields.Span> find(ByteBuffer value, Set<String> paths) {
        return isFoundIn(value) && found.paths().equals(paths)
                ? found.spans()
                : JsonFields.read(content(value), paths, false).spans();
    }

    @SuppressWarnings("ReferenceEquality") // a value that was changed is another
    private boolean isFoundIn(ByteBuffer value) {
        return value == foundIn;
    }

    /** The content of a value, where it is a text. Not to be changed. */
    byte[] content(ByteBuffer value) {
        if (isFoundIn(value)) {
            return foundText;
        }
        int at = Math.min(contentAt, value.remaining());
        byte[] text = new byte[value.remaining() - at];
        value.duplicate().position(value.position() + at).get(text);
        return text;
    }

    /** The record with another text in its value. */
    BatchRecord withContent(ByteBuffer text) {
        ByteBuffer value = record.value();
        if (contentAt == 0 || value == null) {
            return record.withValue(text);
        }
        ByteBuffer whole = ByteBuffer.allocate(contentAt + text.remaining());
        return record.withValue(whole.put(value.slice(value.position(), contentAt))
                .put(text.duplicate())
                .flip());
    }

    void become(BatchRecord changed) {
        record = changed;
        fields = null;
    }

    Schemas schemas() {
        return schemas;
    }

    /**
     * What a schema validation has found.
     *
     * @param prefixBytes so many stand in front of a valid value's content
     * @param content of the value; empty where it is not valid, or was not looked at
     */
    void validated(
            int prefixBytes,
            boolean valid,
            Optional<Supplier<Object>> content,
            Optional<Map<String, Object>> schemaOfKey,
            Optional<Map<String, Object>> schemaOfValue) {
        valueValidated = valid;
        contentAt = valid ? prefixBytes : 0;
        valueContent = content;
        keySchema = schemaOfKey;
        valueSchema = schemaOfValue;
        fields = null;
    }

    /** As expressions see it: contract section 4.6. What is not there is left out. */
    Map<String, Object> fields() {
        if (fields == null) {
            Map<String, Object> all = new HashMap<>(context);
            Map<String, Object> value = new HashMap<>();
            if (valueValidated != null) {
                value.put("validated", valueValidated);
            }
            valueContent.ifPresent(content -> value.put("content", content.get()));
            valueSchema.ifPresent(schema -> value.put("schema", schema));
            Map<String, Object> key = keySchema
                    .<Map<String, Object>>map(schema -> Map.of("schema", schema))
                    .orElse(Map.of());
            all.put("record", Map.of("headers", headers(), "value", value, "key", key));
            fields = all;
        }
        return fields;
    }

    /** Of several headers with one key the last; those that are no UTF-8 are not there, nor are those without a value. */
    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        for (RecordHeader header : record.headers()) {
            Optional<String> key = text(header.key());
            if (key.isPresent()) {
                headers.remove(key.get());
                ByteBuffer bytes = header.value();
                if (bytes != null) {
                    text(bytes).ifPresent(value -> headers.put(key.get(), value));
                }
            }
        }
        return headers;
    }

    private static Optional<String> text(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.duplicate())
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
