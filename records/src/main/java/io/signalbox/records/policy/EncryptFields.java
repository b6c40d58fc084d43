package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.FieldEncryption;
import io.signalbox.proto.config.v1.WireEncryptFields;
import io.signalbox.records.encryption.EncryptionException;
import io.signalbox.records.encryption.EncryptionHeader;
import io.signalbox.records.encryption.EncryptionHeader.Entry;
import io.signalbox.records.encryption.Part;
import io.signalbox.records.encryption.StaticKeys;
import io.signalbox.records.policy.JsonFields.Replacement;
import io.signalbox.records.policy.JsonFields.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Encrypts fields of a JSON value, each in its place as a text of base64; all around them stays as it was written. What is null
 * stays so, and what is encrypted already stays as it is.
 */
record EncryptFields(FailureMode mode, List<Selector> selectors) implements Step {

    EncryptFields {
        selectors = List.copyOf(selectors);
    }

    /** Which fields, by which key. */
    record Selector(FieldPaths paths, String key) {}

    /** @throws IllegalArgumentException when this release does not know what it says, or a key is not there */
    static EncryptFields of(WireEncryptFields message, StaticKeys keys) {
        List<Selector> selectors = new ArrayList<>();
        for (FieldEncryption field : message.getFieldsList()) {
            selectors.add(new Selector(FieldPaths.of(field.getPaths()), EncryptionKeys.read(field.getKey(), keys)));
        }
        return new EncryptFields(FailureMode.of(message.getFailureMode()).orElse(FailureMode.ERROR), selectors);
    }

    @Override
    public Step on(Map<String, Object> context) {
        return new EncryptFields(
                mode,
                selectors.stream()
                        .map(selector -> new Selector(selector.paths().on(context), selector.key()))
                        .toList());
    }

    @Override
    public Optional<Set<String>> fields() {
        if (selectors.stream()
                .anyMatch(selector -> selector.paths().expression().isPresent())) {
            return Optional.empty();
        }
        return Optional.of(selectors.stream()
                .flatMap(selector -> selector.paths().paths().stream())
                .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public Result apply(RecordInHand hand) {
        ByteBuffer value = hand.record().value();
        if (value == null) {
            return Result.DONE;
        }
        try {
            EncryptionHeader header = hand.encryption();
            byte[] text = hand.content(value);
            Map<String, String> keys = new HashMap<>(); // by path; of several selectors the first decides
            for (Selector selector : selectors) {
                selector.paths().of(hand).forEach(path -> keys.putIfAbsent(path, selector.key()));
            }
            List<Replacement> replacements = new ArrayList<>();
            EncryptionHeader before = header;
            for (Span span : hand.find(value, keys.keySet())) {
                String key = keys.get(span.path());
                if (key != null
                        && span.kind() != Span.Kind.NULL
                        && !EncryptedField.isOne(text, span, before, hand.keys())) {
                    Entry entry = hand.keys().entry(Part.FIELDS, key);
                    header = header.of(Part.FIELDS, entry) < 0 ? header.with(entry) : header;
                    replacements.add(new Replacement(
                            span, EncryptedField.write(text, span, header.of(Part.FIELDS, entry), key, hand.keys())));
                }
            }
            if (!replacements.isEmpty()) {
                hand.become(
                        hand.withContent(JsonFields.replace(text, replacements)).withHeaders(hand.headers(header)));
            }
            return Result.DONE;
        } catch (EncryptionException e) {
            return EncryptionKeys.failure(e, mode, "the record cannot be encrypted, or says that it is: ");
        } catch (IllegalArgumentException e) {
            return new Failed(mode, "the fields cannot be found: the value " + e.getMessage());
        }
    }

    @Override
    public boolean needsKeys() {
        return true;
    }

    @Override
    public boolean canHide() {
        return mode == FailureMode.ERROR;
    }
}
