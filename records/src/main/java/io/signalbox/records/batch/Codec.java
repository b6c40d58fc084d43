package io.signalbox.records.batch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/** How the records of a batch are compressed. */
enum Codec {
    NONE(0),
    GZIP(1),
    SNAPPY(2),
    LZ4(3),
    ZSTD(4);

    private static final Codec[] BY_ID = values();
    private static final int CHUNK = 16 * 1024;

    /** Enough for small batches; grown as it is filled, so that no batch is believed how long it becomes. */
    private static final int FIRST_GUESS = 4;

    /**
     * So many times as long records become at most, or {@link #ANYWAY} bytes: what people write is far from it, and a few bytes
     * cannot make work without end.
     */
    private static final long MAX_RATIO = 4_096;

    private static final int ANYWAY = 16 * 1024 * 1024;

    private final int id;

    Codec(int id) {
        this.id = id;
    }

    /** As the attributes of a batch name it. */
    int id() {
        return id;
    }

    /** @throws InvalidBatchException for one that there is not */
    static Codec of(int id) {
        if (id >= BY_ID.length) {
            throw new InvalidBatchException("its codec " + id + " is not known");
        }
        return BY_ID[id];
    }

    /**
     * What was compressed.
     *
     * @param limit of bytes
     * @throws InvalidBatchException when it becomes more than that, or cannot be decompressed
     */
    ByteBuffer decompress(ByteBuffer payload, int limit) {
        if (this == NONE) {
            return payload;
        }
        int allowed = (int) Math.min(limit, Math.max(ANYWAY, MAX_RATIO * payload.remaining()));
        try {
            return decompressed(payload, allowed);
        } catch (LargeBatchException e) {
            if (allowed == limit) {
                throw e;
            }
            throw new InvalidBatchException(
                    "its records become more than " + MAX_RATIO + " times as long as they are when compressed");
        } catch (InvalidBatchException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Each codec throws exceptions of its own, some of them with bytes of the record in the message.
            throw new InvalidBatchException("its records cannot be decompressed (" + this + ")");
        } catch (LinkageError e) {
            throw new InvalidBatchException("the library for its codec (" + this + ") cannot be loaded here");
        }
    }

    private ByteBuffer decompressed(ByteBuffer payload, int limit) throws IOException {
        if (this == SNAPPY) {
            return SnappyBlocks.decompress(payload, limit);
        }
        try (InputStream in = compression(false)
                .wrapForInput(payload.duplicate(), RecordBatch.MAGIC_VALUE_V2, BufferSupplier.NO_CACHING)) {
            return readAll(in, Math.max(CHUNK, (long) payload.remaining() * FIRST_GUESS), limit);
        }
    }

    private static ByteBuffer readAll(InputStream in, long expected, int limit) throws IOException {
        byte[] out = new byte[(int) Math.min(expected, (long) limit + 1)];
        int length = 0;
        for (int read = in.read(out, 0, out.length); read >= 0; read = in.read(out, length, out.length - length)) {
            length += read;
            if (length > limit) {
                throw new LargeBatchException();
            }
            if (length == out.length) {
                out = Arrays.copyOf(out, (int) Math.min(out.length * 2L, (long) limit + 1));
            }
        }
        return ByteBuffer.wrap(out, 0, length).slice();
    }

    /**
     * A header as it is, and records behind it, compressed; there is never more than a small part of them that is not.
     *
     * @param recordBytes of all records
     * @param expectedBytes of what is made, about
     * @param quickly with the least effort: for what is compressed for one reader, and not to be kept
     */
    ByteBuffer compress(
            ByteBuffer header, int recordBytes, int expectedBytes, boolean quickly, Consumer<RecordOutput> records) {
        Sink sink = new Sink(expectedBytes);
        sink.write(header);
        try (OutputStream stream = compression(quickly).wrapForOutput(sink, RecordBatch.MAGIC_VALUE_V2)) {
            RecordOutput out = RecordOutput.through(stream, Math.min(CHUNK, recordBytes));
            records.accept(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a write to memory failed", e);
        }
        return sink.buffer().flip();
    }

    /** Becomes twice as large when it is full; the library's grows by a tenth. */
    private static final class Sink extends ByteBufferOutputStream {

        Sink(int bytes) {
            super(bytes);
        }

        @Override
        public void ensureRemaining(int bytes) {
            super.ensureRemaining(bytes > remaining() ? Math.max(bytes, position()) : bytes);
        }
    }

    private Compression compression(boolean quickly) {
        return switch (this) {
            case GZIP ->
                quickly
                        ? Compression.gzip().level(1).build()
                        : Compression.gzip().build();
            case ZSTD ->
                quickly
                        ? Compression.zstd().level(1).build()
                        : Compression.zstd().build();
            case NONE, SNAPPY, LZ4 -> Compression.of(type()).build();
        };
    }

    private CompressionType type() {
        return CompressionType.forId(id);
    }
}
