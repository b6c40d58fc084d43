package io.signalbox.records.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32C;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Batches of which some bytes are others, are missing or come twice: there are no records but those that the library reads, too,
 * and nothing else is thrown than that a batch is none. So many in all as {@code -Dsignalbox.records.mutations} says.
 */
class MutatedBatchesTest {

    private static final int MUTATIONS = Integer.getInteger("signalbox.records.mutations", 20_000);
    private static final int ORIGINALS = 40;
    private static final int LIMIT = 1 << 22;
    private static final int CRC_AT = 17;
    private static final int ATTRIBUTES_AT = 21;

    @ParameterizedTest
    @EnumSource
    void noneHasARecordThatTheLibraryDoesNotRead(CompressionType codec) {
        Random random = new Random(codec.id);
        LibraryBatches batches = new LibraryBatches(random);
        List<byte[]> originals = IntStream.range(0, ORIGINALS)
                .mapToObj(i -> Utils.toArray(batches.any(codec)))
                .toList();
        int read = 0;
        int refused = 0;
        for (int i = 0; i < MUTATIONS / CompressionType.values().length; i++) {
            byte[] bytes = mutated(originals.get(random.nextInt(ORIGINALS)), random);
            boolean mended = random.nextInt(4) > 0;
            if (mended) {
                mend(bytes);
            }
            try {
                for (Batch batch : Batches.of(ByteBuffer.wrap(bytes))) {
                    if (batch.isReadable() && batch.isIntact()) {
                        List<String> records = ours(batch);
                        read += records.size();
                        assertThat(records)
                                .as("mutation " + i + ": "
                                        + HexFormat.of().formatHex(bytes, 0, Math.min(80, bytes.length)))
                                .isEqualTo(librarys(batch.bytes()));
                    }
                }
            } catch (InvalidBatchException e) {
                refused++;
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isPositive();
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int change = random.nextInt(3); change >= 0; change--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(8)) {
                case 0 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 1 -> bytes = twice(bytes, at, Math.min(1 + random.nextInt(30), bytes.length - at));
                case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 3 ->
                    bytes[Math.min(bytes.length - 1, Batch.HEADER_BYTES + random.nextInt(20))] =
                            (byte) random.nextInt();
                case 4 -> bytes[random.nextInt(Math.min(bytes.length, Batch.HEADER_BYTES))] = (byte) random.nextInt();
                default -> bytes[at] = (byte) random.nextInt();
            }
        }
        return bytes;
    }

    private static byte[] twice(byte[] bytes, int from, int length) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, from, longer, from + length, bytes.length - from);
        return longer;
    }

    /** Its length and its checksum are as if somebody had meant it. */
    private static void mend(byte[] bytes) {
        if (bytes.length > Batch.HEADER_BYTES) {
            ByteBuffer batch = ByteBuffer.wrap(bytes);
            batch.putInt(Batch.LENGTH_AT, bytes.length - Batch.LENGTH_END);
            CRC32C crc = new CRC32C();
            crc.update(bytes, ATTRIBUTES_AT, bytes.length - ATTRIBUTES_AT);
            batch.putInt(CRC_AT, (int) crc.getValue());
        }
    }

    private static List<String> ours(Batch batch) {
        return batch.records(LIMIT).stream()
                .map(record -> batch.baseOffset() + record.offsetDelta() + " " + hex(record.key()) + " "
                        + hex(record.value()) + " "
                        + record.headers().stream()
                                .map(header -> Utils.utf8(header.key().duplicate()) + "=" + hex(header.value()))
                                .toList())
                .toList();
    }

    private static List<String> librarys(ByteBuffer batch) {
        return StreamSupport.stream(LibraryBatches.one(batch).spliterator(), false)
                .map(MutatedBatchesTest::text)
                .toList();
    }

    private static String text(Record record) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(header.key() + "=" + hex(Utils.wrapNullable(header.value())));
        }
        return record.offset() + " " + hex(record.key()) + " " + hex(record.value()) + " " + headers;
    }

    private static String hex(@Nullable ByteBuffer bytes) {
        return bytes == null ? "null" : HexFormat.of().formatHex(Utils.toArray(bytes.duplicate()));
    }
}
