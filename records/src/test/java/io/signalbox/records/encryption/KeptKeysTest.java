package io.signalbox.records.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeptKeysTest {

    private static final UUID KEY = new UUID(0, 1);
    private static final String ID = StaticKeys.idOf(KEY);

    private final AtomicLong nanos = new AtomicLong();
    private final KeptKeys keys = new KeptKeys(
            new RecordKeys(new StaticKeys(Map.of(KEY, new byte[StaticKeys.KEY_BYTES])), ManagedKeys.NONE), nanos::get);

    @Test
    void aKeyServesForSomeBatchesAndForAMinute() throws EncryptionException {
        Set<ByteBuffer> salts = new HashSet<>();
        for (int batch = 0; batch < 1_000; batch++) {
            salts.add(keys.toEncrypt(ID).salt());
        }
        assertThat(salts).hasSize(1);

        salts.add(keys.toEncrypt(ID).salt());
        assertThat(salts).hasSize(2);

        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        salts.add(keys.toEncrypt(ID).salt());
        assertThat(salts).hasSize(2);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        salts.add(keys.toEncrypt(ID).salt());
        assertThat(salts).hasSize(3);
    }

    @Test
    void noNonceComesTwiceInAnyBatchOnAnyThread() {
        Set<ByteBuffer> nonces = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 40).parallel().forEach(batch -> {
            BatchKeys ofBatch = new BatchKeys(keys, 1 << 20, false);
            for (int record = 0; record < 100; record++) {
                nonces.add(encrypted(ofBatch, "x").slice(2, DataKey.NONCE_BYTES));
            }
        });

        assertThat(nonces).hasSize(40 * 100);
    }

    @Test
    void whatWasEncryptedByOneBatchIsReadByAnother() throws EncryptionException {
        BatchKeys writing = new BatchKeys(keys, 1 << 20, true);
        EncryptionHeader header = writing.with(new EncryptionHeader(List.of()), Part.VALUE, ID);
        ByteBuffer first = encrypted(writing, "first");
        ByteBuffer second = encrypted(writing, "second".repeat(100));
        ByteBuffer read = writing.encoded(header);

        for (KeptKeys reading : new KeptKeys[] {keys, other()}) {
            BatchKeys batch = new BatchKeys(reading, 1 << 20, false);
            EncryptionHeader.Entry entry = batch.read(read).of(Part.VALUE).orElseThrow();
            assertThat(text(batch.decrypt(entry, first))).isEqualTo("first");
            assertThat(text(batch.decrypt(entry, second.asReadOnlyBuffer()))).isEqualTo("second".repeat(100));
            nanos.addAndGet(Duration.ofMinutes(2).toNanos());
            assertThat(text(new BatchKeys(reading, 1 << 20, false).decrypt(entry, first)))
                    .isEqualTo("first");
        }
    }

    @Test
    void aKeyThatIsNotThereIsAskedForAgain() {
        String missing = StaticKeys.idOf(new UUID(0, 9));

        for (int i = 0; i < 2; i++) {
            assertThat(failure(() -> keys.toEncrypt(missing)))
                    .hasValueSatisfying(text -> assertThat(text).contains("is not there"));
        }
    }

    private interface Step {
        Object run() throws EncryptionException;
    }

    private static Optional<String> failure(Step step) {
        try {
            step.run();
            return Optional.empty();
        } catch (EncryptionException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static KeptKeys other() {
        return new KeptKeys(
                new RecordKeys(new StaticKeys(Map.of(KEY, new byte[StaticKeys.KEY_BYTES])), ManagedKeys.NONE));
    }

    private static ByteBuffer encrypted(BatchKeys by, String text) {
        try {
            return by.encrypt(Part.VALUE, ID, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (EncryptionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
