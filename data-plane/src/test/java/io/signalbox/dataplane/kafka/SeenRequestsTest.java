package io.signalbox.dataplane.kafka;

import static io.signalbox.dataplane.kafka.KafkaFrames.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both handlers of a connection, and a layer that sees requests. */
class SeenRequestsTest {

    private static final int LIMIT = 10_000_000;
    private static final int ROOM = 300_000;
    private static final int WHOLE = Integer.MAX_VALUE;

    private final List<SeenRequest> seen = new ArrayList<>();
    private final List<Boolean> holds = new ArrayList<>();
    private Function<SeenRequest, Verdict> layer = request -> Verdict.FORWARD;
    private final Exchanges exchanges = GatewayPlans.exchanges(
            new LayerSession() {
                @Override
                public Verdict onRequest(SeenRequest request) {
                    seen.add(request);
                    return layer.apply(request);
                }
            },
            nodeId -> Optional.empty(),
            brokers -> {});
    private final MemoryBudget memory = new MemoryBudget(ROOM);
    private final EmbeddedChannel broker = new EmbeddedChannel(new ResponseHandler(exchanges, memory.share()));
    private final RequestHandler handler = new RequestHandler(exchanges, LIMIT, memory.share());
    private final List<ByteBuf> answers = new ArrayList<>();
    private final EmbeddedChannel client = new EmbeddedChannel(handler, new Told());

    private final class Told extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event != RequestHandler.Event.ANSWERED) {
                holds.add(event == RequestHandler.Event.WAITS);
            } else if (broker.pipeline().get(ResponseHandler.class).atFrameEnd()) {
                exchanges.giveAnswers(answers::add);
            }
        }
    }

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
        broker.finishAndReleaseAll();
        answers.forEach(ByteBuf::release);
        exchanges.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 11, 70, WHOLE})
    void requestsThatGoOnPassUnchangedWhetherTheyAreSeenOrNot(int pieceBytes) {
        byte[] all = join(heartbeat(1), handshake(2), authenticate(3, 3_000), heartbeat(4));
        handler.setStranger(true);

        assertThat(feed(all, pieceBytes)).isEqualTo(all);

        assertThat(seen).extracting(SeenRequest::correlationId).containsExactly(1, 2, 3, 4);
        assertThat(seen).extracting(request -> request.body().isPresent()).containsExactly(false, true, true, false);
        assertThat(exchanges.size()).isEqualTo(4);
    }

    @Test
    void ofAClientThatIsKnownOnlyWhatALayerAskedForIsSeen() {
        feed(join(heartbeat(1), handshake(2), heartbeat(3)), WHOLE);

        assertThat(seen).extracting(SeenRequest::api).containsExactly(ApiKeys.SASL_HANDSHAKE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, WHOLE})
    void anAnswerOfTheNodesOwnIsGivenInItsTurnWhileTheConnectionGoesOn(int pieceBytes) {
        layer = request -> new Verdict.Answer(new SaslHandshakeResponseData());

        byte[] passed = feed(join(heartbeat(1), handshake(2), heartbeat(3), handshake(4)), pieceBytes);

        assertThat(passed).isEqualTo(join(heartbeat(1), heartbeat(3)));
        assertThat(answers).isEmpty();
        assertThat(correlationIds(feedBroker(join(response(1), response(3)), pieceBytes)))
                .containsExactly(1, 2, 3, 4);
        assertThat(exchanges.isEmpty()).isTrue();
    }

    @Test
    void anAnswerOfTheNodesOwnDoesNotCutAResponseInTwo() {
        layer = request -> new Verdict.Answer(new SaslHandshakeResponseData());
        byte[] response = response(1);
        feed(heartbeat(1), WHOLE);
        byte[] begun = feedBroker(Arrays.copyOf(response, 9), WHOLE);

        feed(handshake(2), WHOLE);

        assertThat(answers).isEmpty();
        byte[] rest = feedBroker(Arrays.copyOfRange(response, 9, response.length), WHOLE);
        assertThat(correlationIds(join(begun, rest))).containsExactly(1, 2);
    }

    @Test
    void anAnswerBehindAResponseThatGoesAnotherWayIsGivenWhenThatIsThrough() {
        layer = request -> new Verdict.Answer(new SaslHandshakeResponseData());
        List<Runnable> moved = new ArrayList<>();
        broker.pipeline().get(ResponseHandler.class).bypass((bytes, onMoved) -> moved.add(onMoved));
        feed(join(heartbeat(1), handshake(2)), WHOLE);
        byte[] begun = feedBroker(
                Arrays.copyOf(Unpooled.buffer().writeInt(1_000_000).writeInt(1).array(), 100), WHOLE);

        moved.get(0).run();

        assertThat(begun).hasSize(100);
        assertThat(correlationIds(Pieces.drain(broker))).containsExactly(2);
    }

    @Test
    void aRequestThatHasToWaitHoldsUpThoseBehindItAndNothingElse() {
        CompletableFuture<Verdict> later = new CompletableFuture<>();
        layer = request -> new Verdict.Later(later);
        byte[] first = feed(join(heartbeat(1), handshake(2), heartbeat(3)), 20);

        assertThat(first).isEqualTo(heartbeat(1));
        assertThat(handler.isWaiting()).isTrue();
        assertThat(holds).containsExactly(true);
        later.complete(new Verdict.Answer(new SaslHandshakeResponseData()));

        assertThat(Pieces.drain(client)).isEqualTo(heartbeat(3));
        assertThat(holds).containsExactly(true, false);
        assertThat(correlationIds(feedBroker(join(response(1), response(3)), WHOLE)))
                .containsExactly(1, 2, 3);
    }

    @Test
    void aRequestThatWaitsGoesOnThoughTheConnectionTakesNoFurtherOne() {
        CompletableFuture<Verdict> later = new CompletableFuture<>();
        layer = request -> new Verdict.Later(later);
        handler.setStranger(true);
        feed(join(heartbeat(1), heartbeat(2)), WHOLE);

        handler.stopAfterCurrent();
        later.complete(Verdict.FORWARD);

        assertThat(Pieces.drain(client)).isEqualTo(heartbeat(1));
        assertThat(handler.atFrameEnd()).isTrue();
    }

    @Test
    void theLastAnswerIsGivenInItsTurnAndThenTheConnectionEnds() {
        List<String> ended = new ArrayList<>();
        layer = request -> new Verdict.Last(Optional.of(new SaslAuthenticateResponseData()), () -> ended.add("ended"));

        byte[] passed = feed(join(heartbeat(1), authenticate(2, 10), heartbeat(3)), WHOLE);

        assertThat(passed).isEqualTo(heartbeat(1));
        assertThat(ended).isEmpty();
        assertThat(correlationIds(feedBroker(response(1), WHOLE))).containsExactly(1, 2);
        assertThat(ended).containsExactly("ended");
    }

    @Test
    void aRequestThatWouldHaveToBeSeenIsNotGatheredBeyondTheLimit() {
        byte[] beginning = Arrays.copyOf(authenticate(1, 600_000), 50);

        client.pipeline().fireChannelRead(Unpooled.wrappedBuffer(beginning));

        assertThat(violation()).isEqualTo(ProtocolViolation.FRAME_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, WHOLE})
    void aLongRequestForWhichThereIsNoRoomWaitsAndHoldsUpThoseBehindIt(int pieceBytes) {
        MemoryBudget.Share other = memory.share();
        other.takeMore(ROOM);
        byte[] all = join(heartbeat(1), authenticate(2, 100_000), heartbeat(3));

        assertThat(feed(all, pieceBytes)).isEqualTo(heartbeat(1));
        assertThat(holds).containsExactly(true);
        assertThat(memory.waiting()).isEqualTo(1);
        other.giveBack(ROOM);
        client.runPendingTasks();

        assertThat(Pieces.drain(client)).isEqualTo(join(authenticate(2, 100_000), heartbeat(3)));
        assertThat(holds).containsExactly(true, false);
        assertThat(memory.held()).isZero();
    }

    @Test
    void roomThatComesAfterTheConnectionsEndIsGivenBack() {
        MemoryBudget.Share other = memory.share();
        other.takeMore(ROOM);
        feed(authenticate(1, 100_000), WHOLE);

        handler.close();
        other.giveBack(ROOM);
        client.runPendingTasks();

        assertThat(memory.held()).isZero();
        assertThat(memory.waiting()).isZero();
    }

    @Test
    void whoAnnouncesALongRequestAndStopsIsTurnedAwayAndItsRoomGivenBack() {
        client.freezeTime();
        handler.limitArrival(Duration.ofSeconds(60));
        feed(Arrays.copyOf(authenticate(1, 100_000), 90_000), WHOLE);
        client.advanceTimeBy(59, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();
        client.checkException();

        client.config().setAutoRead(false); // from now on it is the node that waits
        client.advanceTimeBy(50, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();
        client.checkException();
        assertThat(memory.held()).isGreaterThan(100_000);
        client.config().setAutoRead(true);
        client.advanceTimeBy(60, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();

        assertThat(violation()).isEqualTo(ProtocolViolation.REQUEST_TIMEOUT);
        assertThat(memory.held()).isZero();
    }

    @Test
    void whatHasComeInInTimeMayBeWorkedOnForLonger() {
        client.freezeTime();
        handler.limitArrival(Duration.ofSeconds(60));
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        layer = request -> new Verdict.Later(verdict);
        feed(authenticate(1, 100_000), 60_000);

        client.advanceTimeBy(61, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();
        client.checkException();
        verdict.complete(Verdict.FORWARD);

        assertThat(Pieces.drain(client)).isEqualTo(authenticate(1, 100_000));
    }

    @Test
    void aConnectionThatEndsWithinALongRequestGivesItsRoomBack() {
        feed(Arrays.copyOf(authenticate(1, 100_000), 90_000), WHOLE);
        assertThat(memory.held()).isGreaterThan(100_000);

        handler.close();

        assertThat(memory.held()).isZero();
    }

    @Test
    void aRequestThatIsNotWhatItsVersionSaysIsNotForwarded() {
        byte[] cut = authenticate(1, 100);
        ByteBuffer.wrap(cut).putInt(0, cut.length - 14);

        client.pipeline().fireChannelRead(Unpooled.wrappedBuffer(cut));

        assertThat(violation()).isEqualTo(ProtocolViolation.MALFORMED_REQUEST);
        assertThat(Pieces.drain(client)).isEmpty();
    }

    private ProtocolViolation violation() {
        try {
            client.checkException();
        } catch (ProtocolViolationException e) {
            return e.violation();
        }
        throw new AssertionError("nothing was wrong");
    }

    private byte[] feed(byte[] bytes, int pieceBytes) {
        return Pieces.feed(client, bytes, pieceBytes);
    }

    private byte[] feedBroker(byte[] bytes, int pieceBytes) {
        return Pieces.feed(broker, bytes, pieceBytes);
    }

    private static List<Integer> correlationIds(byte[] frames) {
        List<Integer> ids = new ArrayList<>();
        for (ByteBuffer left = ByteBuffer.wrap(frames); left.hasRemaining(); ) {
            int size = left.getInt();
            ids.add(left.getInt());
            left.position(left.position() + size - Integer.BYTES);
        }
        return ids;
    }

    private static byte[] heartbeat(int id) {
        return request(ApiKeys.HEARTBEAT, 4, id, new HeartbeatRequestData().setGroupId("g"));
    }

    private static byte[] handshake(int id) {
        return request(ApiKeys.SASL_HANDSHAKE, 1, id, new SaslHandshakeRequestData().setMechanism("PLAIN"));
    }

    private static byte[] authenticate(int id, int bytes) {
        return request(
                ApiKeys.SASL_AUTHENTICATE, 2, id, new SaslAuthenticateRequestData().setAuthBytes(new byte[bytes]));
    }

    private static byte[] response(int id) {
        return ByteBufUtil.getBytes(Unpooled.buffer().writeInt(12).writeInt(id).writeLong(7));
    }

    private static byte[] join(byte[]... parts) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(parts));
    }
}
