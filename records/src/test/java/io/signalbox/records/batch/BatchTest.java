package io.signalbox.records.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.signalbox.records.batch.LibraryBatches.Seen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

class BatchTest {

    private static final int ROUNDS = 300;
    private static final int LIMIT = 1 << 24;

    private final Random random = new Random(11);
    private final LibraryBatches batches = new LibraryBatches(random);

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadByTheLibraryAsItWas(CompressionType codec) {
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuffer written = batches.any(codec);
            Batch batch = only(written);

            // Each record as if it had been changed, so that nothing is merely copied.
            List<BatchRecord> records = batch.records(LIMIT).stream()
                    .map(one -> one.withHeaders(one.headers()))
                    .toList();
            ByteBuffer again = batch.with(records, round % 2 == 0);

            assertThat(LibraryBatches.read(again)).isEqualTo(LibraryBatches.read(written));
            assertThat(LibraryBatches.describe(again)).isEqualTo(LibraryBatches.describe(written));
            assertThat(LibraryBatches.one(again).compressionType()).isEqualTo(codec);
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordsThatAreLeftOutLeaveTheOthersWhereTheyWere(CompressionType codec) {
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuffer written = batches.any(codec);
            Batch batch = only(written);
            List<BatchRecord> kept = new ArrayList<>();
            List<Seen> expected = new ArrayList<>();
            List<BatchRecord> records = batch.records(LIMIT);
            List<Seen> all = LibraryBatches.read(written);
            for (int i = 0; i < records.size(); i++) {
                if (random.nextBoolean()) {
                    kept.add(records.get(i));
                    expected.add(all.get(i));
                }
            }
            ByteBuffer fewer = batch.with(kept, true);

            assertThat(LibraryBatches.read(fewer)).isEqualTo(expected);
            assertThat(LibraryBatches.describe(fewer))
                    .as("its last offset too")
                    .isEqualTo(LibraryBatches.describe(written));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBatchOfWhichNothingIsLeftIsNotCompressedAndStillEndsWhereItDid(CompressionType codec) {
        ByteBuffer written = batches.any(codec);

        ByteBuffer empty = only(written).with(List.of(), true);

        assertThat(empty.remaining()).isEqualTo(Batch.HEADER_BYTES);
        assertThat(LibraryBatches.read(empty)).isEmpty();
        assertThat(LibraryBatches.one(empty).compressionType()).isEqualTo(CompressionType.NONE);
        assertThat(LibraryBatches.describe(empty)).isEqualTo(LibraryBatches.describe(written));
        assertThat(only(empty).records(LIMIT)).isEmpty();
    }

    @Test
    void aBatchCanEndInFrontOfOneOfItsRecords() {
        ByteBuffer written = batches.any(CompressionType.ZSTD);
        Batch batch = only(written);
        List<BatchRecord> records = batch.records(LIMIT);
        int middle = records.size() / 2;

        ByteBuffer front = batch.upTo(records.get(middle), records.subList(0, middle), true);

        assertThat(LibraryBatches.read(front))
                .isEqualTo(LibraryBatches.read(written).subList(0, middle));
        assertThat(LibraryBatches.one(front).nextOffset())
                .isEqualTo(LibraryBatches.read(written).get(middle).offset());
    }

    @Test
    void snappyIsReadAsOneBlockToo() throws IOException {
        ByteBuffer plain = batches.any(CompressionType.NONE);
        byte[] records = payload(plain);

        assertThat(read(plain, CompressionType.SNAPPY, Snappy.compress(records)))
                .isEqualTo(read(plain, CompressionType.NONE, records));
    }

    @Test
    void gzipIsReadInSeveralMembersToo() throws IOException {
        ByteBuffer plain = batches.any(CompressionType.NONE);
        byte[] records = payload(plain);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int from = 0; from < records.length; from += 50) {
            OutputStream member = new GZIPOutputStream(members);
            member.write(records, from, Math.min(50, records.length - from));
            member.close();
        }

        assertThat(read(plain, CompressionType.GZIP, members.toByteArray()))
                .isEqualTo(read(plain, CompressionType.NONE, records));
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void whatBecomesTooLargeIsRefusedBeforeItIs(CompressionType codec) throws IOException {
        byte[] bomb = new byte[64 << 20];
        ByteBuffer plain = batches.any(CompressionType.NONE);
        byte[] payload = compressed(Codec.of(codec.id), bomb);

        assertThatThrownBy(() -> read(plain, codec, payload, 1 << 20)).isInstanceOf(LargeBatchException.class);
    }

    @Test
    void aFewBytesDoNotBecomeAnyNumber() throws IOException {
        byte[] payload = compressed(Codec.ZSTD, new byte[64 << 20]);

        assertThatThrownBy(() -> read(batches.any(CompressionType.NONE), CompressionType.ZSTD, payload, 128 << 20))
                .isNotInstanceOf(LargeBatchException.class)
                .hasMessageContaining("more than 4096 times as long");
    }

    private static byte[] compressed(Codec codec, byte[] content) {
        ByteBuffer out = codec.compress(
                ByteBuffer.allocate(0), content.length, 1, false, to -> to.put(ByteBuffer.wrap(content)));
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void whatIsCompressedIsNotWrittenToMemoryAsAWholeBefore(CompressionType codec) {
        int megabytes = 32 << 20;
        byte[] value = new byte[megabytes];
        for (int at = 0; at < value.length; at += 128) {
            value[at] = (byte) random.nextInt(); // of zeros alone more would become than may
        }
        Batch batch = only(MemoryRecords.withRecords(Compression.of(codec).build(), new SimpleRecord(0, null, value))
                .buffer());
        BatchRecord changed = batch.records(2 * megabytes)
                .get(0)
                .withHeaders(List.of(new RecordHeader(ByteBuffer.wrap(new byte[] {1}), null)));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        ByteBuffer made = batch.with(List.of(changed), true);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(megabytes / 4);
        assertThat(only(made).records(2 * megabytes).get(0).value()).isEqualTo(changed.value());
    }

    @ParameterizedTest
    @EnumSource
    void recordsThatEndAnywhereInWhatIsGatheredAreWrittenAsTheyAre(CompressionType codec) {
        int gathered = 16 * 1024;
        List<SimpleRecord> sizes = IntStream.range(-40, 40)
                .mapToObj(beside -> new SimpleRecord(0, null, new byte[gathered + beside]))
                .toList();
        ByteBuffer written = MemoryRecords.withRecords(
                        Compression.of(codec).build(), sizes.toArray(SimpleRecord[]::new))
                .buffer();
        List<BatchRecord> changed = only(written).records(LIMIT).stream()
                .map(one -> one.withHeaders(one.headers()))
                .toList();

        ByteBuffer again = only(written).with(changed, false);

        assertThat(LibraryBatches.read(again)).isEqualTo(LibraryBatches.read(written));
    }

    @Test
    void recordsAndHeadersTakeMemoryBesideTheirBytes() {
        SimpleRecord small = new SimpleRecord(1, null, new byte[1]);
        Header[] headers = new Header[10_000];
        Arrays.fill(headers, new org.apache.kafka.common.header.internals.RecordHeader("", new byte[0]));
        ByteBuffer manyRecords = MemoryRecords.withRecords(
                        Compression.NONE, Collections.nCopies(10_000, small).toArray(SimpleRecord[]::new))
                .buffer();
        ByteBuffer manyHeaders = MemoryRecords.withRecords(
                        Compression.NONE, new SimpleRecord(1, new byte[0], new byte[1], headers))
                .buffer();

        for (ByteBuffer many : List.of(manyRecords, manyHeaders)) {
            assertThat(many.remaining()).isLessThan(1 << 17);
            assertThatThrownBy(() -> only(many).records(1 << 20)).isInstanceOf(LargeBatchException.class);
            assertThat(only(many).records(4 << 20)).isNotEmpty();
        }
        assertThat(only(manyRecords).expectedBytes()).isGreaterThan(1 << 20);
    }

    @Test
    void aBlockOfSnappyIsNotBelievedHowLongItBecomes() {
        // What a block begins with: two thousand million bytes are to come of it.
        byte[] lie = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07, 0, 0, 0};

        assertThatThrownBy(() -> read(batches.any(CompressionType.NONE), CompressionType.SNAPPY, lie))
                .isInstanceOf(InvalidBatchException.class);
    }

    @Test
    void batchesOfAllFormatsAreTakenApartAndTheRestIsLeft() {
        ByteBuffer first = batches.any(CompressionType.LZ4);
        ByteBuffer second = batches.any(CompressionType.NONE);
        ByteBuffer marker = MemoryRecords.withEndTransactionMarker(
                        5L, (short) 1, new EndTransactionMarker(ControlRecordType.COMMIT, 1))
                .buffer();
        ByteBuffer cut = batches.any(CompressionType.NONE);
        cut.limit(cut.limit() - 1);

        List<Batch> whole = Batches.of(Batches.join(List.of(first, marker, second, cut)));

        assertThat(whole).extracting(Batch::bytes).containsExactly(first, marker, second);
        assertThat(whole).extracting(Batch::isControl).containsExactly(false, true, false);
        assertThat(whole).allMatch(Batch::isIntact);
    }

    @Test
    void aChangedByteIsNoticed() {
        ByteBuffer written = batches.any(CompressionType.NONE);
        written.put(written.limit() - 1, (byte) (written.get(written.limit() - 1) + 1));

        assertThat(only(written).isIntact()).isFalse();
    }

    /** Whatever bytes come: either there are records, or it is said what is wrong. */
    @ParameterizedTest
    @EnumSource
    void nothingButARefusalComesOfBytesThatWereChanged(CompressionType codec) {
        int refused = 0;
        for (int round = 0; round < ROUNDS * 10; round++) {
            ByteBuffer written = batches.any(codec);
            byte[] bytes = new byte[written.remaining()];
            written.get(bytes);
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            ByteBuffer mutated =
                    ByteBuffer.wrap(bytes, 0, random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length);
            try {
                for (Batch batch : Batches.of(mutated)) {
                    if (batch.isReadable()) {
                        batch.records(LIMIT);
                    }
                }
            } catch (InvalidBatchException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static byte[] payload(ByteBuffer plain) {
        byte[] records = new byte[plain.remaining() - Batch.HEADER_BYTES];
        plain.get(plain.position() + Batch.HEADER_BYTES, records);
        return records;
    }

    private static List<String> read(ByteBuffer plain, CompressionType codec, byte[] payload) {
        return read(plain, codec, payload, LIMIT);
    }

    /** The records of a batch whose payload was replaced. */
    private static List<String> read(ByteBuffer plain, CompressionType codec, byte[] payload, int limit) {
        ByteBuffer batch = ByteBuffer.allocate(Batch.HEADER_BYTES + payload.length);
        batch.put(0, plain, plain.position(), Batch.HEADER_BYTES);
        batch.put(Batch.HEADER_BYTES, payload);
        batch.putInt(Batch.LENGTH_AT, batch.limit() - Batch.LENGTH_END);
        batch.putShort(21, (short) ((batch.getShort(21) & ~0b111) | codec.id));
        return only(batch).records(limit).stream()
                .map(record -> record.offsetDelta() + " " + text(record.key()) + " " + text(record.value()))
                .toList();
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? "null"
                : StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }

    private static Batch only(ByteBuffer bytes) {
        List<Batch> all = Batches.of(bytes);
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
