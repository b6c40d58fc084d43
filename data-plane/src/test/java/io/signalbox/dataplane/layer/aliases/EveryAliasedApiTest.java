package io.signalbox.dataplane.layer.aliases;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.dataplane.kafka.rewrite.RandomBodies;
import io.signalbox.dataplane.kafka.schema.GatheredRename;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageKind.Direction;
import io.signalbox.dataplane.kafka.schema.MessageProgram;
import io.signalbox.dataplane.kafka.schema.Rename;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.FetchMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random messages of every API in which topics may have aliases, in every version. */
class EveryAliasedApiTest {

    private static final String ALIAS = "alias_";
    private static final String TOPIC = "topic_";
    private static final int TOPICS = 400;
    private static final int SEEDS = 20;
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

    private final FakeCluster cluster = new FakeCluster();
    private final List<Uuid> ids = new ArrayList<>();

    EveryAliasedApiTest() {
        for (int i = 0; i < TOPICS; i++) {
            Uuid id = Uuid.randomUuid();
            cluster.topic(TOPIC + i, id).alias(ALIAS + i, TOPIC + i);
            ids.add(id);
        }
        cluster.topics().learn(cluster.answer(new MetadataRequestData().setTopics(null)));
    }

    static Stream<MessageKind> renamed() {
        return MessageKind.all().stream()
                .filter(kind -> kind.direction() == Direction.REQUEST)
                .filter(kind -> RenamedTopics.apis().contains(kind.api()))
                .filter(kind -> kind.version() <= new AliasLayer().newest(kind.api()));
    }

    @Test
    void everyRequestThatNamesTopicsIsSeen() {
        Set<ApiKeys> unseen = EnumSet.noneOf(ApiKeys.class);
        MessageKind.all().stream()
                .filter(kind -> kind.direction() == Direction.REQUEST)
                .filter(kind -> kind.version() <= new AliasLayer().newest(kind.api()))
                .filter(kind -> MessageProgram.compile(
                                kind, EnumSet.of(Mark.TOPIC, Mark.TOPIC_ID, Mark.CONFIG_RESOURCE, Mark.MEMBERSHIP))
                        .findsAnything())
                .filter(kind -> !Rules.has(kind.api()))
                .forEach(kind -> unseen.add(kind.api()));

        assertThat(unseen)
                .as("of the topic in which the cluster's own state is")
                .containsOnly(ApiKeys.DESCRIBE_QUORUM);
    }

    /** Names are written by classes here, and found by marks there: each is the other's test. */
    @ParameterizedTest
    @MethodSource("renamed")
    void aBrokerIsAskedForWhatAliasesStandFor(MessageKind kind) {
        for (int seed = 0; seed < SEEDS; seed++) {
            ByteBuf frame = aliased(kind, seed);
            SeenRequest seen = SeenRequest.read(frame, kind.api(), kind.version());
            Optional<Verdict.Forward> forward = forward(new AliasSession(cluster), seen);
            if (forward.isEmpty()) {
                continue;
            }

            ByteBuf sent = seen.encode(HEAP);
            assertThat(ByteBufUtil.hexDump(sent))
                    .as(kind + " " + seed)
                    .isEqualTo(ByteBufUtil.hexDump(unaliased(kind, frame)));
        }
    }

    @ParameterizedTest
    @MethodSource("renamed")
    void aClientIsAnsweredByTheNamesThatItAskedBy(MessageKind kind) {
        MessageKind response = MessageKind.response(kind.api(), kind.version());
        for (int seed = 0; seed < SEEDS; seed++) {
            ByteBuf frame = aliased(kind, seed);
            AliasSession session = new AliasSession(cluster);
            Optional<Verdict.Forward> forward = forward(session, SeenRequest.read(frame, kind.api(), kind.version()));
            if (forward.isEmpty() || forward.get().memory().isEmpty()) {
                continue;
            }
            int names = numbered(kind, random(kind, seed)).count();
            if (names == 0) {
                continue; // it is about all topics, which are called by their own names
            }
            ByteBuf answer = numbered(response, randomAnswer(response, seed), names, TOPIC, ids::get)
                    .frame();

            ByteBuf shown = session.onResponse(
                    new SeenResponse(
                            kind.api(),
                            kind.version(),
                            answer,
                            0,
                            answer.readableBytes(),
                            forward.get().memory()),
                    HEAP);

            assertThat(shown.toString(StandardCharsets.ISO_8859_1))
                    .as(kind + " " + seed)
                    .doesNotContain(TOPIC);
        }
    }

    private static Optional<Verdict.Forward> forward(AliasSession session, SeenRequest seen) {
        try {
            Verdict verdict = session.onRequest(seen);
            return verdict instanceof Verdict.Forward forward ? Optional.of(forward) : Optional.empty();
        } catch (ProtocolViolationException e) {
            return Optional.empty(); // a partition without records
        }
    }

    private ByteBuf aliased(MessageKind kind, int seed) {
        return numbered(kind, random(kind, seed)).frame();
    }

    private Numbered numbered(MessageKind kind, ByteBuf frame) {
        return numbered(
                kind, frame, Integer.MAX_VALUE, ALIAS, number -> cluster.known().id(ALIAS + number, ids.get(number)));
    }

    /** A frame with numbered names. */
    private record Numbered(ByteBuf frame, int count) {}

    private static Numbered numbered(MessageKind kind, ByteBuf frame, int names, String prefix, IntFunction<Uuid> id) {
        int[] next = {0};
        ByteBuf renamed = rename(kind, frame, (mark, in, index, length, out) -> {
            int number = names == 0 ? 0 : next[0]++ % Math.min(names, TOPICS);
            if (mark == Mark.TOPIC) {
                out.writeCharSequence(prefix + number, StandardCharsets.UTF_8);
                return true;
            }
            return mark == Mark.TOPIC_ID && write(id.apply(number), out);
        });
        return new Numbered(renamed, next[0]);
    }

    private ByteBuf unaliased(MessageKind kind, ByteBuf frame) {
        UnaryOperator<String> name = alias -> alias.replace(ALIAS, TOPIC);
        return rename(kind, frame, (mark, in, index, length, out) -> {
            if (mark == Mark.TOPIC) {
                out.writeCharSequence(
                        name.apply(in.toString(index, length, StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
                return true;
            }
            AliasTopics.Meaning meaning = mark == Mark.TOPIC_ID
                    ? cluster.known().find(new Uuid(in.getLong(index), in.getLong(index + Long.BYTES)))
                    : null;
            return meaning != null && write(meaning.topic(), out);
        });
    }

    private static ByteBuf rename(MessageKind kind, ByteBuf frame, Rename rename) {
        return new GatheredRename()
                .rename(
                        MessageProgram.compile(kind, EnumSet.of(Mark.TOPIC, Mark.TOPIC_ID, Mark.CONFIG_RESOURCE)),
                        frame,
                        0,
                        frame.readableBytes(),
                        rename,
                        HEAP);
    }

    private static boolean write(Uuid id, ByteBuf out) {
        out.writeLong(id.getMostSignificantBits()).writeLong(id.getLeastSignificantBits());
        return true;
    }

    private static ByteBuf random(MessageKind kind, int seed) {
        ApiMessage body = kind.api().messageType.newRequest();
        body.read(
                new ByteBufferAccessor(RandomBodies.withExtremes(seed)
                        .body(kind.api().messageType.requestSchemas()[kind.version()])),
                kind.version());
        if (body instanceof FetchRequestData fetch) {
            fetch.setSessionId(FetchMetadata.INVALID_SESSION_ID)
                    .setSessionEpoch(FetchMetadata.FINAL_EPOCH)
                    .setForgottenTopicsData(List.of())
                    .setMaxBytes(1);
        }
        return FrameWriter.encode(
                new RequestHeaderData()
                        .setRequestApiKey(kind.api().id)
                        .setRequestApiVersion(kind.version())
                        .setClientId("x"),
                kind.api().requestHeaderVersion(kind.version()),
                body,
                kind.version(),
                HEAP);
    }

    private static ByteBuf randomAnswer(MessageKind kind, int seed) {
        ApiMessage body = kind.api().messageType.newResponse();
        body.read(
                new ByteBufferAccessor(RandomBodies.withExtremes(seed)
                        .body(kind.api().messageType.responseSchemas()[kind.version()])),
                kind.version());
        return FrameWriter.encode(
                new ResponseHeaderData(), kind.api().responseHeaderVersion(kind.version()), body, kind.version(), HEAP);
    }
}
