package io.signalbox.dataplane.connection;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** What no client should send and no broker should give: a batch, and what is said of it. */
enum BadBatch {
    /** Little more than 32 KiB of zstd that become a gigabyte. */
    BOMB(Errors.INVALID_RECORD, "the batch cannot be read: its records ") {
        @Override
        byte[] bytes() {
            return withPayload(CompressionType.ZSTD, repeated(8 * 1024));
        }
    },
    /** A kilobyte that becomes as much as zstd can make of it: 32 MiB. */
    SMALL_BOMB(Errors.INVALID_RECORD, "the batch cannot be read: its records become more than 4096 times as long") {
        @Override
        byte[] bytes() {
            return withPayload(CompressionType.ZSTD, repeated(256));
        }
    },
    BIT_FLIPPED(Errors.CORRUPT_MESSAGE, "its checksum is not that of its bytes") {
        @Override
        byte[] bytes() {
            byte[] bytes = good();
            bytes[bytes.length - 2] ^= 4;
            return bytes;
        }
    },
    WRONG_CHECKSUM(Errors.CORRUPT_MESSAGE, "its checksum is not that of its bytes") {
        @Override
        byte[] bytes() {
            byte[] bytes = good();
            bytes[CRC_AT] ^= 1;
            return bytes;
        }
    },
    FLIPPED_AND_COMPRESSED(Errors.INVALID_RECORD, "its records cannot be decompressed") {
        @Override
        byte[] bytes() {
            byte[] bytes = records(Compression.gzip().build(), GOOD);
            bytes[HEADER_BYTES] ^= 4;
            return mended(bytes);
        }
    },
    RECORD_LONGER_THAN_ITS_BATCH(Errors.INVALID_RECORD, "a record is longer than its batch") {
        @Override
        byte[] bytes() {
            byte[] bytes = good();
            bytes[HEADER_BYTES] = 126;
            return mended(bytes);
        }
    },
    KEY_LONGER_THAN_ITS_RECORD(Errors.INVALID_RECORD, "a field of a record is longer than the record") {
        @Override
        byte[] bytes() {
            byte[] bytes = good();
            bytes[HEADER_BYTES + KEY_IN_RECORD] = 126;
            return mended(bytes);
        }
    },
    MORE_HEADERS_THAN_BYTES(Errors.INVALID_RECORD, "a record has more headers than bytes") {
        @Override
        byte[] bytes() {
            byte[] bytes = good();
            bytes[bytes.length - 1] = 126;
            return mended(bytes);
        }
    },
    MORE_RECORDS_THAN_BYTES(Errors.INVALID_RECORD, "it has fewer bytes than records") {
        @Override
        byte[] bytes() {
            byte[] bytes = good();
            ByteBuffer.wrap(bytes).putInt(COUNT_AT, Integer.MAX_VALUE);
            return mended(bytes);
        }
    },
    SHORTER_THAN_ITS_HEADER(Errors.INVALID_RECORD, "a batch is shorter than its header") {
        @Override
        byte[] bytes() {
            byte[] bytes = good();
            ByteBuffer.wrap(bytes).putInt(LENGTH_AT, -1);
            return bytes;
        }
    };

    private static final int LENGTH_AT = 8;
    private static final int CRC_AT = 17;
    private static final int ATTRIBUTES_AT = 21;
    private static final int COUNT_AT = 57;
    private static final int HEADER_BYTES = 61;
    private static final int KEY_IN_RECORD = 4; // behind its length, attributes and deltas of a byte each
    private static final SimpleRecord GOOD = new SimpleRecord(1, new byte[0], "{}".getBytes(StandardCharsets.UTF_8));

    final Errors error;
    final String reason;

    BadBatch(Errors error, String reason) {
        this.error = error;
        this.reason = reason;
    }

    abstract byte[] bytes();

    /** One record, JSON. */
    static byte[] good() {
        return records(Compression.NONE, GOOD);
    }

    /** As {@link #good}, of which the end has not come. */
    static byte[] cut() {
        byte[] bytes = good();
        return Arrays.copyOf(bytes, bytes.length - 1);
    }

    /** Unusual, and nothing is wrong with it. */
    static byte[] withManyHeaders() {
        Header[] headers = new Header[10_000];
        Arrays.fill(headers, new RecordHeader("h", new byte[] {1}));
        return records(
                Compression.NONE, new SimpleRecord(1, new byte[0], "{}".getBytes(StandardCharsets.UTF_8), headers));
    }

    /** A record of 100 MiB, compressed: nothing is wrong with it but its size. */
    static byte[] huge() {
        byte[] value = new byte[100 * 1024 * 1024];
        Arrays.fill(value, (byte) ' ');
        value[0] = '7';
        return records(Compression.gzip().level(1).build(), new SimpleRecord(1, new byte[0], value));
    }

    private static byte[] records(Compression codec, SimpleRecord record) {
        ByteBuffer bytes = MemoryRecords.withRecords(codec, record).buffer();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    /** A frame of zstd (RFC 8878) with so many blocks of 128 KiB, each of which says a byte and how often it comes. */
    private static byte[] repeated(int blocks) {
        ByteBuffer frame = ByteBuffer.allocate(6 + 4 * blocks).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(0xFD2FB528).put((byte) 0).put((byte) 0x38); // a window of 128 KiB, and no more is said
        for (int i = 1; i <= blocks; i++) {
            frame.putInt(
                    ((128 * 1024) << 3) | (1 << 1) | (i == blocks ? 1 : 0)); // the fourth byte is the one that comes
        }
        return frame.array();
    }

    private static byte[] withPayload(CompressionType codec, byte[] payload) {
        byte[] bytes = Arrays.copyOf(good(), HEADER_BYTES + payload.length);
        System.arraycopy(payload, 0, bytes, HEADER_BYTES, payload.length);
        ByteBuffer.wrap(bytes)
                .putInt(LENGTH_AT, bytes.length - LENGTH_AT - Integer.BYTES)
                .putShort(ATTRIBUTES_AT, codec.id);
        return mended(bytes);
    }

    /** Of such bytes the checksum is right. */
    private static byte[] mended(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, ATTRIBUTES_AT, bytes.length - ATTRIBUTES_AT);
        ByteBuffer.wrap(bytes).putInt(CRC_AT, (int) crc.getValue());
        return bytes;
    }
}
