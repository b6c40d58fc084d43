package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.WireDecrypt;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.records.batch.BatchRecord;
import io.signalbox.records.encryption.EncryptionException;
import io.signalbox.records.encryption.EncryptionHeader;
import io.signalbox.records.encryption.EncryptionHeader.Entry;
import io.signalbox.records.encryption.Part;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decrypts keys, values or both, where a record's header says that they are encrypted. */
record Decrypt(FailureMode mode, List<Part> parts, Set<WireKeySource> sources) implements Step {

    Decrypt {
        parts = List.copyOf(parts);
        sources = Set.copyOf(sources);
    }

    /** @throws IllegalArgumentException when this release does not know what it says */
    static Decrypt of(WireDecrypt message) {
        return new Decrypt(
                FailureMode.of(message.getFailureMode()).orElse(FailureMode.ERROR),
                Encrypt.parts(message.getPartsList()),
                EncryptionKeys.sources(message.getKeySourcesList()));
    }

    @Override
    public Result apply(RecordInHand hand) {
        try {
            BatchRecord record = hand.record();
            EncryptionHeader header = hand.encryption();
            boolean changed = false;
            for (Part part : parts) {
                Optional<Entry> entry = header.of(part);
                ByteBuffer encrypted = Encrypt.bytes(record, part);
                if (entry.isPresent() && encrypted != null) {
                    EncryptionKeys.check(entry.get(), sources);
                    record = Encrypt.with(record, part, hand.keys().decrypt(entry.get(), encrypted));
                    header = header.without(part);
                    changed = true;
                }
            }
            if (changed) {
                hand.become(record.withHeaders(hand.headers(header)));
            }
            return Result.DONE;
        } catch (EncryptionException e) {
            return EncryptionKeys.failure(e, mode, "the record cannot be decrypted: ");
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
