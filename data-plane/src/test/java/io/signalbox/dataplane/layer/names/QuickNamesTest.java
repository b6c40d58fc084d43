package io.signalbox.dataplane.layer.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.acl.Namespace;
import io.signalbox.acl.Namespace.Additional;
import io.signalbox.acl.Namespace.Mode;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageKind.Direction;
import io.signalbox.dataplane.layer.RandomRequests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes on as bytes is what the classes of the Kafka library would have sent. */
class QuickNamesTest {

    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
    private static final int SEEDS = Integer.getInteger("signalbox.seeds", 100);
    private static final String MALFORMED = "malformed";
    private static final Uuid OWN = new Uuid(1, 1);
    private static final Uuid FOREIGN = new Uuid(2, 2);
    private static final Uuid UNKNOWN = new Uuid(3, 3);
    private static final RandomRequests REQUESTS =
            new RandomRequests(List.of("a", "b"), List.of(OWN, OWN, OWN, OWN, OWN, FOREIGN, UNKNOWN));

    static Stream<MessageKind> requests() {
        return MessageKind.all().stream()
                .filter(kind -> kind.direction() == Direction.REQUEST)
                .filter(kind -> Rules.has(kind.api()));
    }

    private static FakeClient client() {
        FakeClient client = new FakeClient(Mode.HIDE_PREFIX)
                .with(FakeClient.PREFIX + "orders", OWN)
                .with("foreign", FOREIGN);
        client.topics().learn(client.answer(new MetadataRequestData().setTopics(null)));
        return client;
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatPassesIsWhatTheClassesWouldSend(MessageKind kind) {
        NamesSession session = new NamesSession(client());
        int passed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ByteBuf frame = REQUESTS.frame(kind, seed);
            RequestBytes bytes = RandomRequests.bytes(kind, frame, frame.readableBytes());
            if (session.letsPass(bytes)) {
                passed++;
                assertThat(hex(SeenRequest.read(bytes.in(), kind.api(), kind.version())))
                        .as(kind + " " + seed)
                        .isEqualTo(sent(kind, frame).map(QuickNamesTest::hex).orElse("nothing"));
            }
        }
        assertThat(passed > 0).isEqualTo(QuickNames.areById(kind.api(), kind.version()));
        assertThat(passed).isLessThan(SEEDS);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatGetsThePrefixIsWhatTheClassesWouldSend(MessageKind kind) {
        NamesSession session = new NamesSession(hiding());
        int rewritten = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ByteBuf frame = REQUESTS.frame(kind, seed);
            RequestBytes bytes = RandomRequests.bytes(kind, frame, frame.readableBytes());
            ByteBuf out = HEAP.buffer();
            if (session.rewrite(bytes, FrameSink.into(out))) {
                rewritten++;
                String as = kind + " " + seed;
                Slow slow = slow(kind, frame).orElseThrow(() -> new AssertionError(as + " goes no further"));
                assertThat(hex(SeenRequest.read(out, kind.api(), kind.version())))
                        .as(as)
                        .isEqualTo(hex(slow.request()));
                assertThat(shown(kind, seed, Optional.of(LayerSession.REWRITTEN)))
                        .as(as)
                        .isEqualTo(shown(kind, seed, slow.memory()));
                assertThat(rewritten(kind, seed)).as(as).isEqualTo(shown(kind, seed, slow.memory()));
            } else {
                assertThat(out.readableBytes()).isZero();
            }
        }
        assertThat(rewritten > 0).as(kind + " is rewritten").isEqualTo(QuickNames.renames(kind.api()));
    }

    /** What a client is shown of a response, or that it is none. */
    private static String shown(MessageKind request, int seed, Optional<Object> memory) {
        MessageKind kind = MessageKind.response(request.api(), request.version());
        ByteBuf response = EveryApiTest.mixed(kind, seed);
        try {
            return EveryApiTest.shown(new NamesSession(hiding()), kind, response, memory);
        } catch (MalformedMessageException e) {
            return MALFORMED;
        } finally {
            response.release();
        }
    }

    /** As {@link #shown}, by its bytes. */
    private static String rewritten(MessageKind request, int seed) {
        MessageKind kind = MessageKind.response(request.api(), request.version());
        ByteBuf response = EveryApiTest.mixed(kind, seed);
        ByteBuf out = HEAP.buffer();
        SeenResponse seen = new SeenResponse(
                kind.api(), kind.version(), response, 0, response.readableBytes(), Optional.of(LayerSession.REWRITTEN));
        try {
            assertThat(new NamesSession(hiding()).rewriteResponse(seen, response.nioBuffer(), FrameSink.into(out)))
                    .isTrue();
            return out.toString(StandardCharsets.ISO_8859_1);
        } catch (MalformedMessageException e) {
            return MALFORMED;
        }
    }

    private record Slow(SeenRequest request, Optional<Object> memory) {}

    private static Optional<Slow> slow(MessageKind kind, ByteBuf frame) {
        SeenRequest seen = SeenRequest.read(frame, kind.api(), kind.version());
        return new NamesSession(hiding())
                .onRequest(seen)
                .match(
                        forward -> Optional.of(new Slow(seen, forward.memory())),
                        answer -> Optional.empty(),
                        later -> Optional.empty(),
                        last -> Optional.empty());
    }

    /** A namespace in which every name gets the prefix. */
    private static FakeClient hiding() {
        FakeClient client = new FakeClient(new Namespace(
                        Mode.HIDE_PREFIX, FakeClient.PREFIX, Additional.NONE, Additional.NONE, Additional.NONE))
                .with(FakeClient.PREFIX + "orders", OWN)
                .with("foreign", FOREIGN);
        client.topics().learn(client.answer(new MetadataRequestData().setTopics(null)));
        return client;
    }

    /** Empty where it goes no further at once. */
    private static Optional<SeenRequest> sent(MessageKind kind, ByteBuf frame) {
        try {
            SeenRequest seen = SeenRequest.read(frame, kind.api(), kind.version());
            return new NamesSession(client())
                    .onRequest(seen)
                    .match(
                            forward -> Optional.of(seen),
                            answer -> Optional.empty(),
                            later -> Optional.empty(),
                            last -> Optional.empty());
        } catch (ProtocolViolationException e) {
            return Optional.empty();
        }
    }

    private static String hex(SeenRequest request) {
        return ByteBufUtil.hexDump(request.encode(HEAP));
    }

    @Test
    void aTopicThatIsNotVisibleDoesNotPass() {
        NamesSession session = new NamesSession(client());
        MessageKind kind = MessageKind.request(ApiKeys.FETCH, (short) 13);
        for (Uuid id : List.of(FOREIGN, UNKNOWN)) {
            RandomRequests requests = new RandomRequests(List.of("a"), List.of(id));
            for (int seed = 0; seed < SEEDS; seed++) {
                ByteBuf frame = requests.frame(kind, seed);
                if (ByteBufUtil.hexDump(frame).contains(idHex(id))) {
                    assertThat(session.letsPass(RandomRequests.bytes(kind, frame, frame.readableBytes())))
                            .isFalse();
                }
            }
        }
    }

    private static String idHex(Uuid id) {
        return "%016x%016x".formatted(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
