package io.signalbox.dataplane.layer.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.Namespace.Additional;
import io.signalbox.acl.Namespace.Mode;
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
import io.signalbox.dataplane.kafka.frame.FrameReader.Bypass;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.dataplane.kafka.rewrite.AddressLayer;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageKind.Direction;
import io.signalbox.routing.HostPort;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients and brokers get of a stream of requests and responses whose names are changed in their bytes is what they get of
 * it where each is decoded, wherever it is cut.
 */
class RewrittenExchangesTest {

    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
    private static final int LIMIT = 10_000_000;
    private static final int EXCHANGES = 12;
    private static final List<Integer> PIECES = List.of(331, 5_000, 65_536, Integer.MAX_VALUE);
    private static final Uuid TOPIC = new Uuid(1, 1);
    private static final short ACKS = -1;
    /** Its length takes a byte more with the prefix. */
    private static final String LONG = "x".repeat(126);

    private static final String SHORTER = "x".repeat(120);

    static Stream<MessageKind> kinds() {
        return MessageKind.all().stream()
                .filter(kind -> kind.direction() == Direction.REQUEST)
                .filter(kind -> kind.api() == ApiKeys.PRODUCE || kind.api() == ApiKeys.FETCH)
                .filter(kind -> kind.version() >= Rules.oldest(kind.api(), false));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatGoesOnIsWhatTheClassesWouldSend(MessageKind kind) {
        for (int seed = 0; seed < 2; seed++) {
            Random random = new Random(31 * kind.version() + seed);
            byte[] requests = join(IntStream.range(0, EXCHANGES)
                    .mapToObj(i -> request(kind, i, random))
                    .toList());
            byte[] responses = join(IntStream.range(0, EXCHANGES)
                    .mapToObj(i -> response(kind, i, random))
                    .toList());
            byte[] sent;
            byte[] shown;
            try (Connection decoding = new Connection(new Decoding(session()))) {
                sent = decoding.client.feed(requests, Integer.MAX_VALUE);
                shown = decoding.broker.feed(responses, Integer.MAX_VALUE);
                assertThat(sent).isNotEmpty();
                assertThat(shown).isNotEmpty();
            }
            for (int pieceBytes : PIECES) {
                for (boolean bypass : new boolean[] {false, true}) {
                    try (Connection quick = new Connection(session())) {
                        quick.bypass(bypass);
                        assertThat(quick.client.feed(requests, pieceBytes))
                                .as(kind + " " + seed + " in pieces of " + pieceBytes)
                                .isEqualTo(sent);
                        assertThat(quick.broker.feed(responses, pieceBytes))
                                .as(kind + " " + seed + " answered in pieces of " + pieceBytes)
                                .isEqualTo(shown);
                        assertThat(quick.isIdle()).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void requestsThatComeTogetherGoOnTogether() {
        byte[] requests = join(List.of(produce(9, 1, 1_000), produce(9, 2, 1_000), produce(9, 3, 1_000)));
        byte[] responses = join(List.of(produced(9, 1), produced(9, 2), produced(9, 3)));
        try (Connection quick = new Connection(session())) {
            assertThat(quick.client.feedWhole(requests)).hasSize(1);
            assertThat(quick.broker.feedWhole(responses)).hasSize(1);
        }
    }

    /** What was found out about one is used for the next, as long as they begin alike. */
    @ParameterizedTest
    @MethodSource("kinds")
    void whatBeginsAsTheOneBeforeGoesOnAsThat(MessageKind kind) {
        Random random = new Random(kind.version());
        List<ByteBuf> frames = new ArrayList<>();
        List<ByteBuf> answers = new ArrayList<>();
        for (int i = 0; i < 3 * EXCHANGES; i++) {
            String topic = kind.version() < 13 && i / EXCHANGES == 1 ? "orders" : "a";
            answers.add(response(
                    kind.api(),
                    kind.version(),
                    i,
                    kind.api() == ApiKeys.PRODUCE
                            ? repeatedAnswer(topic, i, kind.version(), random)
                            : repeatedFetched(topic, i, random)));
            frames.add(frame(
                    kind.api(),
                    kind.version(),
                    i,
                    kind.api() == ApiKeys.PRODUCE
                            ? repeated(topic, i, random)
                            : repeated(topic, i, kind.version(), random)));
        }
        byte[] requests = join(frames);
        byte[] responses = join(answers);
        byte[] sent;
        byte[] shown;
        try (Connection decoding = new Connection(new Decoding(session()))) {
            sent = decoding.client.feed(requests, Integer.MAX_VALUE);
            shown = decoding.broker.feed(responses, Integer.MAX_VALUE);
        }
        for (int pieceBytes : PIECES) {
            try (Connection quick = new Connection(session())) {
                assertThat(quick.client.feed(requests, pieceBytes))
                        .as(kind + " in pieces of " + pieceBytes)
                        .isEqualTo(sent);
                assertThat(quick.broker.feed(responses, pieceBytes))
                        .as(kind + " answered in pieces of " + pieceBytes)
                        .isEqualTo(shown);
                assertThat(quick.isIdle()).isTrue();
            }
        }
    }

    @Test
    void aNameThatIsNotTheNamespacesEndsTheConnectionAlsoBehindOthersThatAre() {
        String name = FakeClient.PREFIX + "a";
        String foreign = "f".repeat(name.length());
        try (Connection quick = new Connection(session())) {
            quick.client.feed(join(List.of(fetch(12, 1), fetch(12, 2), fetch(12, 3))), Integer.MAX_VALUE);
            byte[] shown = quick.broker.feed(
                    join(List.of(
                            frame(12, 1, fetched(name, 10)),
                            frame(12, 2, fetched(name, 10)),
                            frame(12, 3, fetched(foreign, 10)))),
                    Integer.MAX_VALUE);
            byte[] own = join(List.of(frame(12, 1, fetched("a", 10)), frame(12, 2, fetched("a", 10))));
            assertThat(Arrays.copyOf(shown, own.length)).isEqualTo(own);
            assertThat(new String(shown, StandardCharsets.ISO_8859_1)).doesNotContain("f");
            assertThat(quick.failure()).hasMessageContaining("prefix");
        }
    }

    private static ProduceResponseData repeatedAnswer(String topic, int round, short version, Random random) {
        ProduceResponseData body = new ProduceResponseData().setThrottleTimeMs(round % 5 == 4 ? 7 : 0);
        ProduceResponseData.TopicProduceResponse answer =
                producedTo(topic, List.of(0, 1, 2).subList(0, 1 + random.nextInt(3)));
        answer.partitionResponses().get(0).setBaseOffset(round);
        if (version >= 8 && round % 7 == 6) {
            answer.partitionResponses().get(0).setErrorCode((short) 87).setErrorMessage("no records today");
        }
        body.responses().add(answer);
        if (version < 13 && round % 11 == 10) {
            body.responses().add(producedTo(SHORTER, List.of(0)));
        }
        return body;
    }

    private static FetchResponseData repeatedFetched(String topic, int round, Random random) {
        FetchResponseData.FetchableTopicResponse answer = fetchedOf(FakeClient.PREFIX + topic, sizes(random));
        if (round % 7 == 6) {
            answer.partitions()
                    .get(0)
                    .setAbortedTransactions(List.of(new FetchResponseData.AbortedTransaction().setProducerId(7)));
        }
        return new FetchResponseData().setThrottleTimeMs(round % 5 == 4 ? 7 : 0).setResponses(List.of(answer));
    }

    private static ProduceRequestData repeated(String topic, int round, Random random) {
        ProduceRequestData body = produce(topic, sizes(random));
        return round % 5 == 4 ? body.setTransactionalId("t") : body;
    }

    private static FetchRequestData repeated(String topic, int round, short version, Random random) {
        FetchRequestData body = new FetchRequestData()
                .setMaxBytes(round % 5 == 4 ? 60_000_000 : 50_000_000)
                .setSessionEpoch(version < 7 ? -1 : round % 7 == 6 ? -1 : 0)
                .setRackId(version < 11 ? "" : "rack");
        body.topics()
                .add(new FetchRequestData.FetchTopic()
                        .setTopic(topic)
                        .setTopicId(TOPIC)
                        .setPartitions(IntStream.range(0, 1 + random.nextInt(3))
                                .mapToObj(index -> new FetchRequestData.FetchPartition()
                                        .setPartition(index)
                                        .setFetchOffset(round))
                                .toList()));
        return body;
    }

    @Test
    void longRecordsAreNeitherKeptNorCopied() {
        byte[] request = ByteBufUtil.getBytes(produce(9, 1, 1_000_000));
        try (Connection quick = new Connection(session())) {
            byte[] begun = Pieces.feed(quick.client.channel, cut(request, 0, 200), Integer.MAX_VALUE);
            assertThat(begun).as("the beginning goes on").hasSize(200 + FakeClient.PREFIX.length());

            ByteBuf more = Unpooled.directBuffer().writeBytes(request, 200, 50_000);
            quick.client.channel.writeInbound(more);
            ByteBuf passed = quick.client.channel.readInbound();
            assertThat(passed).isSameAs(more);
            passed.release();
        }
    }

    @Test
    void aNameThatIsNotTheNamespacesEndsTheConnectionAlsoWhereItStreams() {
        ByteBuf foreign = frame(12, 1, fetched("foreign", 100_000));
        byte[] bytes = ByteBufUtil.getBytes(foreign);
        for (int pieceBytes : new int[] {20_000, Integer.MAX_VALUE}) {
            try (Connection quick = new Connection(session())) {
                quick.client.feed(ByteBufUtil.getBytes(fetch(12, 1)), Integer.MAX_VALUE);
                byte[] shown = quick.broker.feed(bytes, pieceBytes);
                assertThat(new String(shown, StandardCharsets.ISO_8859_1)).doesNotContain("foreign");
                assertThat(shown.length).isLessThan(1_000);
                assertThat(quick.failure()).hasMessageContaining("prefix");
            }
        }
    }

    private static byte[] cut(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static ByteBuf request(MessageKind kind, int id, Random random) {
        boolean produce = kind.api() == ApiKeys.PRODUCE;
        ApiMessage body = produce ? produce(kind.version(), random) : fetch(kind.version(), random);
        return frame(kind.api(), kind.version(), id, body);
    }

    private static ByteBuf produce(int version, int id, int recordBytes) {
        return frame(ApiKeys.PRODUCE, (short) version, id, produce("a", List.of(recordBytes)));
    }

    private static ByteBuf fetch(int version, int id) {
        FetchRequestData body = new FetchRequestData().setSessionEpoch(-1);
        body.topics()
                .add(new FetchRequestData.FetchTopic()
                        .setTopic("a")
                        .setTopicId(TOPIC)
                        .setPartitions(List.of(new FetchRequestData.FetchPartition())));
        return frame(ApiKeys.FETCH, (short) version, id, body);
    }

    private static ProduceRequestData produce(String topic, List<Integer> recordBytes) {
        ProduceRequestData body = new ProduceRequestData().setAcks(ACKS);
        body.topicData().add(produceTo(topic, recordBytes));
        return body;
    }

    private static ProduceRequestData.TopicProduceData produceTo(String topic, List<Integer> recordBytes) {
        return new ProduceRequestData.TopicProduceData()
                .setName(topic)
                .setTopicId(TOPIC)
                .setPartitionData(IntStream.range(0, recordBytes.size())
                        .mapToObj(index -> new ProduceRequestData.PartitionProduceData()
                                .setIndex(index)
                                .setRecords(records(recordBytes.get(index))))
                        .toList());
    }

    private static ProduceRequestData produce(short version, Random random) {
        ProduceRequestData body = new ProduceRequestData().setAcks(ACKS);
        if (random.nextInt(4) == 0) {
            body.setTransactionalId("t");
        }
        for (String topic : topics(random, version >= 13, LONG)) {
            body.topicData().add(produceTo(topic, sizes(random)));
        }
        return body;
    }

    /** Where topics are named by ids, it is one: there is but one id here. */
    private static List<String> topics(Random random, boolean byId, String longest) {
        return List.of("a", "orders", longest).subList(0, byId ? 1 : 1 + random.nextInt(3));
    }

    private static List<Integer> sizes(Random random) {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> random.nextInt(30) == 0 ? random.nextInt(200_000) : random.nextInt(1_500))
                .toList();
    }

    private static FetchRequestData fetch(short version, Random random) {
        FetchRequestData body = new FetchRequestData()
                .setMaxBytes(1_000 + random.nextInt(100_000_000))
                .setSessionEpoch(random.nextInt(2) - 1)
                .setRackId(version < 11 ? "" : "rack");
        for (String topic : topics(random, version >= 13, LONG)) {
            body.topics()
                    .add(new FetchRequestData.FetchTopic()
                            .setTopic(topic)
                            .setTopicId(TOPIC)
                            .setPartitions(IntStream.range(0, 1 + random.nextInt(3))
                                    .mapToObj(index -> new FetchRequestData.FetchPartition()
                                            .setPartition(index)
                                            .setPartitionMaxBytes(1_000_000))
                                    .toList()));
        }
        return body;
    }

    private static ByteBuf response(MessageKind kind, int id, Random random) {
        return kind.api() == ApiKeys.PRODUCE
                ? response(ApiKeys.PRODUCE, kind.version(), id, produced(kind.version(), random))
                : response(ApiKeys.FETCH, kind.version(), id, fetched(kind.version(), random));
    }

    private static ByteBuf produced(int version, int id) {
        ProduceResponseData body = new ProduceResponseData();
        body.responses().add(producedTo("a", List.of(0)));
        return response(ApiKeys.PRODUCE, (short) version, id, body);
    }

    private static ProduceResponseData.TopicProduceResponse producedTo(String topic, List<Integer> partitions) {
        return new ProduceResponseData.TopicProduceResponse()
                .setName(FakeClient.PREFIX + topic)
                .setTopicId(TOPIC)
                .setPartitionResponses(partitions.stream()
                        .map(index -> new ProduceResponseData.PartitionProduceResponse().setIndex(index))
                        .toList());
    }

    private static ProduceResponseData produced(short version, Random random) {
        ProduceResponseData body = new ProduceResponseData();
        for (String topic : topics(random, version >= 13, SHORTER)) {
            body.responses().add(producedTo(topic, List.of(0, 1)));
        }
        boolean hasTexts = version >= 8 && random.nextInt(5) == 0;
        if (hasTexts) {
            body.responses()
                    .iterator()
                    .next()
                    .partitionResponses()
                    .get(0)
                    .setErrorCode((short) 87)
                    .setErrorMessage("no records for " + FakeClient.PREFIX + "a-0 today");
        }
        if (version >= 10 && random.nextInt(5) == 0) {
            body.nodeEndpoints()
                    .add(new ProduceResponseData.NodeEndpoint()
                            .setNodeId(1)
                            .setHost("broker")
                            .setPort(9_092));
        }
        return body;
    }

    private static FetchResponseData fetched(String brokersName, int recordBytes) {
        return new FetchResponseData().setResponses(List.of(fetchedOf(brokersName, List.of(recordBytes))));
    }

    private static FetchResponseData.FetchableTopicResponse fetchedOf(String brokersName, List<Integer> recordBytes) {
        return new FetchResponseData.FetchableTopicResponse()
                .setTopic(brokersName)
                .setTopicId(TOPIC)
                .setPartitions(IntStream.range(0, recordBytes.size())
                        .mapToObj(index -> new FetchResponseData.PartitionData()
                                .setPartitionIndex(index)
                                .setRecords(records(recordBytes.get(index))))
                        .toList());
    }

    private static FetchResponseData fetched(short version, Random random) {
        List<FetchResponseData.FetchableTopicResponse> topics = new ArrayList<>();
        for (String topic : topics(random, version >= 13, SHORTER)) {
            topics.add(fetchedOf(FakeClient.PREFIX + topic, sizes(random)));
        }
        if (random.nextInt(4) == 0) {
            topics.get(0)
                    .partitions()
                    .get(0)
                    .setAbortedTransactions(List.of(new FetchResponseData.AbortedTransaction().setProducerId(7)));
        }
        return new FetchResponseData().setResponses(topics);
    }

    private static MemoryRecords records(int bytes) {
        return MemoryRecords.readableRecords(ByteBuffer.allocate(bytes));
    }

    private static ByteBuf frame(ApiKeys api, short version, int id, ApiMessage body) {
        return FrameWriter.encode(
                new RequestHeaderData()
                        .setRequestApiKey(api.id)
                        .setRequestApiVersion(version)
                        .setCorrelationId(id)
                        .setClientId("client"),
                api.requestHeaderVersion(version),
                body,
                version,
                HEAP);
    }

    private static ByteBuf frame(int version, int id, FetchResponseData body) {
        return response(ApiKeys.FETCH, (short) version, id, body);
    }

    private static ByteBuf response(ApiKeys api, short version, int id, ApiMessage body) {
        return FrameWriter.encode(
                new ResponseHeaderData().setCorrelationId(id), api.responseHeaderVersion(version), body, version, HEAP);
    }

    private static byte[] join(List<ByteBuf> frames) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(frames.toArray(ByteBuf[]::new)));
    }

    private static NamesSession session() {
        FakeClient client = new FakeClient(new Namespace(
                        Mode.HIDE_PREFIX, FakeClient.PREFIX, Additional.NONE, Additional.NONE, Additional.NONE))
                .with(FakeClient.PREFIX + "a", TOPIC);
        client.topics().learn(client.answer(new MetadataRequestData().setTopics(null)));
        return new NamesSession(client);
    }

    /** Has every message decoded. */
    private record Decoding(NamesSession names) implements LayerSession {
        @Override
        public boolean letsPass(RequestBytes request) {
            return false;
        }

        @Override
        public Verdict onRequest(SeenRequest request) {
            return names.onRequest(request);
        }

        @Override
        public Reply reply(SeenResponse response, ByteBufAllocator allocator) {
            return names.reply(response, allocator);
        }
    }

    private static final class Connection implements AutoCloseable {
        private final Exchanges exchanges;
        private final RequestHandler requests;
        private final ResponseHandler responses;
        private final Side client;
        private final Side broker;

        Connection(LayerSession names) {
            exchanges = new Exchanges(
                    new Roundtrips(),
                    Plans.of(List.of(new NamesLayer(false), new AddressLayer())),
                    names,
                    AddressLayer.session(nodeId -> Optional.of(new HostPort("gateway", 9_092)), seen -> {}));
            requests = new RequestHandler(
                    exchanges, LIMIT, MemoryBudget.unlimited().share());
            responses = new ResponseHandler(exchanges, MemoryBudget.unlimited().share());
            client = new Side(new EmbeddedChannel(requests));
            broker = new Side(new EmbeddedChannel(responses));
        }

        void bypass(boolean on) {
            if (on) {
                requests.bypass(client);
                responses.bypass(broker);
            }
        }

        boolean isIdle() {
            return exchanges.isEmpty() && requests.atFrameEnd() && responses.atFrameEnd();
        }

        Throwable failure() {
            try {
                broker.channel.checkException();
            } catch (Throwable e) {
                return e;
            }
            throw new AssertionError("nothing failed");
        }

        @Override
        public void close() {
            client.channel.finishAndReleaseAll();
            broker.channel.finishAndReleaseAll();
            exchanges.release();
        }
    }

    /** What comes in on one side; the rest of a long frame goes past the handler where that lets it. */
    private static final class Side implements Bypass {
        private final EmbeddedChannel channel;
        private int past;
        private Runnable onMoved = () -> {};

        Side(EmbeddedChannel channel) {
            this.channel = channel;
        }

        @Override
        public boolean take(int bytes, Runnable moved) {
            past = bytes;
            onMoved = moved;
            return true;
        }

        List<ByteBuf> feedWhole(byte[] bytes) {
            channel.writeInbound(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
            List<ByteBuf> out = new ArrayList<>();
            for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
                out.add(next);
                next.release();
            }
            return out;
        }

        byte[] feed(byte[] bytes, int pieceBytes) {
            ByteBuf out = Unpooled.buffer();
            int from = 0;
            while (from < bytes.length) {
                int left = Math.min(pieceBytes, bytes.length - from);
                if (past > 0) {
                    int moved = Math.min(left, past);
                    out.writeBytes(bytes, from, moved);
                    from += moved;
                    past -= moved;
                    if (past == 0) {
                        onMoved.run();
                    }
                    continue;
                }
                ByteBuf piece = Unpooled.directBuffer(left).writeBytes(bytes, from, left);
                from += left;
                channel.pipeline().fireChannelRead(piece);
                out.writeBytes(Pieces.drain(channel));
            }
            return ByteBufUtil.getBytes(out);
        }
    }
}
