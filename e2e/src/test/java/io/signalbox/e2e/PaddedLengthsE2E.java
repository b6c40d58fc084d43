package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import io.signalbox.dataplane.kafka.schema.GatheredRename;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageProgram;
import io.signalbox.dataplane.kafka.schema.PrefixRename;
import io.signalbox.dataplane.kafka.schema.StreamingRename;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real broker takes names that were renamed while they streamed by, whose lengths are spelled in more bytes than they
 * need; and what it answers is read after its names were renamed in the same way.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaddedLengthsE2E {

    private static final String TOPIC = "orders";
    private static final String PREFIX = "analytics_";
    private static final Set<Mark> NAMES = EnumSet.of(Mark.TOPIC, Mark.GROUP);
    private static final Map<Mark, String> PREFIXES = Map.of(Mark.TOPIC, PREFIX, Mark.GROUP, "team-a.");
    private static final int CORRELATION_ID = 7;

    private KafkaCluster cluster;

    @BeforeAll
    void start() throws Exception {
        cluster = KafkaCluster.start(KafkaOptions.brokers(1));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(PREFIX + TOPIC, 1, (short) 1)))
                    .all()
                    .get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            // A broker makes the topic for groups' offsets when a group is looked for.
            admin.listConsumerGroupOffsets("any")
                    .partitionsToOffsetAndMetadata()
                    .get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("requests")
    void aBrokerDoesWhatItIsAskedAndItsAnswerNamesWhatTheClientAskedFor(ApiKeys api, short version) throws IOException {
        byte[] request = renamed(api, version);

        byte[] answer = askUntilDone(api, version, request);

        byte[] undone = undone(api, version, answer);
        assertThat(text(answer)).contains(PREFIX + TOPIC);
        assertThat(text(undone)).contains(TOPIC).doesNotContain(PREFIX);
        assertThat(read(api, version, undone).errorCounts()).containsOnlyKeys(Errors.NONE);
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                        versions(ApiKeys.PRODUCE, 3, 12),
                        versions(ApiKeys.FETCH, 4, 12),
                        versions(ApiKeys.LIST_OFFSETS, 1, 10),
                        versions(ApiKeys.OFFSET_COMMIT, 2, 9),
                        versions(ApiKeys.OFFSET_FOR_LEADER_EPOCH, 2, 4),
                        versions(ApiKeys.DELETE_RECORDS, 0, 2))
                .flatMap(versions -> versions);
    }

    private static Stream<Arguments> versions(ApiKeys api, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(version -> Arguments.of(api, (short) version));
    }

    /** The frame behind its size, in pieces of a few bytes each; a Fetch request has two arrays with names. */
    private static byte[] renamed(ApiKeys api, short version) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion(version)
                .setCorrelationId(CORRELATION_ID)
                .setClientId("client");
        ByteBuf frame = FrameWriter.encode(
                header, api.requestHeaderVersion(version), body(api, version), version, ByteBufAllocator.DEFAULT);
        MessageProgram program = MessageProgram.compile(MessageKind.request(api, version), NAMES);
        PrefixRename adding = PrefixRename.adding(PREFIXES);
        try {
            return program.streams()
                    ? streamed(new StreamingRename(adding), program, frame)
                    : gathered(adding, program, frame);
        } finally {
            frame.release();
        }
    }

    private static byte[] undone(ApiKeys api, short version, byte[] answer) {
        MessageProgram program = MessageProgram.compile(MessageKind.response(api, version), NAMES);
        ByteBuf frame = Unpooled.buffer().writeInt(answer.length).writeBytes(answer);
        return streamed(new StreamingRename(PrefixRename.removing(PREFIXES)), program, frame);
    }

    private static byte[] streamed(StreamingRename rename, MessageProgram program, ByteBuf frame) {
        ByteBuf out = Unpooled.buffer();
        FrameSink sink = FrameSink.into(out);
        rename.start(program, frame.writerIndex() - Integer.BYTES);
        for (int at = Integer.BYTES; at < frame.writerIndex(); at += 3) {
            rename.rename(frame, at, Math.min(at + 3, frame.writerIndex()), sink);
        }
        rename.checkComplete();
        return ByteBufUtil.getBytes(out, Integer.BYTES, out.getInt(0));
    }

    private static byte[] gathered(PrefixRename rename, MessageProgram program, ByteBuf frame) {
        ByteBuf out =
                new GatheredRename().rename(program, frame, 0, frame.writerIndex(), rename, ByteBufAllocator.DEFAULT);
        try {
            return ByteBufUtil.getBytes(out, Integer.BYTES, out.getInt(0));
        } finally {
            out.release();
        }
    }

    /** A group's coordinator takes a moment to be ready. */
    private byte[] askUntilDone(ApiKeys api, short version, byte[] request) throws IOException {
        long start = System.nanoTime();
        byte[] answer = ask(request);
        while (!read(api, version, answer).errorCounts().keySet().equals(Set.of(Errors.NONE))
                && System.nanoTime() - start < Patience.LIMIT.toNanos()) {
            answer = ask(request);
        }
        return answer;
    }

    private byte[] ask(byte[] request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) Patience.LIMIT.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port(0)), (int)
                    Patience.LIMIT.toMillis());
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(Integer.BYTES + request.length)
                            .putInt(request.length)
                            .put(request)
                            .array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            return in.readNBytes(in.readInt());
        }
    }

    private static AbstractResponse read(ApiKeys api, short version, byte[] answer) {
        ByteBufferAccessor in = new ByteBufferAccessor(ByteBuffer.wrap(answer));
        ResponseHeaderData header = new ResponseHeaderData(in, api.responseHeaderVersion(version));
        assertThat(header.correlationId()).isEqualTo(CORRELATION_ID);
        return AbstractResponse.parseResponse(api, in, version);
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.ISO_8859_1);
    }

    private static ApiMessage body(ApiKeys api, short version) {
        return switch (api) {
            case PRODUCE -> produce();
            case FETCH -> fetch();
            case LIST_OFFSETS -> listOffsets();
            case OFFSET_COMMIT -> commit();
            case OFFSET_FOR_LEADER_EPOCH -> epochs(version);
            case DELETE_RECORDS -> deleteRecords();
            default -> throw new IllegalArgumentException("not asked: " + api);
        };
    }

    private static ApiMessage produce() {
        MemoryRecords records =
                MemoryRecords.withRecords(Compression.NONE, new SimpleRecord("v".getBytes(StandardCharsets.UTF_8)));
        ProduceRequestData.TopicProduceDataCollection topics = new ProduceRequestData.TopicProduceDataCollection();
        topics.add(new ProduceRequestData.TopicProduceData()
                .setName(TOPIC)
                .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData().setRecords(records))));
        return new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs((int) Patience.LIMIT.toMillis())
                .setTopicData(topics);
    }

    private static ApiMessage fetch() {
        FetchRequestData.FetchPartition partition =
                new FetchRequestData.FetchPartition().setFetchOffset(0).setPartitionMaxBytes(1_024);
        return new FetchRequestData()
                .setMaxWaitMs(0)
                .setMinBytes(0)
                .setMaxBytes(1_024)
                .setSessionId(0)
                .setSessionEpoch(-1)
                .setTopics(List.of(
                        new FetchRequestData.FetchTopic().setTopic(TOPIC).setPartitions(List.of(partition))));
    }

    private static ApiMessage listOffsets() {
        return new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(List.of(new ListOffsetsRequestData.ListOffsetsTopic()
                        .setName(TOPIC)
                        .setPartitions(List.of(new ListOffsetsRequestData.ListOffsetsPartition().setTimestamp(-1)))));
    }

    private static ApiMessage commit() {
        return new OffsetCommitRequestData()
                .setGroupId("group")
                .setGenerationIdOrMemberEpoch(-1)
                .setTopics(List.of(new OffsetCommitRequestData.OffsetCommitRequestTopic()
                        .setName(TOPIC)
                        .setPartitions(List.of(new OffsetCommitRequestData.OffsetCommitRequestPartition()
                                .setCommittedOffset(0)
                                .setCommittedMetadata("")))));
    }

    private static ApiMessage epochs(short version) {
        OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection topics =
                new OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection();
        topics.add(new OffsetForLeaderEpochRequestData.OffsetForLeaderTopic()
                .setTopic(TOPIC)
                .setPartitions(List.of(new OffsetForLeaderEpochRequestData.OffsetForLeaderPartition()
                        .setCurrentLeaderEpoch(-1)
                        .setLeaderEpoch(0))));
        OffsetForLeaderEpochRequestData body = new OffsetForLeaderEpochRequestData().setTopics(topics);
        return version >= 3 ? body.setReplicaId(-1) : body;
    }

    private static ApiMessage deleteRecords() {
        return new DeleteRecordsRequestData()
                .setTimeoutMs((int) Patience.LIMIT.toMillis())
                .setTopics(List.of(new DeleteRecordsRequestData.DeleteRecordsTopic()
                        .setName(TOPIC)
                        .setPartitions(List.of(new DeleteRecordsRequestData.DeleteRecordsPartition().setOffset(0)))));
    }
}
