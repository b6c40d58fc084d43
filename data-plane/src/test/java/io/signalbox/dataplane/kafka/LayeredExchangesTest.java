package io.signalbox.dataplane.kafka;

import static io.signalbox.dataplane.kafka.KafkaFrames.request;
import static io.signalbox.dataplane.kafka.KafkaFrames.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.Layer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.MemoryBudget;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.Question;
import io.signalbox.dataplane.kafka.exchange.Roundtrips;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Touch;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both handlers of a connection, and a layer that changes requests and remembers what it did, or asks the broker. */
class LayeredExchangesTest {

    private static final int LIMIT = 10_000_000;
    private static final int WHOLE = Integer.MAX_VALUE;
    private static final short DENIED = 30;

    /** Sees what deletes groups, and nothing else. */
    private record Guard() implements Layer {
        @Override
        public Touch request(ApiKeys api) {
            return api == ApiKeys.DELETE_GROUPS ? Touch.WHOLE : Touch.PASS;
        }
    }

    /** Takes groups out that begin with a prefix, and puts them into the response as denied. */
    private record Denying(String prefix) implements LayerSession {
        @Override
        public Verdict onRequest(SeenRequest request) {
            List<String> groups = ((DeleteGroupsRequestData) request.body().orElseThrow()).groupsNames();
            List<String> denied =
                    groups.stream().filter(name -> name.startsWith(prefix)).toList();
            groups.removeAll(denied);
            return denied.isEmpty() ? Verdict.FORWARD : new Verdict.Forward(true, Optional.of(denied));
        }

        @Override
        public ByteBuf onResponse(SeenResponse response, ByteBufAllocator allocator) {
            Answer answer = response.read();
            DeleteGroupsResponseData body = (DeleteGroupsResponseData) answer.body();
            ((List<?>) response.memory().orElseThrow())
                    .forEach(name -> body.results()
                            .add(new DeletableGroupResult()
                                    .setGroupId((String) name)
                                    .setErrorCode(DENIED)));
            return answer.encode(allocator);
        }
    }

    private static final Plans PLAIN = Plans.of(List.of());
    private static final Plans GUARDED = Plans.of(List.of(new Guard()));

    private final Exchanges exchanges = new Exchanges(new Roundtrips(), GUARDED, new Denying("secret"));
    private final EmbeddedChannel broker = new EmbeddedChannel(
            new ResponseHandler(exchanges, MemoryBudget.unlimited().share()));
    private final RequestHandler handler =
            new RequestHandler(exchanges, LIMIT, MemoryBudget.unlimited().share());
    private final EmbeddedChannel client = new EmbeddedChannel(handler, new Quiet());

    private static final class Quiet extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            // nobody answers here
        }
    }

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
        broker.finishAndReleaseAll();
        exchanges.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 30, WHOLE})
    void aSmallerRequestGoesOnAndTheResponseIsCompletedByWhatWasRemembered(int pieceBytes) {
        byte[] passed = Pieces.feed(client, join(heartbeat(1), delete(2, "a", "secret-b"), heartbeat(3)), pieceBytes);

        assertThat(passed).isEqualTo(join(heartbeat(1), delete(2, "a"), heartbeat(3)));
        byte[] out = Pieces.feed(broker, join(heartbeatAnswer(1), deleted(2, "a"), heartbeatAnswer(3)), pieceBytes);
        byte[] expected = join(
                heartbeatAnswer(1),
                deletedWith(2, result("a", (short) 0), result("secret-b", DENIED)),
                heartbeatAnswer(3));
        assertThat(out).isEqualTo(expected);
    }

    /** Answers whatever deletes groups. */
    private record Deleting() implements LayerSession {
        @Override
        public Verdict onRequest(SeenRequest request) {
            DeleteGroupsResponseData answer = new DeleteGroupsResponseData();
            ((DeleteGroupsRequestData) request.body().orElseThrow())
                    .groupsNames()
                    .forEach(name -> answer.results().add(result(name, (short) 0)));
            return new Verdict.Answer(answer);
        }
    }

    @Test
    void whatALaterLayerAnswersIsCompletedByWhatAnEarlierOneRemembered() {
        exchanges.follow(Plans.of(List.of(new Guard(), new InnerGuard())), new Denying("secret"), new Deleting());

        byte[] passed = Pieces.feed(client, join(delete(1, "a", "secret-b"), delete(2, "a")), WHOLE);

        assertThat(passed).isEmpty();
        List<byte[]> answers = new ArrayList<>();
        exchanges.giveAnswers(answer -> {
            answers.add(ByteBufUtil.getBytes(answer));
            answer.release();
        });
        assertThat(answers)
                .containsExactly(deletedWith(1, result("a", (short) 0), result("secret-b", DENIED)), deleted(2, "a"));
    }

    @Test
    void aResponseOfWhoseRequestNothingIsRememberedPassesAsItIs() {
        Pieces.feed(client, join(delete(1, "a"), delete(2, "b")), WHOLE);
        byte[] odd = join(padded(1), padded(2)); // could not be decoded

        assertThat(Pieces.feed(broker, odd, WHOLE)).isEqualTo(odd);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, WHOLE})
    void newRulesApplyFromTheNextRequestOnAndToItsResponse(int pieceBytes) {
        Pieces.feed(client, delete(1, "secret-a", "b"), pieceBytes);

        exchanges.follow(GUARDED, new Denying("b"));
        byte[] second = Pieces.feed(client, delete(2, "secret-a", "b"), pieceBytes);
        exchanges.follow(PLAIN);
        byte[] third = Pieces.feed(client, delete(3, "secret-a", "b"), pieceBytes);

        assertThat(second).isEqualTo(delete(2, "secret-a"));
        assertThat(third).isEqualTo(delete(3, "secret-a", "b"));
        byte[] out = Pieces.feed(
                broker, join(deleted(1, "b"), deleted(2, "secret-a"), deleted(3, "secret-a", "b")), pieceBytes);
        assertThat(out)
                .isEqualTo(join(
                        deletedWith(1, result("b", (short) 0), result("secret-a", DENIED)),
                        deletedWith(2, result("secret-a", (short) 0), result("b", DENIED)),
                        deleted(3, "secret-a", "b")));
        assertThat(exchanges.isEmpty()).isTrue();
    }

    @Test
    void aResponseThatIsComingInIsHandledByWhatItsRequestWasHandledBy() {
        Pieces.feed(client, delete(1, "secret-a", "b"), WHOLE);
        byte[] response = deleted(1, "b");
        byte[] begun = Pieces.feed(broker, Arrays.copyOf(response, 10), WHOLE);

        exchanges.follow(PLAIN);

        byte[] rest = Pieces.feed(broker, Arrays.copyOfRange(response, 10, response.length), WHOLE);
        assertThat(join(begun, rest)).isEqualTo(deletedWith(1, result("b", (short) 0), result("secret-a", DENIED)));
    }

    @Test
    void aRequestThatWaitedAndItsResponseAreHandledByTheRulesUnderWhichItCame() {
        CompletableFuture<Verdict> later = new CompletableFuture<>();
        Denying denying = new Denying("secret");
        exchanges.follow(GUARDED, new LayerSession() {
            @Override
            public Verdict onRequest(SeenRequest request) {
                return new Verdict.Later(later.thenApply(known -> denying.onRequest(request)));
            }

            @Override
            public ByteBuf onResponse(SeenResponse response, ByteBufAllocator allocator) {
                return denying.onResponse(response, allocator);
            }
        });
        Pieces.feed(client, join(heartbeat(1), delete(2, "secret-a", "b"), delete(3, "secret-a")), WHOLE);

        exchanges.follow(PLAIN);
        later.complete(Verdict.FORWARD);

        assertThat(Pieces.drain(client)).isEqualTo(join(delete(2, "b"), delete(3, "secret-a")));
        assertThat(Pieces.feed(broker, join(heartbeatAnswer(1), deleted(2, "b"), deleted(3, "secret-a")), WHOLE))
                .isEqualTo(join(
                        heartbeatAnswer(1),
                        deletedWith(2, result("b", (short) 0), result("secret-a", DENIED)),
                        deleted(3, "secret-a")));
    }

    /** Sees of strangers that something has come. */
    private record Door() implements Layer {
        @Override
        public Touch strangersRequest(ApiKeys api) {
            return Touch.HEAD;
        }
    }

    /** As {@link Guard}, of clients that are known. */
    private record InnerGuard() implements Layer {
        @Override
        public Touch request(ApiKeys api) {
            return new Guard().request(api);
        }

        @Override
        public Touch strangersRequest(ApiKeys api) {
            return Touch.PASS;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, WHOLE})
    void whatAStrangerAsksIsSeenByTheOtherLayersOnceTheStrangerIsLetIn(int pieceBytes) {
        CompletableFuture<Verdict> known = new CompletableFuture<>();
        LayerSession door = new LayerSession() {
            @Override
            public Verdict onRequest(SeenRequest request) {
                assertThat(request.body())
                        .as("nothing of a stranger's is kept together")
                        .isEmpty();
                return new Verdict.Later(known);
            }
        };
        exchanges.follow(Plans.of(List.of(new Door(), new InnerGuard())), door, new Denying("secret"));
        exchanges.giveAnswers(ByteBuf::release);
        handler.setStranger(true);

        assertThat(Pieces.feed(client, join(delete(1, "secret-a", "b"), heartbeat(2)), pieceBytes))
                .isEmpty();
        known.complete(Verdict.FORWARD);

        assertThat(Pieces.drain(client)).isEqualTo(join(delete(1, "b"), heartbeat(2)));
        assertThat(Pieces.feed(client, delete(3, "secret-a", "b"), pieceBytes)).isEqualTo(delete(3, "b"));
        assertThat(Pieces.feed(broker, join(deleted(1, "b"), heartbeatAnswer(2), deleted(3, "b")), pieceBytes))
                .isEqualTo(join(
                        deletedWith(1, result("b", (short) 0), result("secret-a", DENIED)),
                        heartbeatAnswer(2),
                        deletedWith(3, result("b", (short) 0), result("secret-a", DENIED))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, WHOLE})
    void aQuestionOfTheNodesOwnIsAskedBetweenRequestsAndItsAnswerIsNotTheClients(int pieceBytes) {
        byte[] heartbeat = heartbeat(1);
        byte[] begun = Pieces.feed(client, Arrays.copyOf(heartbeat, 20), pieceBytes);

        CompletableFuture<ApiMessage> answer =
                handler.ask(Question.ofLayer(ApiKeys.LIST_GROUPS, (short) 4, new ListGroupsRequestData()));

        assertThat(Pieces.drain(client)).isEmpty();
        byte[] rest = Pieces.feed(
                client, join(Arrays.copyOfRange(heartbeat, 20, heartbeat.length), heartbeat(2)), pieceBytes);
        List<ByteBuffer> frames = frames(join(begun, rest));
        assertThat(frames).hasSize(3);
        int asked = frames.stream().map(frame -> frame.getShort(0)).toList().indexOf(ApiKeys.LIST_GROUPS.id);
        assertThat(asked).isPositive();
        List<byte[]> answers = new ArrayList<>(List.of(heartbeatAnswer(1), heartbeatAnswer(2)));
        answers.add(asked, listed(frames.get(asked).getInt(4), "g"));
        assertThat(Pieces.feed(broker, join(answers.toArray(byte[][]::new)), pieceBytes))
                .isEqualTo(join(heartbeatAnswer(1), heartbeatAnswer(2)));
        assertThat(answer)
                .isCompletedWithValueMatching(body -> ((ListGroupsResponseData) body)
                        .groups()
                        .get(0)
                        .groupId()
                        .equals("g"));
        assertThat(broker.pipeline().get(ResponseHandler.class).responses()).isEqualTo(2);
    }

    @Test
    void aQuestionBehindARequestThatGoesAnotherWayIsAskedWhenThatIsThrough() {
        List<Runnable> moved = new ArrayList<>();
        handler.bypass((bytes, onMoved) -> moved.add(onMoved));
        Pieces.feed(client, longHeartbeat(), WHOLE);
        handler.ask(Question.ofLayer(ApiKeys.LIST_GROUPS, (short) 4, new ListGroupsRequestData()));
        assertThat(Pieces.drain(client)).isEmpty();

        moved.get(0).run();

        assertThat(frames(Pieces.drain(client)).get(0).getShort(0)).isEqualTo(ApiKeys.LIST_GROUPS.id);
    }

    /** Its beginning. */
    private static byte[] longHeartbeat() {
        byte[] frame = heartbeat(1);
        ByteBuffer.wrap(frame).putInt(0, 200_000);
        return frame;
    }

    @Test
    void aQuestionThatTheBrokerDoesNotAnswerFailsWithTheConnection() {
        CompletableFuture<ApiMessage> answer =
                handler.ask(Question.ofLayer(ApiKeys.LIST_GROUPS, (short) 4, new ListGroupsRequestData()));

        exchanges.release();

        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void anAnswerToAnotherQuestionIsAViolationAndFailsIt() {
        CompletableFuture<ApiMessage> answer =
                handler.ask(Question.ofLayer(ApiKeys.LIST_GROUPS, (short) 4, new ListGroupsRequestData()));
        List<Throwable> violations = new ArrayList<>();
        broker.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                violations.add(cause);
            }
        });

        Pieces.feed(broker, listed(7, "g"), WHOLE);

        assertThat(violations).hasSize(1);
        assertThat(answer).isCompletedExceptionally();
    }

    /** Without their sizes. */
    private static List<ByteBuffer> frames(byte[] bytes) {
        List<ByteBuffer> frames = new ArrayList<>();
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            byte[] frame = new byte[left.getInt()];
            left.get(frame);
            frames.add(ByteBuffer.wrap(frame));
        }
        return frames;
    }

    private static byte[] heartbeat(int id) {
        return request(ApiKeys.HEARTBEAT, 4, id, new HeartbeatRequestData().setGroupId("g"));
    }

    private static byte[] delete(int id, String... groups) {
        return request(
                ApiKeys.DELETE_GROUPS,
                2,
                id,
                new DeleteGroupsRequestData().setGroupsNames(new ArrayList<>(List.of(groups))));
    }

    private static byte[] heartbeatAnswer(int id) {
        return response(ApiKeys.HEARTBEAT, 4, id, new HeartbeatResponseData());
    }

    private static byte[] deleted(int id, String... groups) {
        return deletedWith(
                id, Arrays.stream(groups).map(name -> result(name, (short) 0)).toArray(DeletableGroupResult[]::new));
    }

    private static byte[] deletedWith(int id, DeletableGroupResult... results) {
        DeleteGroupsResponseData body = new DeleteGroupsResponseData();
        body.results().addAll(List.of(results));
        return response(ApiKeys.DELETE_GROUPS, 2, id, body);
    }

    private static DeletableGroupResult result(String group, short error) {
        return new DeletableGroupResult().setGroupId(group).setErrorCode(error);
    }

    private static byte[] listed(int id, String group) {
        ListGroupsResponseData body = new ListGroupsResponseData();
        body.groups().add(new ListGroupsResponseData.ListedGroup().setGroupId(group));
        return response(ApiKeys.LIST_GROUPS, 4, id, body);
    }

    private static byte[] padded(int id) {
        return ByteBufUtil.getBytes(Unpooled.buffer().writeInt(12).writeInt(id).writeLong(-1));
    }

    private static byte[] join(byte[]... parts) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(parts));
    }
}
