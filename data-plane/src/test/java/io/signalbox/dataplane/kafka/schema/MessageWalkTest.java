package io.signalbox.dataplane.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Random messages of every kind, once by the walk and once by the Kafka library's own classes: what one finds and makes
 * the other must find and make.
 */
class MessageWalkTest {

    private static final int MESSAGES = 3; // of each kind, for each test
    private static final int CUTS = 80; // of a long message; a shorter one is cut at every position
    private static final Set<Mark> NAMES = EnumSet.of(Mark.TOPIC, Mark.GROUP, Mark.TRANSACTIONAL_ID);
    private static final Set<Mark> RENAMED = EnumSet.of(
            Mark.TOPIC,
            Mark.GROUP,
            Mark.TRANSACTIONAL_ID,
            Mark.CONFIG_RESOURCE,
            Mark.ACL_RESOURCE,
            Mark.COORDINATOR_KEY);
    private static final Map<Mark, String> PREFIXES = new EnumMap<>(
            Map.of(Mark.TOPIC, "analytics_", Mark.GROUP, "team-a.", Mark.TRANSACTIONAL_ID, "x".repeat(130)));

    private static long messages;
    private static long cuts;

    @AfterAll
    static void sayHowMuch() {
        List<MessageKind> kinds = MessageKind.all();
        System.out.println("messages walked: " + messages + ", cut in " + cuts + " places, of "
                + kinds.stream().map(MessageKind::api).distinct().count() + " APIs in "
                + kinds.stream()
                        .map(kind -> kind.api() + " " + kind.version())
                        .distinct()
                        .count()
                + " versions; " + kinds.size() + " kinds, of which "
                + kinds.stream()
                        .filter(kind -> compile(kind, NAMES).findsAnything()
                                && compile(kind, NAMES).streams())
                        .count()
                + " hold names that can be changed as they stream by");
    }

    @Test
    void aWalkFindsTheFieldsThatTheLibraryFindsWhereverTheMessageIsCut() {
        Set<Mark> all = EnumSet.allOf(Mark.class);
        forEveryMessage((kind, message) -> {
            MessageProgram program = compile(kind, all);
            List<String> expected = new ArrayList<>();
            new Library(kind).changed(message, (mark, named, value) -> {
                expected.add(text(named, value));
                return value;
            });

            assertThat(found(program, message, List.of())).as(kind.toString()).isEqualTo(expected);
            for (List<Integer> cut : cuts(message)) {
                if (!found(program, message, cut).equals(expected)) {
                    throw new AssertionError(kind + " cut at " + cut + ": " + hex(message));
                }
            }
        });
    }

    @Test
    void aRenameThatChangesNothingYieldsTheSameBytes() {
        GatheredRename rename = new GatheredRename();
        forEveryMessage((kind, message) -> {
            MessageProgram program = compile(kind, EnumSet.allOf(Mark.class));
            byte[] kept = gathered(rename, program, message, (mark, in, index, length, out) -> false);
            byte[] written = gathered(rename, program, message, (mark, in, index, length, out) -> {
                out.writeBytes(in, index, length);
                return true;
            });

            assertThat(kept).as(kind.toString()).isEqualTo(message);
            assertThat(written).as(kind.toString()).isEqualTo(message);
        });
    }

    @Test
    void aRenameYieldsWhatTheLibraryWritesAfterTheSameRenameAndCanBeUndone() {
        GatheredRename rename = new GatheredRename();
        forEveryMessage((kind, message) -> {
            MessageProgram program = compile(kind, RENAMED);

            byte[] renamed = gathered(rename, program, message, PrefixRename.adding(PREFIXES));
            byte[] undone = gathered(rename, program, renamed, PrefixRename.removing(PREFIXES));

            assertThat(renamed).as(kind.toString()).isEqualTo(withPrefixes(kind, message, RENAMED));
            assertThat(new Library(kind).rewritten(renamed)).as(kind.toString()).isEqualTo(renamed);
            assertThat(undone).as(kind.toString()).isEqualTo(message);
        });
    }

    @Test
    void idsAndCodesAreSwappedInPlace() {
        GatheredRename rename = new GatheredRename();
        Set<Mark> swapped = EnumSet.of(Mark.TOPIC_ID);
        forEveryMessage((kind, message) -> {
            byte[] renamed = gathered(rename, compile(kind, swapped), message, (mark, in, index, length, out) -> {
                for (int i = length - 1; i >= 0; i--) {
                    out.writeByte(in.getByte(index + i));
                }
                return true;
            });

            byte[] expected = new Library(kind)
                    .changed(
                            message,
                            (mark, named, value) -> value != null && mark == Mark.TOPIC_ID ? reversed(value) : value);
            assertThat(renamed).as(kind.toString()).isEqualTo(expected);
        });
    }

    @Test
    void aStreamingRenameIsReadByTheLibraryAsTheGatheredOneWhereverTheMessageIsCut() {
        StreamingRename adding = new StreamingRename(PrefixRename.adding(PREFIXES));
        StreamingRename removing = new StreamingRename(PrefixRename.removing(PREFIXES));
        forEveryMessage((kind, message) -> {
            for (Set<Mark> names : choices()) {
                MessageProgram program = compile(kind, names);
                if (program.streams() && program.findsAnything()) {
                    byte[] renamed = streamed(adding, program, message, List.of());
                    byte[] undone = streamed(removing, program, renamed, List.of());

                    check(new Library(kind).rewritten(renamed), withPrefixes(kind, message, names), kind, List.of());
                    check(new Library(kind).rewritten(undone), message, kind, List.of());
                    for (List<Integer> cut : cuts(message)) {
                        check(streamed(adding, program, message, cut), renamed, kind, cut);
                    }
                    for (List<Integer> cut : cuts(renamed)) {
                        check(streamed(removing, program, renamed, cut), undone, kind, cut);
                    }
                }
            }
        });
    }

    @Test
    void theMessagesThatHoldNamesBehindRecordsStream() {
        for (short version = 3; version <= 12; version++) {
            assertThat(compile(MessageKind.request(ApiKeys.PRODUCE, version), NAMES)
                            .streams())
                    .isTrue();
        }
        for (short version = 4; version <= 12; version++) {
            assertThat(compile(MessageKind.response(ApiKeys.FETCH, version), NAMES)
                            .streams())
                    .isTrue();
        }
        assertThat(compile(MessageKind.request(ApiKeys.FETCH, (short) 12), NAMES)
                        .streams())
                .isFalse(); // two arrays
        assertThat(compile(MessageKind.response(ApiKeys.METADATA, (short) 12), NAMES)
                        .streams())
                .isFalse(); // names may be null
    }

    @Test
    void aMessageThatEndsTooEarlyOrTooLateIsRefused() {
        forEveryMessage((kind, message) -> {
            MessageProgram program = compile(kind, EnumSet.allOf(Mark.class));
            byte[] longer = Arrays.copyOf(message, message.length + 1);

            assertThatThrownBy(() -> found(program, longer, List.of()))
                    .as(kind.toString())
                    .isInstanceOf(MalformedMessageException.class);
            for (int length = 0; length < message.length; length += 1 + length / 4) {
                byte[] shorter = Arrays.copyOf(message, length);
                assertThatThrownBy(() -> found(program, shorter, List.of()))
                        .as(kind.toString())
                        .isInstanceOf(MalformedMessageException.class);
            }
        });
    }

    @Test
    void whateverABrokenMessageHoldsItIsWalkedToItsEndOrRefused() {
        Random random = new Random(1);
        GatheredRename gathered = new GatheredRename();
        StreamingRename streaming = new StreamingRename(PrefixRename.adding(PREFIXES));
        forEveryMessage((kind, message) -> {
            if (message.length == 0) {
                return;
            }
            MessageProgram all = compile(kind, EnumSet.allOf(Mark.class));
            MessageProgram names = compile(kind, NAMES);
            for (int i = 0; i < 20; i++) {
                byte[] broken = message.clone();
                for (int changes = random.nextInt(3); changes >= 0; changes--) {
                    broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
                }
                List<Integer> cut = List.of(random.nextInt(broken.length));
                orRefused(() -> found(all, broken, cut));
                orRefused(() -> gathered(gathered, names, broken, PrefixRename.adding(PREFIXES)));
                if (names.streams()) {
                    orRefused(() -> streamed(streaming, names, broken, cut));
                }
            }
        });
    }

    private static void orRefused(Runnable walk) {
        try {
            walk.run();
        } catch (MalformedMessageException expected) {
            assertThat(expected).hasMessageNotContaining("\0");
        }
    }

    private static void check(byte[] actual, byte[] expected, MessageKind kind, List<Integer> cut) {
        if (!Arrays.equals(actual, expected)) {
            assertThat(hex(actual)).as(kind + " cut at " + cut).isEqualTo(hex(expected));
        }
    }

    private static MessageProgram compile(MessageKind kind, Set<Mark> wanted) {
        return MessageProgram.compile(kind, wanted);
    }

    private interface Check {
        void accept(MessageKind kind, byte[] message);
    }

    private static void forEveryMessage(Check check) {
        for (MessageKind kind : MessageKind.all()) {
            Library library = new Library(kind);
            for (int seed = 0; seed < MESSAGES; seed++) {
                messages++;
                check.accept(kind, library.random(seed));
            }
        }
    }

    /** Nowhere; at every position, or at random ones; and at all positions at once. */
    private static List<List<Integer>> cuts(byte[] message) {
        Random random = new Random(message.length);
        List<List<Integer>> cuts = IntStream.range(0, Math.min(message.length, CUTS))
                .mapToObj(i -> List.of(message.length <= CUTS ? i : random.nextInt(message.length)))
                .collect(Collectors.toCollection(ArrayList::new));
        cuts.add(List.of());
        cuts.add(IntStream.range(0, message.length).boxed().toList());
        MessageWalkTest.cuts += cuts.size();
        return cuts;
    }

    private static List<Set<Mark>> choices() {
        List<Set<Mark>> choices = new ArrayList<>();
        NAMES.forEach(mark -> choices.add(EnumSet.of(mark)));
        choices.add(NAMES);
        return choices;
    }

    private static List<String> found(MessageProgram program, byte[] message, List<Integer> cut) {
        List<String> found = new ArrayList<>();
        FieldReader reader = new FieldReader();
        reader.start(program, message.length);
        FieldVisitor visitor = new FieldVisitor() {
            @Override
            public void field(Mark mark, ByteBuf in, int index, int length) {
                found.add(text(mark, length < 0 ? null : ByteBufUtil.getBytes(in, index, length)));
            }

            @Override
            public void opaque(Mark mark, int length) {
                found.add(mark + " " + length);
            }
        };
        pieces(message, cut, piece -> reader.read(piece, 0, piece.writerIndex(), visitor));
        reader.checkComplete();
        return found;
    }

    private static String text(Mark mark, byte @Nullable [] value) {
        if (mark.isOpaque()) {
            return mark + " " + (value == null ? -1 : value.length);
        }
        return mark + " " + (value == null ? "null" : hex(value));
    }

    private static byte[] gathered(GatheredRename gathered, MessageProgram program, byte[] message, Rename rename) {
        ByteBuf frame = Unpooled.buffer().writeByte(7).writeInt(message.length).writeBytes(message);
        ByteBuf out =
                gathered.rename(program, frame, 1, Integer.BYTES + message.length, rename, ByteBufAllocator.DEFAULT);
        try {
            assertThat(out.getInt(0)).isEqualTo(out.writerIndex() - Integer.BYTES);
            return ByteBufUtil.getBytes(out, Integer.BYTES, out.getInt(0));
        } finally {
            out.release();
        }
    }

    private static byte[] streamed(
            StreamingRename streaming, MessageProgram program, byte[] message, List<Integer> cut) {
        ByteBuf out = Unpooled.buffer();
        FrameSink sink = FrameSink.into(out);
        streaming.start(program, message.length);
        pieces(message, cut, piece -> streaming.rename(piece, 0, piece.writerIndex(), sink));
        streaming.checkComplete();
        assertThat(out.getInt(0)).isEqualTo(out.writerIndex() - Integer.BYTES);
        return ByteBufUtil.getBytes(out, Integer.BYTES, out.getInt(0));
    }

    private static void pieces(byte[] message, List<Integer> cut, Consumer<ByteBuf> reader) {
        int from = 0;
        for (int to : cut) {
            reader.accept(Unpooled.copiedBuffer(message, from, to - from));
            from = to;
        }
        reader.accept(Unpooled.copiedBuffer(message, from, message.length - from));
    }

    private static byte[] withPrefixes(MessageKind kind, byte[] message, Set<Mark> wanted) {
        return new Library(kind)
                .changed(
                        message,
                        (mark, named, value) -> value != null && wanted.contains(mark) && PREFIXES.containsKey(named)
                                ? prefixed(named, value)
                                : value);
    }

    private static byte[] prefixed(Mark mark, byte[] value) {
        return ByteBufUtil.getBytes(
                Unpooled.wrappedBuffer(PREFIXES.getOrDefault(mark, "").getBytes(StandardCharsets.UTF_8), value));
    }

    private static byte[] reversed(byte[] value) {
        byte[] reversed = new byte[value.length];
        for (int i = 0; i < value.length; i++) {
            reversed[i] = value[value.length - 1 - i];
        }
        return reversed;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
