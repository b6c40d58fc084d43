package io.signalbox.dataplane.layer;

import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.schema.Window;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.record.internal.RecordBatch;

/** What every layer that looks into a Produce has to know of it. */
public final class ProduceRequests {

    private static final short BY_ID = 13;

    // Of a batch: where its fields stand.
    private static final int BATCH_LENGTH = 8;
    private static final int MAGIC = 16;
    private static final int ATTRIBUTES = 21;
    private static final int BATCH_HEADER_BYTES = 61;
    private static final int TRANSACTIONAL = 0x10;

    private ProduceRequests() {}

    /** Whether topics are named by their ids. */
    public static boolean isById(short version) {
        return version >= BY_ID;
    }

    /**
     * Refuses a partition without records: the protocol has it, and brokers and the Kafka library cannot answer it.
     *
     * @throws ProtocolViolationException when there is one
     */
    public static void requireRecords(ProduceRequestData request) {
        if (request.topicData().stream()
                .flatMap(topic -> topic.partitionData().stream())
                .anyMatch(partition -> partition.records() == null)) {
            throw new ProtocolViolationException(
                    ProtocolViolation.MALFORMED_REQUEST, "a PRODUCE has a partition without records");
        }
    }

    /**
     * Whether records, whose bytes stand at {@code index}, are such as every producer of this decade writes, as far as they
     * have come in: batches, of which nothing has to be known beside what is asked.
     *
     * @param mayBeTransactional whether it is not asked if a batch is one of a transaction
     */
    public static boolean areSound(Window in, int index, int length, boolean mayBeTransactional) {
        if (length < 0 || mayBeTransactional) {
            return length >= 0;
        }
        int at = index;
        int end = index + length;
        while (at < end) {
            if (Math.min(end, in.limit()) - at < BATCH_HEADER_BYTES
                    || in.get(at + MAGIC) != RecordBatch.MAGIC_VALUE_V2
                    || (in.getShort(at + ATTRIBUTES) & TRANSACTIONAL) != 0) {
                return false;
            }
            int bytes = BATCH_LENGTH + Integer.BYTES + in.getInt(at + BATCH_LENGTH);
            if (bytes < BATCH_HEADER_BYTES || bytes > end - at) {
                return false;
            }
            at += bytes;
        }
        return true;
    }
}
