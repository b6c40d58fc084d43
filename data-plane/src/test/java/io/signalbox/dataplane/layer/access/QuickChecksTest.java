package io.signalbox.dataplane.layer.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.acl.ResourceType;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageKind.Direction;
import io.signalbox.dataplane.layer.RandomRequests;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes on as bytes is what the classes of the Kafka library would have let go on, in every version. */
class QuickChecksTest {

    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
    private static final int SEEDS = Integer.getInteger("signalbox.seeds", 100);
    private static final int FEW_SEEDS = 8;

    /** A Produce may name a transaction that it does not use, and a broker may fetch nothing. */
    private static final Set<ApiKeys> IN_DOUBT = EnumSet.of(ApiKeys.PRODUCE, ApiKeys.FETCH);

    private static final Uuid OPEN = new Uuid(1, 1);
    private static final Uuid SECRET = new Uuid(2, 2);
    private static final Uuid UNKNOWN = new Uuid(3, 3);
    private static final RandomRequests REQUESTS = new RandomRequests(
            List.of("open-1", "open-2-of-a-longer-name", "open-1", "open-4", "open-5", "open-1", "secret"),
            List.of(OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, SECRET, UNKNOWN));

    static Stream<MessageKind> kinds() {
        return MessageKind.all().stream()
                .filter(kind -> kind.direction() == Direction.REQUEST)
                .filter(kind -> QuickLook.find(kind.api()) != null)
                .filter(kind -> kind.version() <= Checks.newest(kind.api()));
    }

    private static FakeAccess client() {
        return new FakeAccess().allowing("open-*").with("open-1", OPEN).with("secret", SECRET);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatPassesIsWhatTheClassesWouldForward(MessageKind kind) {
        FakeAccess quick = client();
        AccessSession session = new AccessSession(quick); // one for all: it remembers what it decided
        int passed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ByteBuf frame = REQUESTS.frame(kind, seed);
            RequestBytes bytes = RandomRequests.bytes(kind, frame, frame.readableBytes());
            quick.allowed.clear();
            boolean passes = session.letsPass(bytes);

            FakeAccess slow = client();
            Optional<SeenRequest> forwarded = forwarded(slow, frame, kind);
            if (passes || !IN_DOUBT.contains(kind.api())) {
                assertThat(passes).as(kind + " " + seed).isEqualTo(forwarded.isPresent());
            }
            if (passes) {
                passed++;
                assertThat(hex(SeenRequest.read(bytes.in(), kind.api(), kind.version())))
                        .as(kind + " " + seed)
                        .isEqualTo(hex(forwarded.get()));
                if (kind.api() != ApiKeys.PRODUCE) {
                    assertThat(quick.allowed).as(kind + " " + seed).isEqualTo(slow.allowed);
                }
            } else {
                assertThat(quick.allowed).as("it is counted by whoever decides").isEmpty();
            }
        }
        assertThat(quick.denied).isEmpty();
        assertThat(passed).as("requests that passed").isBetween(SEEDS / 50, SEEDS - SEEDS / 50);
    }

    /** Empty where it goes no further, or is changed for anything but its session, or its response is. */
    private static Optional<SeenRequest> forwarded(FakeAccess client, ByteBuf frame, MessageKind kind) {
        try {
            SeenRequest seen = SeenRequest.read(frame, kind.api(), kind.version());
            Verdict verdict = new AccessSession(client).onRequest(seen);
            return verdict.match(
                    forward -> forward.memory().isEmpty() ? Optional.of(seen) : Optional.empty(),
                    answer -> Optional.empty(),
                    later -> later.verdict()
                            .toCompletableFuture()
                            .join()
                            .match(
                                    forward -> Optional.empty(),
                                    answer -> Optional.empty(),
                                    further -> Optional.empty(),
                                    last -> Optional.empty()),
                    last -> Optional.empty());
        } catch (ProtocolViolationException e) {
            return Optional.empty();
        }
    }

    private static String hex(SeenRequest request) {
        return ByteBufUtil.hexDump(request.encode(HEAP));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatPassesBeforeAllOfItHasComePassesThenToo(MessageKind kind) {
        RandomRequests requests = new RandomRequests(List.of("open-1", "open-2"), List.of(OPEN));
        AccessSession session = new AccessSession(client());
        int early = 0;
        for (int seed = 0; seed < FEW_SEEDS; seed++) {
            ByteBuf frame = requests.frame(kind, seed);
            boolean whole = session.letsPass(RandomRequests.bytes(kind, frame, frame.readableBytes()));
            for (int come = 0; come < frame.readableBytes(); come++) {
                if (session.letsPass(RandomRequests.bytes(kind, frame, come))) {
                    early++;
                    assertThat(whole).as(kind + " " + seed + " " + come).isTrue();
                }
            }
        }
        assertThat(early > 0).isEqualTo(kind.api() == ApiKeys.PRODUCE);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatBeginsAsTheOneBeforeIsJudgedAndCountedAsThat(MessageKind kind) {
        FakeAccess client = client();
        AccessSession session = new AccessSession(client);
        for (int seed = 0; seed < SEEDS; seed++) {
            ByteBuf frame = REQUESTS.frame(kind, seed);
            ByteBuf again = frame.copy();
            client.allowed.clear();
            boolean passes = session.letsPass(RandomRequests.bytes(kind, frame, frame.readableBytes()));
            Map<ResourceType, Integer> counted = Map.copyOf(client.allowed);
            client.allowed.clear();

            assertThat(session.letsPass(RandomRequests.bytes(kind, again, again.readableBytes())))
                    .as(kind + " " + seed)
                    .isEqualTo(passes);
            assertThat(client.allowed).isEqualTo(counted);
            assertThat(again).isEqualTo(frame);
        }
    }

    @ParameterizedTest
    @MethodSource("byTopic")
    void otherRulesHoldAlsoForWhatBeginsAsTheOneBefore(MessageKind kind) {
        RandomRequests requests = new RandomRequests(List.of("open-1"), List.of(OPEN));
        FakeAccess client = client();
        AccessSession session = new AccessSession(client);
        int passed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            client.allowing("open-*");
            ByteBuf frame = requests.frame(kind, seed);
            RequestBytes bytes = RandomRequests.bytes(kind, frame, frame.readableBytes());
            boolean passes = session.letsPass(bytes);
            boolean passesAgain = session.letsPass(bytes); // by comparison with the one before
            if (passes && passesAgain && client.allowed.getOrDefault(ResourceType.TOPIC, 0) > 0) {
                passed++;
                client.allowing("other");
                assertThat(session.letsPass(bytes)).as(kind + " " + seed).isFalse();
            }
            client.allowed.clear();
        }
        assertThat(passed).isPositive();
    }

    static Stream<MessageKind> byTopic() {
        return kinds().filter(kind -> kind.api() == ApiKeys.PRODUCE || kind.api() == ApiKeys.FETCH);
    }

    @Test
    void otherRulesHoldFromTheNextRequestOn() {
        MessageKind kind = MessageKind.request(ApiKeys.HEARTBEAT, (short) 4);
        ByteBuf frame = new RandomRequests(List.of("open-1"), List.of(OPEN)).frame(kind, 1);
        FakeAccess client = client();
        AccessSession session = new AccessSession(client);

        assertThat(session.letsPass(RandomRequests.bytes(kind, frame, frame.readableBytes())))
                .isTrue();
        client.allowing("other");

        assertThat(session.letsPass(RandomRequests.bytes(kind, frame, frame.readableBytes())))
                .isFalse();
    }
}
