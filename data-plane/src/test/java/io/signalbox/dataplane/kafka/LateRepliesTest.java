package io.signalbox.dataplane.kafka;

import static io.signalbox.dataplane.kafka.KafkaFrames.request;
import static io.signalbox.dataplane.kafka.KafkaFrames.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.Reply;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Touch;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both handlers of a connection, and layers that take their time with responses to heartbeats. */
class LateRepliesTest {

    private static final int LIMIT = 10_000_000;
    private static final int ROOM = 300_000;
    private static final int WHOLE = Integer.MAX_VALUE;

    /** Sees heartbeats. */
    private record Heart() implements Layer {
        @Override
        public Touch request(ApiKeys api) {
            return api == ApiKeys.HEARTBEAT ? Touch.WHOLE : Touch.PASS;
        }
    }

    /** Adds to the throttle time of each heartbeat's response, when it is told to. */
    private static final class Slow implements LayerSession {

        private final int adds;
        private final Deque<CompletableFuture<Void>> started = new ArrayDeque<>();
        private final List<ByteBuf> seen = new ArrayList<>();

        Slow(int adds) {
            this.adds = adds;
        }

        @Override
        public Verdict onRequest(SeenRequest request) {
            return new Verdict.Forward(false, Optional.of("seen"));
        }

        @Override
        public Reply reply(SeenResponse response, ByteBufAllocator allocator) {
            CompletableFuture<Void> go = new CompletableFuture<>();
            started.add(go);
            seen.add(response.in());
            return new Reply.Later(go.thenApply(now -> {
                Answer answer = response.read();
                HeartbeatResponseData body = (HeartbeatResponseData) answer.body();
                body.setThrottleTimeMs(body.throttleTimeMs() * 10 + adds);
                return answer.encode(allocator);
            }));
        }

        void goOn() {
            started.remove().complete(null);
        }
    }

    private final Slow slow = new Slow(1);
    private final Exchanges exchanges = new Exchanges(new Roundtrips(), Plans.of(List.of(new Heart())), slow);
    private final MemoryBudget memory = new MemoryBudget(ROOM);
    private final ResponseHandler responses = new ResponseHandler(exchanges, memory.share());
    private final Watch brokerWatch = new Watch();
    private final EmbeddedChannel broker = new EmbeddedChannel(responses, brokerWatch);
    private final RequestHandler requests =
            new RequestHandler(exchanges, LIMIT, MemoryBudget.unlimited().share());
    private final Watch clientWatch = new Watch();
    private final EmbeddedChannel client = new EmbeddedChannel(requests, clientWatch);

    private static final class Watch extends ChannelInboundHandlerAdapter {
        private final List<Object> events = new ArrayList<>();
        private final List<Throwable> failures = new ArrayList<>();

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            events.add(event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failures.add(cause);
        }
    }

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
        broker.finishAndReleaseAll();
        exchanges.release();
        assertThat(slow.seen).allMatch(frame -> frame.refCnt() == 0);
    }

    @Test
    void aLongResponseForWhichThereIsNoRoomWaitsAndHoldsUpThoseBehindIt() {
        MemoryBudget.Share other = memory.share();
        other.takeMore(ROOM);
        Pieces.feed(client, join(list(1), heartbeat(2), list(3)), WHOLE);
        byte[] all = join(listed(1), longAlive(2, 0), listed(3));

        assertThat(Pieces.feed(broker, all, 1_000)).isEqualTo(listed(1));
        assertThat(brokerWatch.events).containsExactly(ResponseHandler.Wait.BEGINS);
        assertThat(responses.atFrameEnd()).isFalse();
        other.giveBack(ROOM);
        broker.runPendingTasks();
        assertThat(memory.held()).as("until it is done with").isGreaterThan(100_000);
        slow.goOn();

        assertThat(Pieces.drain(broker)).isEqualTo(join(longAlive(2, 1), listed(3)));
        assertThat(memory.held()).isZero();
        assertThat(responses.atFrameEnd()).isTrue();
    }

    @Test
    void aLongResponseGoesOnWithoutRoomWhenThatDoesNotComeInTime() {
        MemoryBudget.Share other = memory.share();
        other.takeMore(ROOM);
        Pieces.feed(client, heartbeat(1), WHOLE);
        Pieces.feed(broker, longAlive(1, 0), 1_000);

        broker.advanceTimeBy(KeptResponse.MEMORY_WAIT_SECONDS, TimeUnit.SECONDS);
        broker.runScheduledPendingTasks();
        slow.goOn();

        assertThat(Pieces.drain(broker)).isEqualTo(longAlive(1, 1));
        other.giveBack(ROOM);
        broker.runPendingTasks();
        assertThat(memory.held()).isZero();
        assertThat(memory.waiting()).isZero();
    }

    /** The layers would not see it, and its client would get it without its beginning. */
    @Test
    void theRestOfALongResponseThatLayersSeeIsNotMovedPastThem() {
        List<Integer> moved = new ArrayList<>();
        responses.bypass((bytes, onMoved) -> {
            moved.add(bytes);
            return true;
        });
        Pieces.feed(client, heartbeat(1), WHOLE);

        byte[] begun = Pieces.feed(broker, longAlive(1, 0), 1_000);
        slow.goOn();

        assertThat(moved).isEmpty();
        assertThat(begun).isEmpty();
        assertThat(Pieces.drain(broker)).isEqualTo(longAlive(1, 1));
    }

    @Test
    void aConnectionThatEndsWithinALongResponseGivesItsRoomBack() {
        Pieces.feed(client, heartbeat(1), WHOLE);
        Pieces.feed(broker, Arrays.copyOf(longAlive(1, 0), 90_000), 1_000);
        assertThat(memory.held()).isGreaterThan(100_000);

        broker.pipeline().remove(responses);

        assertThat(memory.held()).isZero();
    }

    /** Of 100,000 bytes and more. */
    private static byte[] longAlive(int id, int throttleMs) {
        HeartbeatResponseData body = new HeartbeatResponseData().setThrottleTimeMs(throttleMs);
        body.unknownTaggedFields().add(new RawTaggedField(1_000, new byte[100_000]));
        return response(ApiKeys.HEARTBEAT, 4, id, body);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, WHOLE})
    void responsesBehindOneThatWaitsComeAfterIt(int pieceBytes) {
        Pieces.feed(client, join(list(1), heartbeat(2), list(3), heartbeat(4), list(5)), WHOLE);

        byte[] first = Pieces.feed(broker, join(listed(1), alive(2, 0), listed(3), alive(4, 0), listed(5)), pieceBytes);

        assertThat(first).isEqualTo(listed(1));
        assertThat(responses.atFrameEnd()).isFalse();
        slow.goOn();
        assertThat(Pieces.drain(broker)).isEqualTo(join(alive(2, 1), listed(3)));
        slow.goOn();
        assertThat(Pieces.drain(broker)).isEqualTo(join(alive(4, 1), listed(5)));
        assertThat(responses.atFrameEnd()).isTrue();
        assertThat(exchanges.isEmpty()).isTrue();
    }

    @Test
    void theBrokerIsNotReadWhileAResponseWaits() {
        Pieces.feed(client, join(heartbeat(1), heartbeat(2)), WHOLE);

        Pieces.feed(broker, join(alive(1, 0), alive(2, 0)), WHOLE);

        assertThat(brokerWatch.events).containsExactly(ResponseHandler.Wait.BEGINS);
        slow.goOn();
        assertThat(brokerWatch.events)
                .containsExactly(ResponseHandler.Wait.BEGINS, ResponseHandler.Wait.ENDS, ResponseHandler.Wait.BEGINS);
        slow.goOn();
        assertThat(brokerWatch.events).last().isEqualTo(ResponseHandler.Wait.ENDS);
    }

    @Test
    void anAnswerOfTheNodesOwnWaitsForTheResponseInFrontOfIt() {
        Pieces.feed(client, heartbeat(1), WHOLE);
        exchanges.answeredHere(Unpooled.wrappedBuffer(listed(2)), () -> {});
        Pieces.feed(client, list(3), WHOLE);

        assertThat(Pieces.feed(broker, alive(1, 0), WHOLE)).isEmpty();

        slow.goOn();
        assertThat(Pieces.drain(broker)).isEqualTo(join(alive(1, 1), listed(2)));
        assertThat(Pieces.feed(broker, listed(3), WHOLE)).isEqualTo(listed(3));
    }

    @Test
    void whatIsThereAtOnceNeedsNoSecondLook() {
        Pieces.feed(client, join(heartbeat(1), list(2)), WHOLE);
        exchanges.follow(Plans.of(List.of(new Heart())), slow);
        Pieces.feed(broker, alive(1, 0), WHOLE);
        slow.goOn();

        byte[] rest = Pieces.feed(broker, listed(2), WHOLE);

        assertThat(rest).endsWith(listed(2));
    }

    @Test
    void layersInFrontOfOneThatTookItsTimeSeeWhatItMade() {
        Slow outer = new Slow(2);
        exchanges.follow(Plans.of(List.of(new Heart(), new InnerHeart())), outer, slow);
        Pieces.feed(client, heartbeat(1), WHOLE);
        Pieces.feed(broker, alive(1, 0), WHOLE);
        assertThat(outer.started).isEmpty();

        slow.goOn();
        assertThat(Pieces.drain(broker)).isEmpty();
        outer.goOn();

        assertThat(Pieces.drain(broker)).isEqualTo(alive(1, 12));
        assertThat(outer.seen).allMatch(frame -> frame.refCnt() == 0);
    }

    /** As {@link Heart}, behind it. */
    private record InnerHeart() implements Layer {
        @Override
        public Touch request(ApiKeys api) {
            return new Heart().request(api);
        }
    }

    @Test
    void nothingIsWrittenAfterTheEndAndNothingIsKept() {
        Pieces.feed(client, join(heartbeat(1), list(2)), WHOLE);
        Pieces.feed(broker, join(alive(1, 0), listed(2)), WHOLE);
        assertThat(slow.seen).allMatch(frame -> frame.refCnt() > 0);

        broker.finishAndReleaseAll();
        assertThat(slow.seen).as("somebody reads it yet").allMatch(frame -> frame.refCnt() > 0);
        slow.goOn();

        assertThat(Pieces.drain(broker)).isEmpty();
        assertThat(slow.seen).allMatch(frame -> frame.refCnt() == 0);
    }

    @Test
    void aResponseThatTurnsOutToBeMalformedIsAViolation() {
        Pieces.feed(client, join(heartbeat(1), list(2)), WHOLE);
        Pieces.feed(broker, join(alive(1, 0), listed(2)), WHOLE);

        slow.started.remove().completeExceptionally(new MalformedMessageException("it is broken"));

        assertThat(brokerWatch.failures)
                .singleElement()
                .isInstanceOfSatisfying(
                        ProtocolViolationException.class,
                        violation -> assertThat(violation).hasMessageContaining("it is broken"));
        assertThat(Pieces.drain(broker)).isEmpty();
    }

    @Test
    void anErrorInTheLatePartEndsTheConnectionAsOneAtOnceDoes() {
        IllegalStateException ours = new IllegalStateException("ours");
        Pieces.feed(client, heartbeat(1), WHOLE);
        Pieces.feed(broker, alive(1, 0), WHOLE);

        slow.started.remove().completeExceptionally(ours);

        assertThat(brokerWatch.failures).containsExactly(ours);
    }

    /** Answers heartbeats itself. */
    private record Answering() implements LayerSession {
        @Override
        public Verdict onRequest(SeenRequest request) {
            return new Verdict.Answer(new HeartbeatResponseData());
        }
    }

    @Test
    void anAnswerOfTheNodesOwnIsCompletedByALayerThatTakesItsTime() {
        exchanges.follow(Plans.of(List.of(new Heart(), new InnerHeart())), slow, new Answering());
        exchanges.giveAnswers(ByteBuf::release);

        assertThat(Pieces.feed(client, join(heartbeat(1), list(2)), WHOLE)).isEmpty();
        assertThat(given()).isEmpty();
        assertThat(clientWatch.events).containsExactly(RequestHandler.Event.WAITS);

        slow.goOn();

        assertThat(given()).isEqualTo(alive(1, 1));
        assertThat(Pieces.drain(client)).isEqualTo(list(2));
        assertThat(clientWatch.events)
                .containsExactly(
                        RequestHandler.Event.WAITS, RequestHandler.Event.GOES_ON, RequestHandler.Event.ANSWERED);
    }

    @Test
    void theFrameOfARequestStaysForAsLongAsALayerLooksAtIt() {
        CompletableFuture<Verdict> later = new CompletableFuture<>();
        exchanges.follow(Plans.of(List.of(new Heart())), new LayerSession() {
            @Override
            public Verdict onRequest(SeenRequest request) {
                return new Verdict.Later(later);
            }
        });
        ByteBuf frame = Unpooled.directBuffer().writeBytes(heartbeat(1));
        Counting allocator = new Counting();
        client.config().setAllocator(allocator);
        client.writeInbound(frame);

        client.finishAndReleaseAll();
        assertThat(allocator.made).as("somebody reads it yet").anyMatch(made -> made.refCnt() > 0);
        later.complete(Verdict.FORWARD);

        assertThat(allocator.made).allMatch(made -> made.refCnt() == 0);
        assertThat(Pieces.drain(client)).isEmpty();
    }

    /** Knows what it made. */
    private static final class Counting extends AbstractByteBufAllocator {
        private final List<ByteBuf> made = new ArrayList<>();

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            ByteBuf buffer = new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity);
            made.add(buffer);
            return buffer;
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return newHeapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    private byte[] given() {
        ByteBuf all = Unpooled.buffer();
        exchanges.giveAnswers(answer -> {
            all.writeBytes(answer);
            answer.release();
        });
        return ByteBufUtil.getBytes(all);
    }

    private static byte[] heartbeat(int id) {
        return request(ApiKeys.HEARTBEAT, 4, id, new HeartbeatRequestData().setGroupId("g"));
    }

    private static byte[] alive(int id, int throttleMillis) {
        return response(ApiKeys.HEARTBEAT, 4, id, new HeartbeatResponseData().setThrottleTimeMs(throttleMillis));
    }

    private static byte[] list(int id) {
        return request(ApiKeys.LIST_GROUPS, 4, id, new ListGroupsRequestData());
    }

    private static byte[] listed(int id) {
        return response(ApiKeys.LIST_GROUPS, 4, id, new ListGroupsResponseData());
    }

    private static byte[] join(byte[]... frames) {
        ByteBuf all = Unpooled.buffer();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return ByteBufUtil.getBytes(all);
    }
}
