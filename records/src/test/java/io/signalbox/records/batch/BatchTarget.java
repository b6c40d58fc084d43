package io.signalbox.records.batch;

import io.signalbox.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.Utils;

/** Batches of records, in every compression: read, and written again. */
final class BatchTarget implements FuzzTarget {

    private static final int LIMIT = 1 << 20;

    @Override
    public List<byte[]> seeds() {
        LibraryBatches batches = new LibraryBatches(new Random(1));
        return Stream.of(CompressionType.values())
                .flatMap(codec ->
                        Stream.generate(() -> Utils.toArray(batches.any(codec))).limit(4))
                .toList();
    }

    /** Whether a checksum is right decides nothing here: nobody would find another by chance. */
    @Override
    public void read(byte[] input) {
        try {
            for (Batch batch : Batches.of(ByteBuffer.wrap(input))) {
                batch.isIntact();
                batch.expectedBytes();
                if (batch.isReadable()) {
                    List<BatchRecord> records = batch.records(LIMIT);
                    batch.with(records, true);
                }
            }
        } catch (InvalidBatchException e) {
            if (e.getMessage() == null) {
                throw new AssertionError("no reason", e);
            }
        }
    }
}
