package io.signalbox.records.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/** Where records are written to: a buffer that has room for all of them, or a stream, by way of a small buffer. */
final class RecordOutput {

    /** Of the longest number that takes fewer bytes the smaller it is. */
    private static final int MAX_NUMBER_BYTES = 10;

    private final ByteBuffer buffer;
    private final @Nullable OutputStream stream;

    private RecordOutput(ByteBuffer buffer, @Nullable OutputStream stream) {
        this.buffer = buffer;
        this.stream = stream;
    }

    /** Into a buffer, from its position on; what has no room there is the caller's mistake. */
    static RecordOutput into(ByteBuffer buffer) {
        return new RecordOutput(buffer, null);
    }

    /** @param buffered bytes that are gathered before they are written */
    static RecordOutput through(OutputStream stream, int buffered) {
        return new RecordOutput(ByteBuffer.allocate(Math.max(MAX_NUMBER_BYTES, buffered)), stream);
    }

    void putByte(byte value) {
        makeRoom(1);
        buffer.put(value);
    }

    void putVarint(int value) {
        makeRoom(MAX_NUMBER_BYTES);
        ByteUtils.writeVarint(value, buffer);
    }

    void putVarlong(long value) {
        makeRoom(MAX_NUMBER_BYTES);
        ByteUtils.writeVarlong(value, buffer);
    }

    /** What is between position and limit, which stay as they are. */
    void put(ByteBuffer bytes) {
        int from = bytes.position();
        int left = bytes.remaining();
        while (left > 0) {
            makeRoom(1);
            int length = stream == null ? left : Math.min(left, buffer.remaining());
            int at = buffer.position();
            buffer.put(at, bytes, from, length).position(at + length);
            from += length;
            left -= length;
        }
    }

    private void makeRoom(int bytes) {
        if (stream != null && buffer.remaining() < bytes) {
            flush();
        }
    }

    /** Writes what has been gathered to the stream, if there is one. */
    @SuppressWarnings("ByteBufferBackingArray") // it was allocated here
    void flush() {
        if (stream == null) {
            return;
        }
        try {
            stream.write(buffer.array(), 0, buffer.position());
        } catch (IOException e) {
            throw new UncheckedIOException("a write to memory failed", e);
        }
        buffer.clear();
    }
}
