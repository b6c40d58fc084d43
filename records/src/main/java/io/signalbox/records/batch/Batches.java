package io.signalbox.records.batch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The batches of a partition in a request or a response. */
public final class Batches {

    /** A batch of format 0 or 1 has an offset, a length, a checksum, its format, attributes, and lengths of key and value. */
    private static final int SMALLEST_OLD = 26;

    private Batches() {}

    /**
     * All that are whole. What stands behind them is the beginning of one that was cut off: brokers end a response wherever
     * its size is reached, and clients ignore it.
     *
     * @throws InvalidBatchException when one has a length that no batch can have
     */
    public static List<Batch> of(ByteBuffer records) {
        ByteBuffer rest = records.slice();
        List<Batch> batches = new ArrayList<>(1);
        while (rest.remaining() >= Batch.LENGTH_END) {
            int length = rest.getInt(rest.position() + Batch.LENGTH_AT);
            if (length < SMALLEST_OLD - Batch.LENGTH_END) {
                throw new InvalidBatchException("a batch is shorter than its header");
            }
            if (length > rest.remaining() - Batch.LENGTH_END) {
                break;
            }
            int bytes = Batch.LENGTH_END + length;
            Batch batch = new Batch(rest.slice(rest.position(), bytes));
            if (batch.isReadable() && bytes < Batch.HEADER_BYTES) {
                throw new InvalidBatchException("a batch is shorter than its header");
            }
            batches.add(batch);
            rest.position(rest.position() + bytes);
        }
        return batches;
    }

    /**
     * The one batch that a producer may write to a partition (KIP-98).
     *
     * @throws InvalidBatchException where there is another, none, or anything behind it
     */
    public static Batch only(ByteBuffer records) {
        List<Batch> all = of(records);
        if (all.size() != 1 || all.get(0).bytes().remaining() != records.remaining()) {
            throw new InvalidBatchException("there has to be one batch, and nothing else");
        }
        return all.get(0);
    }

    /** The bytes of all batches, in the order that they are given. */
    public static ByteBuffer join(List<ByteBuffer> batches) {
        if (batches.size() == 1) {
            return batches.get(0);
        }
        ByteBuffer all = ByteBuffer.allocate(
                batches.stream().mapToInt(ByteBuffer::remaining).reduce(0, Math::addExact));
        batches.forEach(batch -> all.put(batch.duplicate()));
        return all.flip();
    }
}
