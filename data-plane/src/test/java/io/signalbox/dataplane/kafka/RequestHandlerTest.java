package io.signalbox.dataplane.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestHandlerTest {

    private static final int LIMIT = 1_000_000;
    private static final int WHOLE = Integer.MAX_VALUE;
    private static final String NO_TRANSACTION = ""; // is sent as null
    /** No request of these is seen by a layer. */
    private static final class NobodySees extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            throw new AssertionError("a request is seen by a layer: " + event);
        }
    }

    private final Exchanges pending = exchanges();
    private final RequestHandler handler =
            new RequestHandler(pending, LIMIT, MemoryBudget.unlimited().share());
    private final EmbeddedChannel channel = new EmbeddedChannel(handler, new NobodySees());

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void bytesPassUnchangedHoweverTheyComeIn() {
        byte[] requests = join(
                request(ApiKeys.HEARTBEAT, 4, 1, new byte[50]),
                produce(9, (short) 1, "tx", 2, 300),
                produce(11, (short) 0, NO_TRANSACTION, 3, 10),
                request(ApiKeys.METADATA, 12, 4, new byte[0]));

        IntStream.of(1, 2, 3, 5, 11, 12, 13, 40, WHOLE).forEach(pieceBytes -> {
            Exchanges noted = exchanges();
            EmbeddedChannel fresh = new EmbeddedChannel(
                    new RequestHandler(noted, LIMIT, MemoryBudget.unlimited().share()), new NobodySees());

            assertThat(feed(fresh, requests, pieceBytes)).isEqualTo(requests);

            assertThat(correlationIds(noted)).containsExactly(1, 2, 4);
            fresh.finishAndReleaseAll();
        });
    }

    @Test
    void theRestOfALongRequestGoesPastTheHandler() {
        AtomicInteger offered = new AtomicInteger();
        AtomicReference<Runnable> moved = new AtomicReference<>();
        handler.bypass((bytes, onMoved) -> {
            offered.set(bytes);
            moved.set(onMoved);
            return true;
        });
        byte[] request = request(ApiKeys.HEARTBEAT, 4, 1, new byte[LIMIT - 100]);
        byte[] next = request(ApiKeys.HEARTBEAT, 4, 2, new byte[5]);

        feed(channel, Arrays.copyOf(request, 20), WHOLE);

        assertThat(offered).hasValue(request.length - 20);
        assertThat(handler.atFrameEnd()).isFalse();
        requireNonNull(moved.get()).run();
        assertThat(handler.atFrameEnd()).isTrue();
        assertThat(feed(channel, next, WHOLE)).isEqualTo(next);
        assertThat(correlationIds(pending)).containsExactly(1, 2);
    }

    @Test
    void aRequestThatHasNoAnswerDoesNotGoPastTheHandler() {
        handler.bypass((bytes, onMoved) -> {
            throw new AssertionError("it was offered");
        });

        byte[] passed = feed(channel, produce(11, (short) 0, NO_TRANSACTION, 3, LIMIT / 2), 20_000);

        assertThat(passed).hasSizeGreaterThan(LIMIT / 2);
    }

    @Test
    void aFrameIsPassedOnBeforeItIsComplete() {
        byte[] request = request(ApiKeys.HEARTBEAT, 4, 1, new byte[900_000]);
        byte[] beginning = Arrays.copyOf(request, 100);

        assertThat(feed(channel, beginning, WHOLE)).isEqualTo(beginning);
    }

    @ParameterizedTest(name = "produce v{0}, transactional id {1}")
    @CsvSource({"0, ''", "2, ''", "3, ''", "3, tx", "8, tx", "9, ''", "9, tx", "12, tx", "13, ''", "13, tx"})
    void aProduceRequestIsAnsweredUnlessItsAcksAreZero(int version, String transactionalId) {
        byte[] requests = join(
                produce(version, (short) 0, transactionalId, 1, 50),
                produce(version, (short) 1, transactionalId, 2, 50),
                produce(version, (short) -1, transactionalId, 3, 50));

        feed(channel, requests, 9);

        assertThat(correlationIds(pending)).containsExactly(2, 3);
    }

    @Test
    void apiAndVersionAreNotedForTheResponse() {
        feed(channel, request(ApiKeys.FIND_COORDINATOR, 6, Integer.MIN_VALUE, new byte[3]), WHOLE);

        long request = pending.remove();
        assertThat(Exchanges.apiKey(request)).isEqualTo(ApiKeys.FIND_COORDINATOR.id);
        assertThat(Exchanges.version(request)).isEqualTo((short) 6);
        assertThat(Exchanges.correlationId(request)).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void aVersionOfApiVersionsThatIsNotKnownIsMadeOneThatNobodyKnows() {
        byte[] passed = feed(channel, request(ApiKeys.API_VERSIONS, 77, 1, new byte[3]), WHOLE);

        assertThat(ByteBuffer.wrap(passed).getShort(6)).isEqualTo(Short.MAX_VALUE);
        assertThat(Exchanges.version(pending.remove())).isZero();
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of(ProtocolViolation.HTTP, "GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of(ProtocolViolation.HTTP, "POST".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of(ProtocolViolation.FRAME_TOO_LARGE, new byte[] {0x7f, -1, -1, -1}),
                Arguments.of(ProtocolViolation.FRAME_TOO_LARGE, ints(LIMIT + 1)),
                Arguments.of(ProtocolViolation.MALFORMED_REQUEST, ints(-1)),
                Arguments.of(ProtocolViolation.MALFORMED_REQUEST, ints(0)),
                Arguments.of(ProtocolViolation.MALFORMED_REQUEST, ints(7)),
                Arguments.of(ProtocolViolation.UNKNOWN_API, ints(100, 12_345 << 16, 1)),
                Arguments.of(ProtocolViolation.UNKNOWN_API, ints(100, -1 << 16, 1)),
                Arguments.of(ProtocolViolation.UNSUPPORTED_VERSION, ints(100, (ApiKeys.METADATA.id << 16) | 99, 1)),
                Arguments.of(
                        ProtocolViolation.UNSUPPORTED_VERSION, ints(100, (ApiKeys.HEARTBEAT.id << 16) | 0xffff, 1)),
                // A client id that is longer than its frame.
                Arguments.of(ProtocolViolation.MALFORMED_REQUEST, ints(20, 7, 1, 0x7fff0000)),
                // Tagged fields whose number takes more than five bytes.
                Arguments.of(
                        ProtocolViolation.MALFORMED_REQUEST, join(ints(50, 9, 1), new byte[] {-1, -1}, ints(-1, -1))));
    }

    @ParameterizedTest(name = "{0} [{index}]")
    @MethodSource("violations")
    void whatIsNoRequestEndsTheConnectionWithItsName(ProtocolViolation violation, byte[] bytes) {
        for (int pieceBytes : new int[] {1, WHOLE}) {
            EmbeddedChannel fresh = new EmbeddedChannel(
                    new RequestHandler(
                            exchanges(), LIMIT, MemoryBudget.unlimited().share()),
                    new NobodySees());

            assertThatThrownBy(() -> {
                        feed(fresh, bytes, pieceBytes);
                        fresh.checkException();
                    })
                    .isInstanceOfSatisfying(
                            ProtocolViolationException.class,
                            e -> assertThat(e.violation()).isEqualTo(violation));
            fresh.finishAndReleaseAll();
        }
    }

    @Test
    void whatStandsInFrontOfAViolationIsPassedOn() {
        byte[] good = request(ApiKeys.HEARTBEAT, 4, 1, new byte[5]);

        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(good, ints(-1), good)))
                .isInstanceOf(ProtocolViolationException.class);

        assertThat(Pieces.drain(channel)).isEqualTo(good);
    }

    @Test
    void afterStoppingTheCurrentRequestIsCompletedAndNoOtherBegun() {
        byte[] request = request(ApiKeys.HEARTBEAT, 4, 1, new byte[100]);
        feed(channel, Arrays.copyOf(request, 50), WHOLE);

        handler.stopAfterCurrent();
        assertThat(handler.atFrameEnd()).isFalse();
        byte[] rest = feed(channel, join(Arrays.copyOfRange(request, 50, request.length), request), WHOLE);

        assertThat(rest).hasSize(request.length - 50);
        assertThat(handler.atFrameEnd()).isTrue();
        assertThat(pending.size()).isEqualTo(1);
    }

    @Test
    void manyRequestsMayBeUnanswered() {
        byte[] request = request(ApiKeys.HEARTBEAT, 4, 9, new byte[0]);
        for (int i = 0; i < 1_000; i++) {
            feed(channel, request, WHOLE);
            if (i % 3 == 0) {
                pending.remove();
            }
        }

        assertThat(pending.size()).isEqualTo(666);
        assertThat(correlationIds(pending)).hasSize(666).containsOnly(9);
    }

    private static byte[] feed(EmbeddedChannel channel, byte[] bytes, int pieceBytes) {
        ByteBuf out = Unpooled.buffer();
        for (int from = 0; from < bytes.length; from += pieceBytes) {
            int length = Math.min(pieceBytes, bytes.length - from);
            channel.writeInbound(Unpooled.directBuffer(length).writeBytes(bytes, from, length));
            out.writeBytes(Pieces.drain(channel));
        }
        return bytes(out);
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes).release();
        return bytes;
    }

    private static int[] correlationIds(Exchanges pending) {
        return IntStream.range(0, pending.size())
                .map(i -> Exchanges.correlationId(pending.remove()))
                .toArray();
    }

    /** Size, API key, version, correlation id, a client id, and a body of nothing in particular. */
    private static byte[] request(ApiKeys key, int version, int correlationId, byte[] body) {
        return frame(key, version, correlationId, body);
    }

    private static byte[] produce(int version, short acks, String transactionalId, int correlationId, int bytes) {
        ByteBuffer body = ByteBuffer.allocate(bytes + 100);
        if (version >= 9) {
            body.put((byte) 1).put((byte) 5).put((byte) 2).putShort((short) 0); // a tagged field of the header
            compactString(body, transactionalId);
        } else if (version >= 3) {
            string(body, transactionalId);
        }
        body.putShort(acks);
        return frame(ApiKeys.PRODUCE, version, correlationId, body.array());
    }

    private static byte[] frame(ApiKeys key, int version, int correlationId, byte[] body) {
        byte[] clientId = "client".getBytes(StandardCharsets.US_ASCII);
        int size = 8 + 2 + clientId.length + body.length;
        return ByteBuffer.allocate(4 + size)
                .putInt(size)
                .putShort(key.id)
                .putShort((short) version)
                .putInt(correlationId)
                .putShort((short) clientId.length)
                .put(clientId)
                .put(body)
                .array();
    }

    private static void string(ByteBuffer out, String text) {
        if (text.isEmpty()) {
            out.putShort((short) -1);
        } else {
            out.putShort((short) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void compactString(ByteBuffer out, String text) {
        if (text.isEmpty()) {
            out.put((byte) 0);
        } else {
            out.put((byte) (text.length() + 1)).put(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        IntStream.of(values).forEach(bytes::putInt);
        return bytes.array();
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                Stream.of(parts).mapToInt(part -> part.length).sum());
        Stream.of(parts).forEach(joined::put);
        return joined.array();
    }

    private static Exchanges exchanges() {
        return GatewayPlans.exchanges(nodeId -> Optional.empty(), seen -> {});
    }
}
