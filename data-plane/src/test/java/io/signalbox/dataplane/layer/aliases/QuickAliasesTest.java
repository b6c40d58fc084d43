package io.signalbox.dataplane.layer.aliases;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageKind.Direction;
import io.signalbox.dataplane.layer.RandomRequests;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes on as bytes is what the classes of the Kafka library would have let go on, in every version. */
class QuickAliasesTest {

    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
    private static final int SEEDS = Integer.getInteger("signalbox.seeds", 100);
    private static final Uuid ORDERS = new Uuid(1, 1);
    private static final Uuid HIDDEN = new Uuid(2, 2); // of a topic that has the name of an alias
    private static final Uuid UNKNOWN = new Uuid(3, 3);

    private final FakeCluster cluster =
            new FakeCluster().topic("orders", ORDERS).topic("hidden", HIDDEN).alias("hidden", "orders");
    private final Uuid ofAlias = cluster.known().id("hidden", ORDERS);
    private final RandomRequests requests = new RandomRequests(
            List.of("orders", "orders", "payments", "of-a-longer-name", "hidden"),
            List.of(ORDERS, ORDERS, ORDERS, ORDERS, HIDDEN, ofAlias, UNKNOWN, Uuid.ZERO_UUID));

    QuickAliasesTest() {
        cluster.topics().learn(cluster.answer(new MetadataRequestData().setTopics(null)));
    }

    static Stream<MessageKind> kinds() {
        return MessageKind.all().stream()
                .filter(kind -> kind.direction() == Direction.REQUEST)
                .filter(kind -> kind.api() == ApiKeys.PRODUCE || kind.api() == ApiKeys.FETCH)
                .filter(kind -> kind.version() <= new AliasLayer().newest(kind.api()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatPassesIsWhatTheClassesWouldForward(MessageKind kind) {
        AliasSession session = new AliasSession(cluster); // one for all: it remembers what it found out
        int passed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ByteBuf frame = requests.frame(kind, seed);
            ByteBuf again = frame.copy();
            RequestBytes bytes = RandomRequests.bytes(kind, frame, frame.readableBytes());
            boolean passes = session.letsPass(bytes);
            if (passes) {
                passed++;
                assertThat(hex(SeenRequest.read(bytes.in(), kind.api(), kind.version())))
                        .as(kind + " " + seed)
                        .isEqualTo(forwarded(frame, kind)
                                .map(QuickAliasesTest::hex)
                                .orElse("nothing"));
            }
            assertThat(session.letsPass(RandomRequests.bytes(kind, again, again.readableBytes())))
                    .as(kind + " " + seed + " once more")
                    .isEqualTo(passes);
        }
        assertThat(passed).isBetween(1, SEEDS - 1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anAliasThatComesHoldsFromTheNextRequestOn(MessageKind kind) {
        RandomRequests own = new RandomRequests(List.of("orders"), List.of(ORDERS));
        AliasSession session = new AliasSession(cluster);
        int passed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ByteBuf frame = own.frame(kind, seed);
            RequestBytes bytes = RandomRequests.bytes(kind, frame, frame.readableBytes());
            boolean passes = session.letsPass(bytes);
            boolean passesAgain = session.letsPass(bytes); // by comparison with the one before
            if (passes && passesAgain && namesTopics(frame, kind)) {
                passed++;
                cluster.alias("orders", "payments");
                assertThat(session.letsPass(bytes)).as(kind + " " + seed).isFalse();
                cluster.without("orders");
            }
        }
        assertThat(passed).isPositive();
    }

    @Test
    void otherRequestsAreDecoded() {
        MessageKind kind = MessageKind.request(ApiKeys.LIST_OFFSETS, (short) 7);
        ByteBuf frame = new RandomRequests(List.of("orders"), List.of(ORDERS)).frame(kind, 1);

        assertThat(new AliasSession(cluster).letsPass(RandomRequests.bytes(kind, frame, frame.readableBytes())))
                .isFalse();
    }

    private static boolean namesTopics(ByteBuf frame, MessageKind kind) {
        String text = SeenRequest.read(frame, kind.api(), kind.version())
                .body()
                .orElseThrow()
                .toString();
        return text.contains("name='orders'") || text.contains("topic='orders'") || text.contains(ORDERS.toString());
    }

    /** Empty where it goes no further, or its response is changed. */
    private Optional<SeenRequest> forwarded(ByteBuf frame, MessageKind kind) {
        try {
            SeenRequest seen = SeenRequest.read(frame, kind.api(), kind.version());
            Verdict verdict = new AliasSession(cluster).onRequest(seen);
            return verdict.match(
                    forward -> forward.memory().isEmpty() ? Optional.of(seen) : Optional.empty(),
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
}
