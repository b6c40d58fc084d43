package io.signalbox.dataplane.layer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.dataplane.kafka.rewrite.RandomBodies;
import io.signalbox.dataplane.kafka.schema.GatheredRename;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageProgram;
import io.signalbox.dataplane.kafka.schema.Rename;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Random requests as clients send them: of topics, groups and transactions that there are, with records that can be read. */
public record RandomRequests(List<String> names, List<Uuid> ids) {

    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

    /** Generators whose seeds are close begin alike. */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    /** The frame of one, on the heap. */
    public ByteBuf frame(MessageKind kind, int seed) {
        long spread = seed * SPREAD;
        Random random = new Random(spread);
        ApiMessage body = kind.api().messageType.newRequest();
        body.read(
                new ByteBufferAccessor(RandomBodies.withExtremes(spread)
                        .body(kind.api().messageType.requestSchemas()[kind.version()])),
                kind.version());
        if (body instanceof FetchRequestData fetch && random.nextInt(4) > 0) {
            fetch.setReplicaId(-1).replicaState().setReplicaId(-1);
            if (kind.version() >= 7) { // a client without a session has nothing to forget
                fetch.setForgottenTopicsData(List.of());
                fetch.setSessionId(0).setSessionEpoch(random.nextInt(2) - 1);
            }
        }
        ByteBuf frame = FrameWriter.encode(
                new RequestHeaderData()
                        .setRequestApiKey(kind.api().id)
                        .setRequestApiVersion(kind.version())
                        .setCorrelationId(seed)
                        .setClientId(random.nextInt(4) == 0 ? null : "client"),
                kind.api().requestHeaderVersion(kind.version()),
                body,
                kind.version(),
                HEAP);
        try {
            return new GatheredRename()
                    .rename(
                            MessageProgram.compile(
                                    kind,
                                    EnumSet.of(
                                            Mark.TOPIC,
                                            Mark.TOPIC_ID,
                                            Mark.GROUP,
                                            Mark.TRANSACTIONAL_ID,
                                            Mark.RECORDS)),
                            frame,
                            0,
                            frame.readableBytes(),
                            new Known(random),
                            HEAP);
        } finally {
            frame.release();
        }
    }

    /** A copy of a frame of which so many bytes have come in. */
    public static RequestBytes bytes(MessageKind kind, ByteBuf frame, int come) {
        return new RequestBytes(
                kind.api(), kind.version(), frame.copy(frame.readerIndex(), come), 0, frame.readableBytes());
    }

    private final class Known implements Rename {
        private final Random random;

        Known(Random random) {
            this.random = random;
        }

        @Override
        public boolean write(Mark mark, ByteBuf in, int index, int length, ByteBuf out) {
            switch (mark) {
                case TOPIC, GROUP, TRANSACTIONAL_ID ->
                    out.writeCharSequence(names.get(random.nextInt(names.size())), StandardCharsets.UTF_8);
                case TOPIC_ID -> {
                    Uuid id = ids.get(random.nextInt(ids.size()));
                    out.writeLong(id.getMostSignificantBits()).writeLong(id.getLeastSignificantBits());
                }
                case RECORDS -> out.writeBytes(records());
                default -> {
                    return false;
                }
            }
            return true;
        }

        private java.nio.ByteBuffer records() {
            SimpleRecord record = new SimpleRecord(new byte[random.nextInt(200)]);
            return (random.nextInt(4) == 0
                            ? MemoryRecords.withTransactionalRecords(Compression.NONE, 7, (short) 1, 0, record)
                            : MemoryRecords.withRecords(Compression.NONE, record))
                    .buffer();
        }
    }
}
