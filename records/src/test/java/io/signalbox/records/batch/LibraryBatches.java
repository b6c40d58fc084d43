package io.signalbox.records.batch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Random batches, made and read by Kafka's own library. */
final class LibraryBatches {

    static final long BASE_OFFSET = 1_000_000_007L;
    private static final long BASE_TIME = 1_700_000_000_000L;

    private final Random random;

    LibraryBatches(Random random) {
        this.random = random;
    }

    /** What is told apart of a record. */
    record Seen(long offset, long timestamp, String key, String value, List<String> headers) {

        static Seen of(Record record) {
            List<String> headers = new ArrayList<>();
            for (Header header : record.headers()) {
                headers.add(header.key() + "=" + hex(header.value()));
            }
            return new Seen(
                    record.offset(),
                    record.timestamp(),
                    hex(Utils.toNullableArray(record.key())),
                    hex(Utils.toNullableArray(record.value())),
                    headers);
        }

        private static String hex(byte @Nullable [] bytes) {
            return bytes == null ? "null" : java.util.HexFormat.of().formatHex(bytes);
        }
    }

    /** A batch with gaps between its offsets, as after compaction; of a transaction or not. */
    ByteBuffer any(CompressionType codec) {
        ByteBuffer buffer = ByteBuffer.allocate(512);
        boolean transactional = random.nextBoolean();
        MemoryRecordsBuilder builder = new MemoryRecordsBuilder(
                buffer,
                RecordBatch.MAGIC_VALUE_V2,
                Compression.of(codec).build(),
                random.nextBoolean() ? TimestampType.CREATE_TIME : TimestampType.LOG_APPEND_TIME,
                BASE_OFFSET,
                BASE_TIME,
                transactional ? 4_711L : RecordBatch.NO_PRODUCER_ID,
                transactional ? (short) 3 : RecordBatch.NO_PRODUCER_EPOCH,
                transactional ? 99 : RecordBatch.NO_SEQUENCE,
                transactional,
                false,
                5,
                1 << 24);
        long offset = BASE_OFFSET;
        for (int i = 0; i < 1 + random.nextInt(30); i++) {
            builder.appendWithOffset(
                    offset,
                    BASE_TIME + random.nextInt(100_000),
                    bytes(40),
                    bytes(random.nextInt(10) == 0 ? 20_000 : 200),
                    headers());
            offset += 1 + random.nextInt(3);
        }
        return builder.build().buffer();
    }

    private Header[] headers() {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> new RecordHeader("h" + random.nextInt(3), bytes(20)))
                .toArray(Header[]::new);
    }

    private byte @Nullable [] bytes(int most) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        // Some of it repeats itself, so that there is something to compress.
        for (int i = bytes.length / 2; i < bytes.length; i++) {
            bytes[i] = 'a';
        }
        return bytes;
    }

    /** The records in the order of their offsets, checksums and lengths verified. */
    static List<Seen> read(ByteBuffer batch) {
        return StreamSupport.stream(one(batch).spliterator(), false)
                .map(Seen::of)
                .toList();
    }

    static DefaultRecordBatch one(ByteBuffer batch) {
        MemoryRecords records = MemoryRecords.readableRecords(batch.duplicate());
        DefaultRecordBatch only =
                (DefaultRecordBatch) records.batches().iterator().next();
        only.ensureValid();
        return only;
    }

    /** All that a batch says of itself, beside its records. */
    static List<Object> describe(ByteBuffer batch) {
        DefaultRecordBatch one = one(batch);
        return List.of(
                one.baseOffset(),
                one.lastOffset(),
                one.partitionLeaderEpoch(),
                one.timestampType(),
                one.maxTimestamp(),
                one.producerId(),
                one.producerEpoch(),
                one.baseSequence(),
                one.isTransactional(),
                one.isControlBatch());
    }
}
