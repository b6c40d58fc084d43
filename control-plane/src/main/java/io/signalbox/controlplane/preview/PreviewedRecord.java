package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.records.batch.BatchRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.SimpleRecord;

/**
 * A record as requests and answers have it: what is no text is in base64, under another name, and what is null is left out.
 *
 * @param headers in their order
 */
record PreviewedRecord(
        Optional<String> key,
        Optional<String> keyBase64,
        Optional<String> value,
        Optional<String> valueBase64,
        List<Header> headers) {

    private static final int MAX_CHARACTERS = 1_000_000;
    private static final int MAX_HEADERS = 1_000;
    private static final TextRule TEXT = TextRule.anything(0, MAX_CHARACTERS);
    private static final TextRule BASE64 = TextRule.checked(0, MAX_CHARACTERS, PreviewedRecord::base64Problem);

    /** A header; several may have one key. */
    record Header(String key, Optional<String> value, Optional<String> valueBase64) {

        static Header read(BodyReader body) {
            bytes(body, "value");
            return new Header(
                    body.requiredText("key", TextRule.anything(0, 1_000)),
                    body.text("value", TEXT),
                    body.text("value_base64", BASE64));
        }
    }

    PreviewedRecord {
        headers = List.copyOf(headers);
    }

    static PreviewedRecord read(BodyReader body) {
        bytes(body, "key");
        bytes(body, "value");
        return new PreviewedRecord(
                body.text("key", TEXT),
                body.text("key_base64", BASE64),
                body.text("value", TEXT),
                body.text("value_base64", BASE64),
                body.list("headers", 0, MAX_HEADERS, item -> item.object().map(Header::read)));
    }

    private static void bytes(BodyReader body, String name) {
        if (body.has(name) && body.has(name + "_base64")) {
            body.refuse(name + "_base64", "invalid", "must not stand beside " + name);
        }
    }

    private static Optional<String> base64Problem(String text) {
        return decode(text).isPresent() ? Optional.empty() : Optional.of("must be base64");
    }

    private static Optional<byte[]> decode(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As Kafka has it. */
    SimpleRecord record() {
        return new SimpleRecord(
                0,
                bytes(key, keyBase64).orElse(null),
                bytes(value, valueBase64).orElse(null),
                headers.stream()
                        .map(header -> new RecordHeader(
                                header.key(),
                                bytes(header.value(), header.valueBase64()).orElse(null)))
                        .toArray(RecordHeader[]::new));
    }

    private static Optional<byte[]> bytes(Optional<String> text, Optional<String> base64) {
        return text.map(it -> it.getBytes(StandardCharsets.UTF_8)).or(() -> base64.flatMap(PreviewedRecord::decode));
    }

    static PreviewedRecord of(BatchRecord record) {
        Optional<ByteBuffer> key = Optional.ofNullable(record.key());
        Optional<ByteBuffer> value = Optional.ofNullable(record.value());
        return new PreviewedRecord(
                key.flatMap(PreviewedRecord::text),
                key.flatMap(PreviewedRecord::base64),
                value.flatMap(PreviewedRecord::text),
                value.flatMap(PreviewedRecord::base64),
                record.headers().stream()
                        .map(header -> {
                            Optional<ByteBuffer> bytes = Optional.ofNullable(header.value());
                            return new Header(
                                    StandardCharsets.UTF_8
                                            .decode(header.key().duplicate())
                                            .toString(),
                                    bytes.flatMap(PreviewedRecord::text),
                                    bytes.flatMap(PreviewedRecord::base64));
                        })
                        .toList());
    }

    private static Optional<String> text(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(bytes.duplicate())
                            .toString())
                    .filter(text -> text.indexOf('\0') < 0);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Of what is no text. */
    private static Optional<String> base64(ByteBuffer bytes) {
        if (text(bytes).isPresent()) {
            return Optional.empty();
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return Optional.of(Base64.getEncoder().encodeToString(copy));
    }
}
