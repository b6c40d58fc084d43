package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.WireDecryptFields;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.records.encryption.EncryptionException;
import io.signalbox.records.encryption.EncryptionHeader;
import io.signalbox.records.encryption.Part;
import io.signalbox.records.policy.JsonFields.Replacement;
import io.signalbox.records.policy.JsonFields.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decrypts fields of a JSON value, where the record's header says that it has such. The header stays: which other fields are
 * encrypted cannot be told.
 */
record DecryptFields(FailureMode mode, FieldPaths paths, Set<WireKeySource> sources) implements Step {

    /** @throws IllegalArgumentException when this release does not know what it says */
    static DecryptFields of(WireDecryptFields message) {
        return new DecryptFields(
                FailureMode.of(message.getFailureMode()).orElse(FailureMode.ERROR),
                FieldPaths.of(message.getPaths()),
                EncryptionKeys.sources(message.getKeySourcesList()));
    }

    @Override
    public Step on(Map<String, Object> context) {
        return new DecryptFields(mode, paths.on(context), sources);
    }

    @Override
    public Optional<Set<String>> fields() {
        return paths.expression().isPresent() ? Optional.empty() : Optional.of(paths.paths());
    }

    @Override
    public Result apply(RecordInHand hand) {
        ByteBuffer value = hand.record().value();
        try {
            EncryptionHeader header = hand.encryption();
            if (value == null || header.of(Part.FIELDS).isEmpty()) {
                return Result.DONE;
            }
            Set<String> wanted = paths.of(hand);
            byte[] text = hand.content(value);
            List<Replacement> replacements = new ArrayList<>();
            for (Span span : hand.find(value, wanted)) {
                if (span.kind() != Span.Kind.NULL) {
                    replacements.add(
                            new Replacement(span, EncryptedField.read(text, span, header, sources, hand.keys())));
                }
            }
            if (!replacements.isEmpty()) {
                hand.become(hand.withContent(JsonFields.replace(text, replacements)));
            }
            return Result.DONE;
        } catch (EncryptionException e) {
            return EncryptionKeys.failure(e, mode, "a field cannot be decrypted: ");
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
        return mode == FailureMode.ERROR || mode == FailureMode.SKIP;
    }
}
