package io.signalbox.dataplane.layer.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.dataplane.kafka.Pieces;
import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.ResponseHandler;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.Reply;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.dataplane.kafka.rewrite.AddressLayer;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import io.signalbox.routing.HostPort;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.NodeEndpoint;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What brokers and clients get of Fetches that are denied in part, and whose bytes alone are changed, is what they get of them where
 * each is decoded, wherever they are cut.
 */
class CutFetchesTest {

    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
    private static final int LIMIT = 10_000_000;
    private static final int EXCHANGES = 30;
    private static final int SEEDS = 3;
    private static final List<Integer> PIECES = List.of(1_331, 20_000, Integer.MAX_VALUE);
    private static final int SMALL =
            10_000; // of longer ones node endpoints are hidden where they pass, and rewritten where not
    private static final int OPEN = 12; // topics that may be read
    private static final int SECRET = 12;
    private static final Uuid UNKNOWN = new Uuid(9, 9);

    static Stream<Short> versions() {
        return IntStream.rangeClosed(ApiKeys.FETCH.oldestVersion(), Checks.newest(ApiKeys.FETCH))
                .mapToObj(version -> (short) version);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void whatGoesOnIsWhatTheClassesWouldSend(short version) {
        int rewritten = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(31 * version + seed);
            byte[] requests = requests(version, random);
            byte[] sent;
            byte[] responses;
            byte[] shown;
            FakeAccess decided = client();
            try (Connection decoding = new Connection(new Decoding(new AccessSession(decided)))) {
                sent = decoding.toBroker(requests, Integer.MAX_VALUE);
                responses = answers(version, sent, random);
                shown = decoding.toClient(responses, Integer.MAX_VALUE);
            }
            for (int pieceBytes : PIECES) {
                FakeAccess client = client();
                Counting session = new Counting(new AccessSession(client));
                try (Connection quick = new Connection(session)) {
                    String as = "v" + version + " " + seed + " in pieces of " + pieceBytes;
                    assertThat(frames(quick.toBroker(requests, pieceBytes)))
                            .as(as)
                            .isEqualTo(frames(sent));
                    assertThat(frames(quick.toClient(responses, pieceBytes)))
                            .as(as)
                            .isEqualTo(frames(shown));
                    assertThat(quick.isIdle()).as(as).isTrue();
                    assertThat(client.denied).as(as).isEqualTo(decided.denied);
                    assertThat(client.allowed).as(as).isEqualTo(decided.allowed);
                }
                rewritten += session.rewritten;
            }
        }
        assertThat(rewritten).as("that were cut by their bytes").isGreaterThan(SEEDS * PIECES.size() * EXCHANGES / 8);
    }

    /** Many of them are as one before, or nearly. */
    private static byte[] requests(short version, Random random) {
        List<ByteBuf> requests = new ArrayList<>();
        List<FetchRequestData> bodies = new ArrayList<>(List.of(random(version, random)));
        for (int id = 0; id < EXCHANGES; id++) {
            FetchRequestData latest = bodies.get(bodies.size() - 1);
            switch (random.nextInt(6)) {
                case 0 ->
                    latest.topics().stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .forEach(
                                    partition -> partition.setFetchOffset(partition.fetchOffset() + random.nextInt(2)));
                case 1, 2 -> {}
                case 3 -> bodies.add(bodies.get(random.nextInt(bodies.size())));
                default -> bodies.add(random(version, random));
            }
            requests.add(request(version, id, bodies.get(bodies.size() - 1)));
        }
        return join(requests);
    }

    private static FetchRequestData random(short version, Random random) {
        FetchRequestData body = fetch(
                version,
                IntStream.range(0, random.nextInt(10))
                        .mapToObj(i ->
                                topic(random.nextInt(100) < 70 ? random.nextInt(OPEN) : OPEN + random.nextInt(SECRET)))
                        .toArray(FetchTopic[]::new));
        for (FetchTopic topic : body.topics()) {
            topic.setPartitions(IntStream.range(0, random.nextInt(50) == 0 ? 150 : random.nextInt(4))
                    .mapToObj(index -> new FetchPartition()
                            .setPartition(index)
                            .setFetchOffset(random.nextInt(3))
                            .setPartitionMaxBytes(1_000_000))
                    .toList());
            if (random.nextInt(200) == 0) {
                topic.setTopicId(UNKNOWN);
            }
        }
        switch (random.nextInt(20)) {
            case 0 -> body.setSessionId(version < 7 ? 0 : 7).setSessionEpoch(version < 7 ? -1 : 3);
            case 1 -> {
                if (version < 15) {
                    body.setReplicaId(2);
                }
            }
            case 2 -> {
                if (version >= 7) {
                    body.setSessionId(7)
                            .setSessionEpoch(3)
                            .setForgottenTopicsData(List.of(new ForgottenTopic()
                                    .setTopic(version < 13 ? name(0) : "")
                                    .setTopicId(version < 13 ? Uuid.ZERO_UUID : id(0))
                                    .setPartitions(List.of(0))));
                }
            }
            case 3 -> {
                if (version >= 12) {
                    body.unknownTaggedFields().add(new RawTaggedField(1_000, new byte[3]));
                }
            }
            default -> body.setSessionEpoch(version < 7 ? -1 : random.nextInt(2) - 1);
        }
        return body.setMaxBytes(random.nextBoolean() ? Integer.MAX_VALUE : 1_000 + random.nextInt(100_000));
    }

    private static FetchRequestData fetch(short version, FetchTopic... topics) {
        FetchRequestData body = new FetchRequestData()
                .setMaxWaitMs(500)
                .setMinBytes(1)
                .setMaxBytes(Integer.MAX_VALUE)
                .setSessionEpoch(version < 7 ? -1 : 0)
                .setRackId(version < 11 ? "" : "rack");
        body.topics().addAll(List.of(topics));
        return body;
    }

    /** A topic that may be read, or from {@link #OPEN} on not. */
    private static FetchTopic topic(int number) {
        return new FetchTopic()
                .setTopic(name(number))
                .setTopicId(id(number))
                .setPartitions(List.of(new FetchPartition().setPartition(number).setFetchOffset(number)));
    }

    private static String name(int number) {
        return number < OPEN ? "open-" + "x".repeat(11 * number) : "secret-" + "y".repeat(11 * (number - OPEN));
    }

    private static Uuid id(int number) {
        return new Uuid(1, number + 1);
    }

    private static FakeAccess client() {
        FakeAccess client = new FakeAccess().allowing("open-*");
        IntStream.range(0, OPEN + SECRET).forEach(number -> client.with(name(number), id(number)));
        return client;
    }

    /** What a broker may answer to these requests. */
    private static byte[] answers(short version, byte[] requests, Random random) {
        List<ByteBuf> answers = new ArrayList<>();
        for (SeenRequest request : read(version, requests)) {
            FetchRequestData asked = (FetchRequestData) request.body().orElseThrow();
            FetchResponseData body = new FetchResponseData().setThrottleTimeMs(random.nextInt(3));
            for (FetchTopic topic : asked.topics()) {
                body.responses().add(fetched(version, topic, random));
            }
            if (version >= 16
                    && random.nextInt(4) == 0
                    && response(version, 0, body).readableBytes() < SMALL) {
                body.nodeEndpoints()
                        .add(new NodeEndpoint().setNodeId(1).setHost("broker").setPort(9_092));
            }
            if (version >= 12 && random.nextInt(20) == 0) {
                body.unknownTaggedFields().add(new RawTaggedField(1_000, new byte[3]));
            }
            answers.add(response(version, request.correlationId(), body));
        }
        return join(answers);
    }

    private static FetchableTopicResponse fetched(short version, FetchTopic topic, Random random) {
        return new FetchableTopicResponse()
                .setTopic(topic.topic())
                .setTopicId(topic.topicId())
                .setPartitions(topic.partitions().stream()
                        .map(partition -> new PartitionData()
                                .setPartitionIndex(partition.partition())
                                .setHighWatermark(random.nextInt(100))
                                .setPreferredReadReplica(version < 11 ? -1 : random.nextInt(3))
                                .setAbortedTransactions(
                                        random.nextInt(20) == 0
                                                ? List.of(new AbortedTransaction().setProducerId(7))
                                                : null)
                                .setRecords(MemoryRecords.readableRecords(ByteBuffer.allocate(
                                        random.nextInt(250) == 0 ? random.nextInt(90_000) : random.nextInt(300)))))
                        .toList());
    }

    private static List<SeenRequest> read(short version, byte[] requests) {
        List<SeenRequest> read = new ArrayList<>();
        ByteBuf in = Unpooled.wrappedBuffer(requests);
        while (in.isReadable()) {
            ByteBuf frame = in.readSlice(Integer.BYTES + in.getInt(in.readerIndex()));
            read.add(SeenRequest.read(frame, ApiKeys.FETCH, version));
        }
        return read;
    }

    /** One line each. */
    private static String frames(byte[] bytes) {
        StringBuilder frames = new StringBuilder();
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        while (in.isReadable()) {
            int frame = Integer.BYTES + in.getInt(in.readerIndex());
            frames.append(ByteBufUtil.hexDump(in.readSlice(frame))).append('\n');
        }
        return frames.toString();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void whatIsAskedAgainIsJudgedByTheRulesOfItsMoment(short version) {
        byte[] request = ByteBufUtil.getBytes(request(version, 1, fetch(version, topic(0), topic(OPEN), topic(1))));
        FakeAccess client = client();
        Counting session = new Counting(new AccessSession(client));
        try (Connection connection = new Connection(session)) {
            byte[] cut = connection.toBroker(request, Integer.MAX_VALUE);
            assertThat(connection.toBroker(request, Integer.MAX_VALUE)).isEqualTo(cut);
            client.allowing("open-*", "secret-*");
            byte[] all = connection.toBroker(request, Integer.MAX_VALUE);
            client.allowing("secret-*");
            byte[] other = connection.toBroker(request, Integer.MAX_VALUE);

            assertThat(topics(version, cut)).containsExactly(0, 1);
            assertThat(topics(version, all)).containsExactly(0, OPEN, 1);
            assertThat(topics(version, other)).containsExactly(OPEN);
            assertThat(session.rewritten).isEqualTo(3);
            assertThat(client.denied).containsExactly(name(OPEN), name(OPEN), name(0), name(1));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void eachAnswerHasWhatItsOwnRequestWasRefused(short version) {
        Counting session = new Counting(new AccessSession(client()));
        try (Connection connection = new Connection(session)) {
            byte[] sent = connection.toBroker(
                    join(List.of(
                            request(version, 1, fetch(version, topic(0), topic(OPEN))),
                            request(version, 2, fetch(version, topic(0))),
                            request(version, 3, fetch(version, topic(OPEN + 1), topic(0), topic(OPEN + 2))),
                            request(version, 4, fetch(version, topic(OPEN), topic(0))))),
                    Integer.MAX_VALUE);
            byte[] shown = connection.toClient(answers(version, sent, new Random(1)), Integer.MAX_VALUE);

            assertThat(session.rewritten).isEqualTo(3);
            assertThat(refused(version, shown))
                    .containsExactly(List.of(OPEN), List.of(), List.of(OPEN + 1, OPEN + 2), List.of(OPEN));
        }
    }

    @SuppressWarnings("ReferenceEquality") // whether it is that very buffer
    @Test
    void longRecordsAreNotCopied() {
        short version = 12;
        try (Connection connection = new Connection(new AccessSession(client()))) {
            byte[] sent = connection.toBroker(
                    ByteBufUtil.getBytes(request(version, 1, fetch(version, topic(0), topic(OPEN)))),
                    Integer.MAX_VALUE);
            FetchTopic asked = ((FetchRequestData)
                            read(version, sent).get(0).body().orElseThrow())
                    .topics()
                    .get(0);
            FetchResponseData body = new FetchResponseData()
                    .setResponses(List.of(new FetchableTopicResponse()
                            .setTopic(asked.topic())
                            .setPartitions(List.of(new PartitionData()
                                    .setPartitionIndex(0)
                                    .setRecords(MemoryRecords.readableRecords(ByteBuffer.allocate(50_000)))))));
            ByteBuf response = Unpooled.directBuffer().writeBytes(response(version, 1, body));
            connection.broker.writeInbound(response);

            List<ByteBuf> shown = new ArrayList<>();
            for (ByteBuf next = connection.broker.readInbound(); next != null; next = connection.broker.readInbound()) {
                shown.add(next);
            }
            assertThat(shown).anyMatch(part -> part.unwrap() == response && part.readableBytes() > 50_000);
            shown.forEach(ByteBuf::release);
            assertThat(response.refCnt()).isZero();
        }
    }

    private static List<Integer> topics(short version, byte[] requests) {
        return read(version, requests).stream()
                .flatMap(request -> ((FetchRequestData) request.body().orElseThrow()).topics().stream())
                .map(topic -> topic.partitions().get(0).partition())
                .toList();
    }

    private static List<List<Integer>> refused(short version, byte[] responses) {
        List<List<Integer>> refused = new ArrayList<>();
        ByteBuf in = Unpooled.wrappedBuffer(responses);
        while (in.isReadable()) {
            int bytes = Integer.BYTES + in.getInt(in.readerIndex());
            FetchResponseData body = (FetchResponseData)
                    new SeenResponse(ApiKeys.FETCH, version, in, in.readerIndex(), bytes, Optional.empty())
                            .read()
                            .body();
            in.skipBytes(bytes);
            refused.add(body.responses().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .filter(partition -> partition.errorCode() == Errors.TOPIC_AUTHORIZATION_FAILED.code())
                    .map(PartitionData::partitionIndex)
                    .toList());
        }
        return refused;
    }

    private static ByteBuf request(short version, int id, FetchRequestData body) {
        return FrameWriter.encode(
                new RequestHeaderData()
                        .setRequestApiKey(ApiKeys.FETCH.id)
                        .setRequestApiVersion(version)
                        .setCorrelationId(id)
                        .setClientId(body.maxBytes() % 5 == 4 ? null : "client"),
                ApiKeys.FETCH.requestHeaderVersion(version),
                body,
                version,
                HEAP);
    }

    private static ByteBuf response(short version, int id, ApiMessage body) {
        return FrameWriter.encode(
                new ResponseHeaderData().setCorrelationId(id),
                ApiKeys.FETCH.responseHeaderVersion(version),
                body,
                version,
                HEAP);
    }

    private static byte[] join(List<ByteBuf> frames) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(frames.toArray(ByteBuf[]::new)));
    }

    /** Has every message decoded. */
    private record Decoding(AccessSession access) implements LayerSession {
        @Override
        public Verdict onRequest(SeenRequest request) {
            return access.onRequest(request);
        }

        @Override
        public Reply reply(SeenResponse response, ByteBufAllocator allocator) {
            return access.reply(response, allocator);
        }
    }

    /** Says how many requests were written in other bytes. */
    private static final class Counting implements LayerSession {
        private final AccessSession access;
        private int rewritten;

        Counting(AccessSession access) {
            this.access = access;
        }

        @Override
        public boolean letsPass(RequestBytes request) {
            return access.letsPass(request);
        }

        @Override
        public boolean rewrite(RequestBytes request, FrameSink out) {
            boolean is = access.rewrite(request, out);
            rewritten += is ? 1 : 0;
            return is;
        }

        @Override
        public boolean rewriteAlike(RequestBytes request, FrameSink out) {
            boolean is = access.rewriteAlike(request, out);
            rewritten += is ? 1 : 0;
            return is;
        }

        @Override
        public boolean rewriteResponse(SeenResponse response, ByteBuffer view, FrameSink out) {
            return access.rewriteResponse(response, view, out);
        }

        @Override
        public Verdict onRequest(SeenRequest request) {
            return access.onRequest(request);
        }

        @Override
        public Reply reply(SeenResponse response, ByteBufAllocator allocator) {
            return access.reply(response, allocator);
        }
    }

    /** Whose every buffer has to be released in the end. */
    private static final class Connection implements AutoCloseable {
        private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        private final Exchanges exchanges;
        private final RequestHandler requests;
        private final ResponseHandler responses;
        private final EmbeddedChannel client = new EmbeddedChannel();
        private final EmbeddedChannel broker = new EmbeddedChannel();

        Connection(LayerSession access) {
            exchanges = new Exchanges(
                    new Roundtrips(),
                    Plans.of(List.of(AccessLayer.SEES_ALL, new AddressLayer())),
                    access,
                    AddressLayer.session(nodeId -> Optional.of(new HostPort("gateway", 9_092)), seen -> {}));
            requests = new RequestHandler(
                    exchanges, LIMIT, MemoryBudget.unlimited().share());
            responses = new ResponseHandler(exchanges, MemoryBudget.unlimited().share());
            client.config().setAllocator(allocator);
            broker.config().setAllocator(allocator);
            client.pipeline().addLast(requests);
            broker.pipeline().addLast(responses);
        }

        byte[] toBroker(byte[] bytes, int pieceBytes) {
            byte[] sent = Pieces.feed(client, bytes, pieceBytes);
            client.checkException();
            return sent;
        }

        /** With what is answered here behind the last response. */
        byte[] toClient(byte[] bytes, int pieceBytes) {
            byte[] shown = Pieces.feed(broker, bytes, pieceBytes);
            broker.checkException();
            ByteBuf all = Unpooled.buffer().writeBytes(shown);
            exchanges.giveAnswers(answer -> {
                all.writeBytes(answer);
                answer.release();
            });
            return ByteBufUtil.getBytes(all);
        }

        boolean isIdle() {
            return exchanges.isEmpty() && requests.atFrameEnd() && responses.atFrameEnd();
        }

        @Override
        public void close() {
            client.finishAndReleaseAll();
            broker.finishAndReleaseAll();
            exchanges.release();
            assertThat(Map.of(
                            "direct",
                            allocator.metric().usedDirectMemory(),
                            "heap",
                            allocator.metric().usedHeapMemory()))
                    .isEqualTo(Map.of("direct", 0L, "heap", 0L));
        }
    }
}
