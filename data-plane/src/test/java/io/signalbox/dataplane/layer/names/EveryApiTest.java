package io.signalbox.dataplane.layer.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.acl.Namespace.Kind;
import io.signalbox.acl.Namespace.Mode;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.frame.FrameWriter;
import io.signalbox.dataplane.kafka.rewrite.RandomBodies;
import io.signalbox.dataplane.kafka.schema.FieldReader;
import io.signalbox.dataplane.kafka.schema.FieldVisitor;
import io.signalbox.dataplane.kafka.schema.GatheredRename;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
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
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random messages of every API that is relayed under a namespace, in every version. */
class EveryApiTest {

    private static final String FOREIGN = "foreign_";
    private static final int SEEDS = 20;
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
    private static final Set<Mark> NAMES =
            EnumSet.of(Mark.TOPIC, Mark.GROUP, Mark.TRANSACTIONAL_ID, Mark.CONFIG_RESOURCE, Mark.COORDINATOR_KEY);

    /** Their answers tell of more than was asked for, and what is not to be seen is left out. */
    private static final Set<ApiKeys> FILTERED = EnumSet.of(
            ApiKeys.METADATA,
            ApiKeys.LIST_GROUPS,
            ApiKeys.LIST_TRANSACTIONS,
            ApiKeys.LIST_CONFIG_RESOURCES,
            ApiKeys.LIST_PARTITION_REASSIGNMENTS,
            ApiKeys.DESCRIBE_LOG_DIRS,
            ApiKeys.JOIN_GROUP,
            ApiKeys.SYNC_GROUP,
            ApiKeys.STREAMS_GROUP_HEARTBEAT);

    static Stream<MessageKind> requests() {
        return relayed(Direction.REQUEST);
    }

    static Stream<MessageKind> responses() {
        return relayed(Direction.RESPONSE);
    }

    private static Stream<MessageKind> relayed(Direction direction) {
        NamesLayer layer = new NamesLayer(false);
        return MessageKind.all().stream()
                .filter(kind -> kind.direction() == direction)
                .filter(kind -> Rules.has(kind.api()) && kind.version() <= layer.newest(kind.api()));
    }

    @Test
    void whatIsNotRelayedIsKnown() {
        NamesLayer layer = new NamesLayer(false);

        assertThat(MessageKind.all().stream().map(MessageKind::api).filter(api -> layer.newest(api) < 0))
                .containsOnly(
                        ApiKeys.WRITE_TXN_MARKERS,
                        ApiKeys.DESCRIBE_ACLS,
                        ApiKeys.CREATE_ACLS,
                        ApiKeys.DELETE_ACLS,
                        ApiKeys.CREATE_DELEGATION_TOKEN,
                        ApiKeys.RENEW_DELEGATION_TOKEN,
                        ApiKeys.EXPIRE_DELEGATION_TOKEN,
                        ApiKeys.DESCRIBE_DELEGATION_TOKEN,
                        ApiKeys.DESCRIBE_CLIENT_QUOTAS,
                        ApiKeys.ALTER_CLIENT_QUOTAS,
                        ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS,
                        ApiKeys.ALTER_USER_SCRAM_CREDENTIALS,
                        ApiKeys.DESCRIBE_QUORUM,
                        ApiKeys.UPDATE_FEATURES,
                        ApiKeys.UNREGISTER_BROKER,
                        ApiKeys.ADD_RAFT_VOTER,
                        ApiKeys.REMOVE_RAFT_VOTER,
                        ApiKeys.INITIALIZE_SHARE_GROUP_STATE,
                        ApiKeys.READ_SHARE_GROUP_STATE,
                        ApiKeys.WRITE_SHARE_GROUP_STATE,
                        ApiKeys.DELETE_SHARE_GROUP_STATE,
                        ApiKeys.READ_SHARE_GROUP_STATE_SUMMARY);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aBrokerIsAskedForNothingOutsideOfTheNamespace(MessageKind kind) {
        for (Mode mode : Mode.values()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                FakeClient client = new FakeClient(mode);
                SeenRequest seen = random(kind, seed);
                if (verdict(new NamesSession(client), seen).isPresent()) {
                    ByteBuf frame = seen.encode(HEAP);
                    names(kind, frame)
                            .forEach(name -> assertThat(isHarmless(client, name))
                                    .as(kind + " " + mode + " " + name)
                                    .isTrue());
                    frame.release();
                }
            }
        }
    }

    private static boolean isHarmless(FakeClient client, Name name) {
        return switch (name.mark()) {
            case TOPIC -> name.text().startsWith("/") || client.namespace().sees(Kind.TOPIC, name.text());
            case GROUP, TRANSACTIONAL_ID ->
                name.text().startsWith(FakeClient.PREFIX)
                        || (name.mark() == Mark.GROUP && client.namespace().sees(Kind.GROUP, name.text()));
            default -> true; // of brokers and what else is no topic
        };
    }

    @ParameterizedTest
    @MethodSource("responses")
    void aClientIsToldOfNothingOutsideOfTheNamespace(MessageKind kind) {
        MessageKind request = MessageKind.request(kind.api(), kind.version());
        for (Mode mode : Mode.values()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                NamesSession session = new NamesSession(new FakeClient(mode));
                Optional<Verdict.Forward> forward = verdict(session, random(request, seed));
                if (forward.isEmpty()) {
                    continue;
                }
                ByteBuf response = mixed(kind, seed);
                String as = kind + " " + mode + " " + seed;
                try {
                    String shown = shown(session, kind, response, forward.get().memory());
                    assertThat(shown).as(as).doesNotContain(FOREIGN);
                    if (mode == Mode.HIDE_PREFIX) {
                        assertThat(shown).as(as).doesNotContain(FakeClient.PREFIX);
                    }
                } catch (MalformedMessageException e) {
                    assertThat(FILTERED).as(as + ": " + e.getMessage()).doesNotContain(kind.api());
                } finally {
                    response.release();
                }
            }
        }
    }

    static String shown(NamesSession session, MessageKind kind, ByteBuf response, Optional<Object> memory) {
        ByteBuf shown = memory.isEmpty()
                ? response.retainedSlice()
                : session.onResponse(
                        new SeenResponse(kind.api(), kind.version(), response, 0, response.readableBytes(), memory),
                        HEAP);
        try {
            return shown.toString(StandardCharsets.ISO_8859_1);
        } finally {
            shown.release();
        }
    }

    /** Empty where the request goes no further. */
    private static Optional<Verdict.Forward> verdict(NamesSession session, SeenRequest seen) {
        try {
            return forward(session.onRequest(seen));
        } catch (ProtocolViolationException e) {
            return Optional.empty();
        }
    }

    private static Optional<Verdict.Forward> forward(Verdict verdict) {
        return verdict.match(
                Optional::of,
                answer -> Optional.empty(),
                later -> forward(later.verdict().toCompletableFuture().join()),
                last -> Optional.empty());
    }

    private static SeenRequest random(MessageKind kind, int seed) {
        ApiMessage body = kind.api().messageType.newRequest();
        body.read(
                new ByteBufferAccessor(RandomBodies.withExtremes(seed)
                        .body(kind.api().messageType.requestSchemas()[kind.version()])),
                kind.version());
        if (body instanceof JoinGroupRequestData join) {
            join.setProtocolType("consumer");
        }
        if (body instanceof SyncGroupRequestData sync && kind.version() >= 5) {
            sync.setProtocolType("consumer");
        }
        ByteBuf frame = FrameWriter.encode(
                new RequestHeaderData()
                        .setRequestApiKey(kind.api().id)
                        .setRequestApiVersion(kind.version())
                        .setClientId("x"),
                kind.api().requestHeaderVersion(kind.version()),
                body,
                kind.version(),
                HEAP);
        return SeenRequest.read(frame, kind.api(), kind.version());
    }

    /** A response with names of all kinds in it. */
    static ByteBuf mixed(MessageKind kind, int seed) {
        ApiMessage body = kind.api().messageType.newResponse();
        body.read(
                new ByteBufferAccessor(RandomBodies.withExtremes(seed)
                        .body(kind.api().messageType.responseSchemas()[kind.version()])),
                kind.version());
        ByteBuf frame = FrameWriter.encode(
                new ResponseHeaderData(), kind.api().responseHeaderVersion(kind.version()), body, kind.version(), HEAP);
        try {
            return new GatheredRename()
                    .rename(
                            MessageProgram.compile(kind, EnumSet.complementOf(EnumSet.of(Mark.NAME_TYPE))),
                            frame,
                            0,
                            frame.readableBytes(),
                            new Mixture(new Random(seed)),
                            HEAP);
        } finally {
            frame.release();
        }
    }

    /** Names of the namespace, and of others. */
    private static final class Mixture implements Rename {
        private final Random random;
        private int next;

        Mixture(Random random) {
            this.random = random;
        }

        @Override
        public boolean write(Mark mark, ByteBuf in, int index, int length, ByteBuf out) {
            switch (mark) {
                case TOPIC, GROUP, TRANSACTIONAL_ID, COORDINATOR_KEY ->
                    out.writeCharSequence(name(), StandardCharsets.UTF_8);
                case CONFIG_RESOURCE -> out.writeCharSequence("0", StandardCharsets.UTF_8); // a broker
                case PATTERN -> out.writeCharSequence(FOREIGN + ".*", StandardCharsets.UTF_8);
                case ERROR_TEXT ->
                    out.writeCharSequence("Topic '" + FakeClient.PREFIX + "x' exists", StandardCharsets.UTF_8);
                case MEMBERSHIP -> out.writeBytes(membership());
                default -> {
                    return false;
                }
            }
            return true;
        }

        private String name() {
            return (random.nextBoolean() ? FOREIGN : FakeClient.PREFIX) + next++;
        }

        /** Reads as a subscription and as an assignment. */
        private ByteBuf membership() {
            ByteBuf bytes = Unpooled.buffer().writeShort(0).writeInt(1);
            String topic = name();
            return bytes.writeShort(topic.length())
                    .writeBytes(topic.getBytes(StandardCharsets.UTF_8))
                    .writeInt(0)
                    .writeInt(-1);
        }
    }

    private record Name(Mark mark, String text) {}

    private static List<Name> names(MessageKind kind, ByteBuf frame) {
        List<Name> names = new ArrayList<>();
        FieldReader reader = new FieldReader();
        reader.start(MessageProgram.compile(kind, NAMES), frame.readableBytes() - Integer.BYTES);
        reader.read(frame, Integer.BYTES, frame.readableBytes(), new FieldVisitor() {
            @Override
            public void field(Mark mark, ByteBuf in, int index, int length) {
                if (length >= 0) {
                    names.add(new Name(
                            mark, new String(ByteBufUtil.getBytes(in, index, length), StandardCharsets.UTF_8)));
                }
            }
        });
        reader.checkComplete();
        return names;
    }
}
