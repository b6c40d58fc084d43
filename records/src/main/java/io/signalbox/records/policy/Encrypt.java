package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.WireEncrypt;
import io.signalbox.proto.config.v1.WireRecordPart;
import io.signalbox.records.batch.BatchRecord;
import io.signalbox.records.encryption.EncryptionException;
import io.signalbox.records.encryption.EncryptionHeader;
import io.signalbox.records.encryption.EncryptionHeader.Entry;
import io.signalbox.records.encryption.Part;
import io.signalbox.records.encryption.StaticKeys;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts keys, values or both; what is null stays so. A record whose header says that a part is encrypted already is left as it
 * is where that is so: a client cannot get plain text through by saying it.
 */
record Encrypt(FailureMode mode, List<Part> parts, String key) implements Step {

    Encrypt {
        parts = List.copyOf(parts);
    }

    /** @throws IllegalArgumentException when this release does not know what it says, or the key is not there */
    static Encrypt of(WireEncrypt message, StaticKeys keys) {
        return new Encrypt(
                FailureMode.of(message.getFailureMode()).orElse(FailureMode.ERROR),
                parts(message.getPartsList()),
                EncryptionKeys.read(message.getKey(), keys));
    }

    static List<Part> parts(List<WireRecordPart> parts) {
        return parts.stream()
                .map(part -> switch (part) {
                    case RECORD_PART_KEY -> Part.KEY;
                    case RECORD_PART_VALUE -> Part.VALUE;
                    case RECORD_PART_UNSPECIFIED, UNRECOGNIZED ->
                        throw new IllegalArgumentException(
                                "this release does not know a part of a record that it names");
                })
                .distinct()
                .toList();
    }

    @Override
    public Result apply(RecordInHand hand) {
        try {
            BatchRecord record = hand.record();
            EncryptionHeader header = hand.encryption();
            boolean changed = false;
            for (Part part : parts) {
                ByteBuffer plain = bytes(record, part);
                Optional<Entry> already = header.of(part);
                if (plain != null && already.isPresent()) {
                    var unused = hand.keys().decrypt(already.get(), plain);
                } else if (plain != null) {
                    ByteBuffer encrypted = hand.keys().encrypt(part, key, plain);
                    record = with(record, part, encrypted);
                    header = hand.keys().with(header, part, key);
                    changed = true;
                }
            }
            if (changed) {
                hand.become(record.withHeaders(hand.headers(header)));
            }
            return Result.DONE;
        } catch (EncryptionException e) {
            return EncryptionKeys.failure(e, mode, "the record cannot be encrypted, or says that it is: ");
        }
    }

    static @Nullable ByteBuffer bytes(BatchRecord record, Part part) {
        return part == Part.KEY ? record.key() : record.value();
    }

    static BatchRecord with(BatchRecord record, Part part, ByteBuffer bytes) {
        return part == Part.KEY ? record.withKey(bytes) : record.withValue(bytes);
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
