package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.WireDecrypt;
import io.signalbox.records.batch.BatchRecord;
import io.signalbox.records.encryption.EncryptionException;
import io.signalbox.records.encryption.EncryptionHeader;
import io.signalbox.records.encryption.EncryptionHeader.Entry;
import io.signalbox.records.encryption.Part;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Decrypts keys, values or both, where a record's header says that they are encrypted. */
record Decrypt(FailureMode mode, List<Part> parts) implements Step {

    Decrypt {
        parts = List.copyOf(parts);
    }

    /** @throws IllegalArgumentException when this release does not know what it says */
    static Decrypt of(WireDecrypt message) {
        EncryptionKeys.requireStatic(message.getKeySourcesList());
        return new Decrypt(
                FailureMode.of(message.getFailureMode()).orElse(FailureMode.ERROR),
                Encrypt.parts(message.getPartsList()));
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
            return new Failed(mode, "the record cannot be decrypted: " + e.getMessage());
        }
    }

    @Override
    public boolean canHide() {
        return mode == FailureMode.ERROR || mode == FailureMode.SKIP;
    }
}
