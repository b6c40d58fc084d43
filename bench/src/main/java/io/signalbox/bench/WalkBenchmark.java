package io.signalbox.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.dataplane.kafka.schema.FieldReader;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import io.signalbox.dataplane.kafka.schema.GatheredRename;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageCursor;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageProgram;
import io.signalbox.dataplane.kafka.schema.PrefixRename;
import io.signalbox.dataplane.kafka.schema.StreamingRename;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopicCollection;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Walking through one message, reading its topics' names, and putting a prefix in front of them or taking it away: where
 * the frame is kept together, and as it streams by. With {@code -prof gc} also what is allocated: nothing but a new frame.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class WalkBenchmark {

    private static final int RECORD_BYTES = 1_024;
    private static final int TOPICS = 10;
    private static final int PARTITIONS = 10; // of each topic
    private static final String PREFIX = "analytics_";
    private static final Map<Mark, String> PREFIXES = Map.of(Mark.TOPIC, PREFIX);
    private static final int SIZE_BYTES = 4;

    /** One topic and partition to produce to and to fetch, as most traffic has; the metadata of a hundred partitions. */
    public enum Message {
        PRODUCE_9(ApiKeys.PRODUCE, 9, MessageKind.Direction.REQUEST),
        FETCH_12(ApiKeys.FETCH, 12, MessageKind.Direction.RESPONSE),
        METADATA_12(ApiKeys.METADATA, 12, MessageKind.Direction.RESPONSE);

        private final ApiKeys api;
        private final int version;
        private final MessageKind.Direction direction;

        Message(ApiKeys api, int version, MessageKind.Direction direction) {
            this.api = api;
            this.version = version;
            this.direction = direction;
        }

        private MessageKind kind() {
            return new MessageKind(api, (short) version, direction);
        }

        private ByteBuf frame() {
            ByteBuf heap = direction == MessageKind.Direction.REQUEST ? request() : response();
            return ByteBufAllocator.DEFAULT.directBuffer(heap.readableBytes()).writeBytes(heap); // as a node reads it
        }

        private PrefixRename rename() {
            return direction == MessageKind.Direction.REQUEST
                    ? PrefixRename.adding(PREFIXES)
                    : PrefixRename.removing(PREFIXES);
        }

        private ByteBuf request() {
            RequestHeaderData header = new RequestHeaderData()
                    .setRequestApiKey(kind().api().id)
                    .setRequestApiVersion(kind().version())
                    .setClientId("producer-1");
            short headerVersion = kind().api().requestHeaderVersion(kind().version());
            return FrameWriter.encode(header, headerVersion, produce(), kind().version(), ByteBufAllocator.DEFAULT);
        }

        private ByteBuf response() {
            short headerVersion = kind().api().responseHeaderVersion(kind().version());
            ApiMessage body = this == FETCH_12 ? fetched() : metadata();
            return FrameWriter.encode(
                    new ResponseHeaderData(), headerVersion, body, kind().version(), ByteBufAllocator.DEFAULT);
        }
    }

    /** The messages whose new length is known before their names are. */
    @State(Scope.Thread)
    public static class Streamed {

        @Param({"PRODUCE_9", "FETCH_12"})
        public Message streamed = Message.PRODUCE_9;

        private MessageProgram program = names(streamed);
        private ByteBuf frame = Unpooled.EMPTY_BUFFER;
        private StreamingRename rename = new StreamingRename(streamed.rename());

        @Setup
        public void encode() {
            program = names(streamed);
            frame = streamed.frame();
            rename = new StreamingRename(streamed.rename());
        }
    }

    /** Any message. */
    @State(Scope.Thread)
    public static class Gathered {

        @Param
        public Message message = Message.PRODUCE_9;

        private MessageProgram nothing = names(message);
        private MessageProgram names = nothing;
        private ByteBuf frame = Unpooled.EMPTY_BUFFER;
        private PrefixRename prefix = message.rename();
        private final GatheredRename rename = new GatheredRename();
        private final MessageCursor cursor = new MessageCursor();
        private final FieldReader reader = new FieldReader();

        @Setup
        public void encode() {
            nothing = MessageProgram.compile(message.kind(), Set.of());
            names = names(message);
            frame = message.frame();
            prefix = message.rename();
        }
    }

    private final Counter counter = new Counter();

    /** To the end, without a stop. */
    @Benchmark
    public boolean walk(Gathered of) {
        of.cursor.start(of.nothing, of.frame.writerIndex() - SIZE_BYTES);
        of.cursor.walk(of.frame, SIZE_BYTES, of.frame.writerIndex());
        return of.cursor.complete();
    }

    @Benchmark
    public int readNames(Gathered of) {
        of.reader.start(of.names, of.frame.writerIndex() - SIZE_BYTES);
        of.reader.read(
                of.frame, SIZE_BYTES, of.frame.writerIndex(), (mark, in, index, length) -> counter.bytes += length);
        of.reader.checkComplete();
        return counter.bytes;
    }

    @Benchmark
    public int renameGathered(Gathered of) {
        ByteBuf renamed =
                of.rename.rename(of.names, of.frame, 0, of.frame.writerIndex(), of.prefix, ByteBufAllocator.DEFAULT);
        int bytes = renamed.readableBytes();
        renamed.release();
        return bytes;
    }

    /** Bytes that pass as they are cost nothing more: the relay does not copy them. */
    @Benchmark
    public int renameStreaming(Streamed of) {
        of.rename.start(of.program, of.frame.writerIndex() - SIZE_BYTES);
        of.rename.rename(of.frame, SIZE_BYTES, of.frame.writerIndex(), counter);
        of.rename.checkComplete();
        return counter.bytes;
    }

    private static final class Counter implements FrameSink {
        private final ByteBuf made = Unpooled.buffer();
        private int bytes;

        @Override
        public void pass(ByteBuf in, int index, int length) {
            bytes += length;
        }

        @Override
        public ByteBuf room(int length) {
            bytes += length;
            return made.clear();
        }
    }

    private static MessageProgram names(Message message) {
        return MessageProgram.compile(message.kind(), Set.of(Mark.TOPIC));
    }

    private static ProduceRequestData produce() {
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new ProduceRequestData.TopicProduceData()
                .setName("orders")
                .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                        .setIndex(0)
                        .setRecords(MemoryRecords.readableRecords(ByteBuffer.allocate(RECORD_BYTES))))));
        return new ProduceRequestData().setAcks((short) -1).setTimeoutMs(30_000).setTopicData(topics);
    }

    private static FetchResponseData fetched() {
        return new FetchResponseData()
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setTopic(PREFIX + "orders")
                        .setPartitions(List.of(new FetchResponseData.PartitionData()
                                .setPartitionIndex(0)
                                .setHighWatermark(1_000_000)
                                .setRecords(MemoryRecords.readableRecords(ByteBuffer.allocate(RECORD_BYTES)))))));
    }

    private static MetadataResponseData metadata() {
        MetadataResponseTopicCollection topics = new MetadataResponseTopicCollection();
        for (int topic = 0; topic < TOPICS; topic++) {
            topics.add(new MetadataResponseTopic()
                    .setName(PREFIX + "orders-" + topic)
                    .setPartitions(IntStream.range(0, PARTITIONS)
                            .mapToObj(index -> new MetadataResponseData.MetadataResponsePartition()
                                    .setPartitionIndex(index)
                                    .setLeaderId(1)
                                    .setReplicaNodes(List.of(0, 1, 2))
                                    .setIsrNodes(List.of(0, 1, 2)))
                            .toList()));
        }
        return new MetadataResponseData().setTopics(topics).setClusterId("cluster");
    }
}
