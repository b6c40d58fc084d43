package io.signalbox.records.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xerial.snappy.Snappy;

/**
 * Records that were compressed by snappy, in either of the forms that are in use: one block (librdkafka, franz-go), or a
 * header and blocks with their sizes (Java, sarama), as often as such streams were put together. The library's own stream makes
 * room for whatever length a block claims; here each is looked at first.
 */
final class SnappyBlocks {

    private static final long MAGIC = 0x82534E4150505900L; // 0x82 SNAPPY 0
    private static final int MAGIC_BEGINS = (int) (MAGIC >>> Integer.SIZE);
    private static final int VERSIONS_BYTES = 8; // the version, and the oldest that can read it
    private static final int HEADER_BYTES = Long.BYTES + VERSIONS_BYTES;

    private SnappyBlocks() {}

    static ByteBuffer decompress(ByteBuffer payload, int limit) throws IOException {
        byte[] in = new byte[payload.remaining()];
        payload.duplicate().get(in);
        return ByteBuffer.wrap(isFramed(in) ? framed(in, limit) : block(in, 0, in.length, 0, limit));
    }

    private static boolean isFramed(byte[] in) {
        return in.length >= HEADER_BYTES && ByteBuffer.wrap(in).getLong() == MAGIC;
    }

    private static byte[] framed(byte[] in, int limit) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(in, HEADER_BYTES, in.length - HEADER_BYTES);
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(limit, in.length * 2));
        while (rest.hasRemaining()) {
            int size = rest.getInt();
            if (size == MAGIC_BEGINS) {
                rest.position(rest.position() + HEADER_BYTES - Integer.BYTES);
                continue;
            }
            if (size < 0 || size > rest.remaining()) {
                throw new InvalidBatchException("a block of its records is longer than the batch");
            }
            out.write(block(in, rest.position(), size, out.size(), limit));
            rest.position(rest.position() + size);
        }
        return out.toByteArray();
    }

    private static byte[] block(byte[] in, int offset, int length, int before, int limit) throws IOException {
        int becomes = Snappy.uncompressedLength(in, offset, length);
        if (becomes < 0 || becomes > limit - before) {
            throw new LargeBatchException();
        }
        byte[] out = new byte[becomes];
        int is = Snappy.uncompress(in, offset, length, out, 0);
        if (is != becomes) {
            throw new InvalidBatchException("a block of its records is shorter than it says");
        }
        return out;
    }
}
