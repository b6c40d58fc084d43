package io.signalbox.records.encryption;

import io.signalbox.records.encryption.EncryptionHeader.Entry;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keys that were derived for a client and a topic, kept for the batches that follow soon: to derive one, and to make a cipher know
 * it, takes as long as to encrypt some records. Each encrypts a few batches and is forgotten after a minute. For any thread.
 */
public final class KeptKeys {

    private static final int MOST_BATCHES = 1_000;
    private static final int MOST_DECRYPTING = 16;
    private static final long MOST_NANOS = Duration.ofMinutes(1).toNanos();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final RecordKeys keys;
    private final LongSupplier nanoClock;
    private final Map<String, Encrypting> encrypting = new HashMap<>(2);
    private final Map<Named, Decrypting> decrypting = new LinkedHashMap<>(2);

    /** A key to encrypt by, and how headers name it. */
    record Used(ByteBuffer salt, Optional<ByteBuffer> wrapped, DataKey key) {}

    private record Named(String keyId, ByteBuffer salt, Optional<ByteBuffer> wrapped) {}

    private record Decrypting(DataKey key, long since) {}

    private static final class Encrypting {
        private final Used used;
        private final long since;
        private int batches;

        Encrypting(Used used, long since) {
            this.used = used;
            this.since = since;
        }
    }

    public KeptKeys(RecordKeys keys) {
        this(keys, System::nanoTime);
    }

    KeptKeys(RecordKeys keys, LongSupplier nanoClock) {
        this.keys = keys;
        this.nanoClock = nanoClock;
    }

    /**
     * For one more batch.
     *
     * @throws EncryptionException when the key is not there
     */
    synchronized Used toEncrypt(String keyId) throws EncryptionException {
        long now = nanoClock.getAsLong();
        Encrypting known = encrypting.get(keyId);
        if (known != null && known.batches < MOST_BATCHES && now - known.since < MOST_NANOS) {
            known.batches++;
            return known.used;
        }
        byte[] salt = new byte[EncryptionHeader.SALT_BYTES];
        RANDOM.nextBytes(salt);
        RecordKeys.Root root = keys.toEncrypt(keyId, salt);
        Encrypting made = new Encrypting(new Used(ByteBuffer.wrap(salt), root.wrapped(), new DataKey(root.key())), now);
        made.batches++;
        encrypting.put(keyId, made);
        return made.used;
    }

    /** @throws EncryptionException when the key is not there */
    synchronized DataKey toDecrypt(Entry entry) throws EncryptionException {
        long now = nanoClock.getAsLong();
        Named named = new Named(entry.keyId(), entry.salt(), entry.wrapped());
        Decrypting known = decrypting.get(named);
        if (known != null && now - known.since() < MOST_NANOS) {
            return known.key();
        }
        byte[] salt = new byte[entry.salt().remaining()];
        entry.salt().duplicate().get(salt);
        DataKey key = new DataKey(keys.toDecrypt(entry, salt).key());
        if (decrypting.size() >= MOST_DECRYPTING) {
            decrypting.remove(decrypting.keySet().iterator().next()); // clients could make each record name another
        }
        decrypting.put(named, new Decrypting(key, now));
        return key;
    }
}
