package io.signalbox.records.batch;

import static org.apache.kafka.common.utils.ByteUtils.sizeOfVarint;
import static org.apache.kafka.common.utils.ByteUtils.sizeOfVarlong;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * A record of a batch. Its buffers are views of the batch: whoever reads them takes a duplicate. Headers stand in their order,
 * and may have the same key.
 *
 * @param attributes none is in use in format 2
 * @param timestampDelta milliseconds after the batch's base timestamp
 * @param offsetDelta after the batch's base offset
 * @param key null where the record has none
 * @param value null for a tombstone
 * @param encoded the record as it was read; null for one that was changed
 */
public record BatchRecord(
        byte attributes,
        long timestampDelta,
        int offsetDelta,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers,
        @Nullable ByteBuffer encoded) {

    private static final int NO_BYTES = -1;

    public BatchRecord {
        headers = List.copyOf(headers);
    }

    /** The same with other headers. */
    public BatchRecord withHeaders(List<RecordHeader> others) {
        return new BatchRecord(attributes, timestampDelta, offsetDelta, key, value, others, null);
    }

    /** The same with another value. */
    public BatchRecord withValue(@Nullable ByteBuffer other) {
        return new BatchRecord(attributes, timestampDelta, offsetDelta, key, other, headers, null);
    }

    /** The same with another key. */
    public BatchRecord withKey(@Nullable ByteBuffer other) {
        return new BatchRecord(attributes, timestampDelta, offsetDelta, other, value, headers, null);
    }

    /**
     * Reads the next record of a batch's payload.
     *
     * @throws LargeBatchException when it has more headers than it may
     * @throws InvalidBatchException when what it says of its length is not so
     */
    static BatchRecord read(ByteBuffer payload, long maxHeaders) {
        int start = payload.position();
        int bytes = varint(payload);
        if (bytes < 0 || bytes > payload.remaining()) {
            throw new InvalidBatchException("a record is longer than its batch");
        }
        int end = payload.position() + bytes;
        if (payload.position() == end) {
            throw new InvalidBatchException("a record has no bytes");
        }
        ByteBuffer body = payload.duplicate().limit(end);
        byte attributes = body.get();
        long timestampDelta = varlong(body);
        int offsetDelta = varint(body);
        ByteBuffer key = bytes(body);
        ByteBuffer value = bytes(body);
        List<RecordHeader> headers = headers(body, maxHeaders);
        if (body.hasRemaining()) {
            throw new InvalidBatchException("a record is shorter than it says");
        }
        payload.position(end);
        return new BatchRecord(
                attributes, timestampDelta, offsetDelta, key, value, headers, payload.slice(start, end - start));
    }

    private static List<RecordHeader> headers(ByteBuffer body, long max) {
        int count = varint(body);
        // The smallest header has two bytes.
        if (count < 0 || count > body.remaining() / 2) {
            throw new InvalidBatchException("a record has more headers than bytes");
        }
        if (count > max) {
            throw new LargeBatchException();
        }
        if (count == 0) {
            return List.of();
        }
        RecordHeader[] headers = new RecordHeader[count];
        for (int i = 0; i < count; i++) {
            ByteBuffer key = bytes(body);
            if (key == null) {
                throw new InvalidBatchException("a header has no key");
            }
            headers[i] = new RecordHeader(key, bytes(body));
        }
        return List.of(headers);
    }

    private static @Nullable ByteBuffer bytes(ByteBuffer body) {
        int length = varint(body);
        if (length == NO_BYTES) {
            return null;
        }
        if (length < 0 || length > body.remaining()) {
            throw new InvalidBatchException("a field of a record is longer than the record");
        }
        ByteBuffer slice = body.slice(body.position(), length);
        body.position(body.position() + length);
        return slice;
    }

    private static int varint(ByteBuffer from) {
        try {
            return ByteUtils.readVarint(from);
        } catch (RuntimeException e) {
            // The reader throws one thing for too many bytes, and another for too few.
            throw new InvalidBatchException("a number in a record is not well formed");
        }
    }

    private static long varlong(ByteBuffer from) {
        try {
            return ByteUtils.readVarlong(from);
        } catch (RuntimeException e) {
            throw new InvalidBatchException("a number in a record is not well formed");
        }
    }

    /** The bytes that it takes in a batch. */
    int encodedBytes() {
        if (encoded != null) {
            return encoded.remaining();
        }
        int body = bodyBytes();
        return sizeOfVarint(body) + body;
    }

    private int bodyBytes() {
        int headerBytes = sizeOfVarint(headers.size());
        for (RecordHeader header : headers) {
            headerBytes += sizeOf(header.key()) + sizeOf(header.value());
        }
        return 1
                + sizeOfVarlong(timestampDelta)
                + sizeOfVarint(offsetDelta)
                + sizeOf(key)
                + sizeOf(value)
                + headerBytes;
    }

    private static int sizeOf(@Nullable ByteBuffer bytes) {
        return bytes == null ? sizeOfVarint(NO_BYTES) : sizeOfVarint(bytes.remaining()) + bytes.remaining();
    }

    void write(RecordOutput out) {
        if (encoded != null) {
            out.put(encoded);
            return;
        }
        out.putVarint(bodyBytes());
        out.putByte(attributes);
        out.putVarlong(timestampDelta);
        out.putVarint(offsetDelta);
        put(key, out);
        put(value, out);
        out.putVarint(headers.size());
        for (RecordHeader header : headers) {
            put(header.key(), out);
            put(header.value(), out);
        }
    }

    private static void put(@Nullable ByteBuffer bytes, RecordOutput out) {
        if (bytes == null) {
            out.putVarint(NO_BYTES);
        } else {
            out.putVarint(bytes.remaining());
            out.put(bytes);
        }
    }

    /** Never what is in it. */
    @Override
    public String toString() {
        return "the record at offset delta " + offsetDelta;
    }
}
