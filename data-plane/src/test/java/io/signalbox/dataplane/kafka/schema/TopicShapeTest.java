package io.signalbox.dataplane.kafka.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.signalbox.dataplane.layer.RandomRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The look at a common shape shows a judge what a walk shows it, wherever the frame is cut. */
class TopicShapeTest {

    private static final int SEEDS = 100;
    private static final RandomRequests REQUESTS =
            new RandomRequests(List.of("a", "another-topic"), List.of(new Uuid(1, 1), new Uuid(2, 2)));

    static Stream<MessageKind> kinds() {
        return MessageKind.all().stream().filter(kind -> TopicShape.of(kind) != null);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void showsWhatAWalkShows(MessageKind kind) {
        FieldCheck check = new FieldCheck();
        MessageProgram program = MessageProgram.compile(kind, TopicShape.MARKS);
        TopicShape shape = Objects.requireNonNull(TopicShape.of(kind));
        Window window = new Window();
        int said = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ByteBuf frame = REQUESTS.frame(kind, seed);
            for (int come = 0; come <= frame.readableBytes(); come++) {
                ByteBuf in = frame.slice(0, come);
                for (int objection : new int[] {Integer.MAX_VALUE, seed % 4}) {
                    Seen quick = new Seen(objection);
                    window.open(in.nioBuffer(0, come));
                    TopicShape.Said outcome = shape.judge(window, 0, frame.readableBytes(), quick);
                    if (outcome != TopicShape.Said.NOTHING) {
                        said++;
                        Seen walked = new Seen(objection);
                        boolean passes = check.walks(
                                program, in, Window.on(in.nioBuffer(0, come)), 0, frame.readableBytes(), walked);
                        if (passes != (outcome == TopicShape.Said.PASSES) || !quick.fields.equals(walked.fields)) {
                            throw new AssertionError(
                                    kind + " of seed " + seed + ", of which " + come + " bytes have come: " + outcome
                                            + " of " + quick.fields + ", and " + passes + " of " + walked.fields);
                        }
                    }
                }
            }
        }
        assertThat(said).isGreaterThan(SEEDS);
    }

    /** And says of what follows a key that is known what it says of all, if there is no other topic. */
    @ParameterizedTest
    @MethodSource("kinds")
    void saysBehindAKeyWhatItSaysOfAll(MessageKind kind) {
        TopicShape shape = Objects.requireNonNull(TopicShape.of(kind));
        int said = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ByteBuf frame = REQUESTS.frame(kind, seed);
            Seen all = new Seen(Integer.MAX_VALUE);
            Window whole = Window.on(frame.nioBuffer());
            List<Field> keys = shape.judge(whole, 0, frame.readableBytes(), all) == TopicShape.Said.PASSES
                    ? all.fields.stream()
                            .filter(field -> field.mark() == Mark.TOPIC || field.mark() == Mark.TOPIC_ID)
                            .toList()
                    : List.of();
            for (int come = 0; come <= frame.readableBytes() && keys.size() == 1; come++) {
                Window window = Window.on(frame.nioBuffer(0, come));
                int keyEnd = keys.get(0).index() + keys.get(0).length();
                if (come < keyEnd) {
                    continue;
                }
                Seen rest = new Seen(Integer.MAX_VALUE);
                TopicShape.Said outcome = shape.judgeBehindKey(window, 0, frame.readableBytes(), keyEnd, rest);
                Seen again = new Seen(Integer.MAX_VALUE);
                assertThat(outcome).isEqualTo(shape.judge(window, 0, frame.readableBytes(), again));
                if (outcome == TopicShape.Said.PASSES) {
                    said++;
                    assertThat(rest.fields)
                            .isEqualTo(again.fields.stream()
                                    .filter(field -> field.mark() == Mark.RECORDS)
                                    .toList());
                }
            }
        }
        assertThat(said).isPositive();
    }

    /** Where it was found in the one frame. */
    private record Field(Mark mark, int index, int length) {}

    /** Objects to a field, counted from 0 on. */
    private static final class Seen implements FieldCheck.Judge {
        private final List<Field> fields = new ArrayList<>();
        private final int objection;

        Seen(int objection) {
            this.objection = objection;
        }

        @Override
        public void begin() {
            fields.clear();
        }

        @Override
        public boolean agrees(Mark mark, Window in, int index, int length) {
            fields.add(new Field(mark, index, length));
            return fields.size() - 1 != objection;
        }
    }
}
