package io.signalbox.records.batch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One batch, as it came. Of formats 0 and 1 no more is known than that it is one, and how long.
 *
 * <p>Layout of format 2, in bytes: base offset 8, length of what follows 4, leader epoch 4, format 1, CRC-32C of what follows 4,
 * attributes 2, last offset delta 4, base timestamp 8, largest timestamp 8, producer id 8, its epoch 2, base sequence 4, number
 * of records 4, records (KIP-98).
 */
public final class Batch {

    /** Bytes up to and with the length. */
    static final int LENGTH_END = 12;

    static final int LENGTH_AT = 8;
    static final int FORMAT_AT = 16;

    /** Bytes before the records, in format 2. */
    static final int HEADER_BYTES = 61;

    private static final byte READABLE_FORMAT = 2;
    private static final int CRC_AT = 17;
    private static final int ATTRIBUTES_AT = 21;
    private static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int COUNT_AT = 57;
    private static final int CODEC_BITS = 0b111;
    private static final int TRANSACTIONAL_BIT = 0b1_0000;
    private static final int CONTROL_BIT = 0b10_0000;

    /** About what a record takes beside its bytes as long as it is worked on, without headers, and each of those. */
    private static final int RECORD_MEMORY = 256;

    private static final int HEADER_MEMORY = 144;

    /** The smallest record: its length, attributes, two deltas, no key, no value, no headers. */
    private static final int SMALLEST_RECORD = 7;

    /** Of text, mostly. */
    private static final long EXPECTED_RATIO = 4;

    private final ByteBuffer bytes;

    /** @param bytes all of it and no more, from a buffer's position to its limit */
    Batch(ByteBuffer bytes) {
        this.bytes = bytes.slice();
    }

    /** As it came. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /** Whether it is of the format that can be read here. */
    public boolean isReadable() {
        return bytes.get(FORMAT_AT) == READABLE_FORMAT;
    }

    /** Whether its records are marks of transactions, and none of a client's. */
    public boolean isControl() {
        return (bytes.getShort(ATTRIBUTES_AT) & CONTROL_BIT) != 0;
    }

    public boolean isTransactional() {
        return (bytes.getShort(ATTRIBUTES_AT) & TRANSACTIONAL_BIT) != 0;
    }

    public long baseOffset() {
        return bytes.getLong(0);
    }

    /** About how much memory its records need, as {@link #records} counts it; nobody knows before they are decompressed. */
    public long expectedBytes() {
        if (!isReadable()) {
            return 0; // nothing is made of it
        }
        long records = isCompressed() ? EXPECTED_RATIO * bytes.remaining() : bytes.remaining();
        return records + Math.max(0, count()) * (long) RECORD_MEMORY;
    }

    /** Whether its records are; false of a format that cannot be read here. */
    public boolean isCompressed() {
        return isReadable() && (bytes.getShort(ATTRIBUTES_AT) & CODEC_BITS) != 0;
    }

    /** Number of records, as it says itself. */
    public int count() {
        return bytes.getInt(COUNT_AT);
    }

    /** Whether its bytes are those that its checksum was made of. */
    public boolean isIntact() {
        return bytes.getInt(CRC_AT) == (int) checksum(bytes);
    }

    private static long checksum(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(ATTRIBUTES_AT));
        return crc.getValue();
    }

    /**
     * Its records, in their order.
     *
     * @param limit of the memory that they take: their bytes when they are not compressed, 256 more for each, and 144 for each
     *     of their headers
     * @throws LargeBatchException when it is more
     * @throws InvalidBatchException when they are not what they say
     */
    public List<BatchRecord> records(int limit) {
        int count = count();
        Codec codec = codec();
        // A batch of which every record was removed may have kept its codec, and has nothing that could be
        // decompressed.
        ByteBuffer payload = count == 0 && bytes.remaining() == HEADER_BYTES
                ? ByteBuffer.allocate(0)
                : codec.decompress(bytes.slice(HEADER_BYTES, bytes.remaining() - HEADER_BYTES), limit);
        if (count < 0 || count > payload.remaining() / SMALLEST_RECORD) {
            throw new InvalidBatchException("it has fewer bytes than records");
        }
        long left = limit - payload.remaining() - count * (long) RECORD_MEMORY;
        if (left < 0) {
            throw new LargeBatchException();
        }
        List<BatchRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            BatchRecord record = BatchRecord.read(payload, left / HEADER_MEMORY);
            left -= record.headers().size() * (long) HEADER_MEMORY;
            records.add(record);
        }
        if (payload.hasRemaining()) {
            throw new InvalidBatchException("it has more than its records");
        }
        return records;
    }

    private Codec codec() {
        return Codec.of(bytes.getShort(ATTRIBUTES_AT) & CODEC_BITS);
    }

    /**
     * A batch with these records, and all else as in this one, its last offset too: who reads it goes on behind it, whatever
     * is missing at its end. One without records is not compressed, since readers of most codecs fail on nothing.
     *
     * @param quickly compressed with the least effort
     */
    public ByteBuffer with(List<BatchRecord> records, boolean quickly) {
        return with(records, bytes.getInt(LAST_OFFSET_DELTA_AT), quickly);
    }

    /** As {@link #with(List, boolean)}, but ending in front of a record of this batch. */
    public ByteBuffer upTo(BatchRecord next, List<BatchRecord> records, boolean quickly) {
        return with(records, next.offsetDelta() - 1, quickly);
    }

    private ByteBuffer with(List<BatchRecord> records, int lastOffsetDelta, boolean quickly) {
        int size = 0;
        for (BatchRecord record : records) {
            size = Math.addExact(size, record.encodedBytes());
        }
        Codec codec = records.isEmpty() ? Codec.NONE : codec();
        ByteBuffer header = bytes.slice(0, HEADER_BYTES);
        ByteBuffer made = codec == Codec.NONE
                ? plain(header, records, size)
                : codec.compress(
                        header, size, bytes.remaining(), quickly, out -> records.forEach(record -> record.write(out)));
        return finish(made, codec, records.size(), lastOffsetDelta);
    }

    private static ByteBuffer plain(ByteBuffer header, List<BatchRecord> records, int size) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + size).put(header);
        RecordOutput output = RecordOutput.into(out);
        records.forEach(record -> record.write(output));
        return out.flip();
    }

    private ByteBuffer finish(ByteBuffer batch, Codec codec, int count, int lastOffsetDelta) {
        batch.putInt(LENGTH_AT, batch.remaining() - LENGTH_END);
        batch.putShort(ATTRIBUTES_AT, (short) ((bytes.getShort(ATTRIBUTES_AT) & ~CODEC_BITS) | codec.id()));
        batch.putInt(LAST_OFFSET_DELTA_AT, lastOffsetDelta);
        batch.putInt(COUNT_AT, count);
        batch.putInt(CRC_AT, (int) checksum(batch));
        return batch;
    }

    @Override
    public String toString() {
        return "the batch at offset " + baseOffset();
    }
}
