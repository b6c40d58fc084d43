package io.signalbox.records.policy;

import io.signalbox.records.batch.BatchRecord;
import io.signalbox.records.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record on its way through the policies, and what is known of it by now. Not for several threads. */
final class RecordInHand {

    private final Map<String, Object> context;
    private BatchRecord record;
    private @Nullable Boolean valueValidated; // null: no policy has looked
    private Optional<Object> valueContent = Optional.empty();
    private @Nullable Map<String, Object> fields; // null: not asked for since the last change

    RecordInHand(BatchRecord record, Map<String, Object> context) {
        this.record = record;
        this.context = context;
    }

    BatchRecord record() {
        return record;
    }

    void become(BatchRecord changed) {
        record = changed;
        fields = null;
    }

    /** @param content empty where it is not valid, or was not asked for */
    void validated(boolean valid, Optional<Object> content) {
        valueValidated = valid;
        valueContent = content;
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
            valueContent.ifPresent(content -> value.put("content", content));
            all.put("record", Map.of("headers", headers(), "value", value, "key", Map.of()));
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
