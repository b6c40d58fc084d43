package io.signalbox.dataplane.kafka.schema;

import io.netty.buffer.ByteBuf;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows the marked fields of a frame to a judge, in the frame's order, until it objects to one. Nothing is decoded or
 * allocated. One object serves all messages of a connection, one after the other.
 */
public final class FieldCheck {

    private static final int SIZE_BYTES = Integer.BYTES;

    /**
     * What can follow the last records of a frame: the tagged fields of a partition, of a topic and of the message. A further
     * partition takes more.
     */
    static final int BEHIND_LAST_RECORDS = 3;

    private final MessageCursor cursor = new MessageCursor();
    private boolean common;

    /** What is to be judged of a kind of messages, and how it is found. */
    public static final class Fields {
        private final MessageProgram program;
        private final @Nullable TopicShape shape;

        private Fields(MessageProgram program, @Nullable TopicShape shape) {
            this.program = program;
            this.shape = shape;
        }

        /** The fields with these marks; of a Produce its records, and of a Fetch who fetches, in any case. */
        public static Fields of(MessageKind kind, Set<Mark> marks) {
            @Nullable TopicShape shape = TopicShape.of(kind);
            Set<Mark> all = EnumSet.copyOf(marks);
            if (shape != null) {
                all.addAll(TopicShape.MARKS);
            }
            return new Fields(MessageProgram.compile(kind, all), shape);
        }
    }

    /** Says of a field whether there is nothing to object to. */
    public interface Judge {

        /** The fields of a message come, from the first on; perhaps for a second time. */
        void begin();

        /**
         * What is judged may not be looked at behind the buffer's limit: of records a part may not have come in.
         *
         * @param mark what the field holds
         * @param length bytes, or -1 for null
         */
        boolean agrees(Mark mark, Window in, int index, int length);

        /** The topics of a Fetch of the common shape end at {@code index}; whether all that follows is of it is still to be said. */
        default void onEndOfTopics(int index) {}
    }

    /**
     * Whether the judge has seen all marked fields of the frame and agrees to each. The frame begins at {@code index} with
     * its size and is {@code bytes} long; where a part has not come in, that can be said only if that part is records.
     * False of what is not what its version says.
     *
     * @param window through which {@code in} is looked at
     */
    public boolean passes(Fields fields, ByteBuf in, Window window, int index, int bytes, Judge judge) {
        TopicShape.Said said =
                fields.shape == null ? TopicShape.Said.NOTHING : fields.shape.judge(window, index, bytes, judge);
        common = said != TopicShape.Said.NOTHING;
        return said == TopicShape.Said.NOTHING
                ? walks(fields.program, in, window, index, bytes, judge)
                : said == TopicShape.Said.PASSES;
    }

    /**
     * The same of a frame of which all has been judged up to the end of the key of its only topic: the judge sees what follows.
     * False where that is not of the common shape.
     */
    public boolean passesBehindKey(Fields fields, Window window, int index, int bytes, int keyEnd, Judge judge) {
        common = fields.shape != null
                && fields.shape.judgeBehindKey(window, index, bytes, keyEnd, judge) == TopicShape.Said.PASSES;
        return common;
    }

    /**
     * Whether the latest frame was of the common shape: it has no tagged fields, and each name's length stands in front of it
     * in as few bytes as it needs.
     */
    public boolean isCommon() {
        return common;
    }

    /** The same by a walk. */
    boolean walks(MessageProgram program, ByteBuf in, Window window, int index, int bytes, Judge judge) {
        int frameEnd = index + bytes;
        int end = Math.min(frameEnd, window.limit());
        if (end - index < SIZE_BYTES) {
            return false;
        }
        cursor.start(program, bytes - SIZE_BYTES);
        judge.begin();
        try {
            int at = cursor.walk(in, index + SIZE_BYTES, end);
            while (cursor.stop() != MessageCursor.Stop.INPUT) {
                if (cursor.stop() == MessageCursor.Stop.FIELD) {
                    Mark mark = cursor.mark();
                    int valueEnd = at + Math.max(cursor.length(), 0);
                    if ((valueEnd > end && !mark.isOpaque()) || !judge.agrees(mark, window, at, cursor.length())) {
                        return false;
                    }
                    if (valueEnd > end) {
                        return frameEnd - valueEnd <= BEHIND_LAST_RECORDS;
                    }
                }
                at = cursor.walk(in, at, end);
            }
            return cursor.complete();
        } catch (MalformedMessageException e) {
            return false; // whoever decodes it says what is wrong
        }
    }
}
