package io.signalbox.dataplane.kafka.schema;

import java.util.List;
import java.util.Set;

/**
 * A kind of message, header and body, flattened into steps that say how many bytes to skip next, so that it can be walked
 * without being decoded. The walk stops at the fields that the program was compiled for and at no others.
 */
public final class MessageProgram {

    // Kinds of steps. These read a number with seven bits a byte:
    /** Skips as many units of {@code argument} bytes as the number says, less one; zero stands for null. */
    static final int COMPACT = 0;
    /** So many elements, plus one; goes on behind the {@link #END_ARRAY} at {@code argument} when there is none. */
    static final int COMPACT_ARRAY = 1;
    /** A section of tagged fields; those to be walked stand in {@link #tags} from {@code argument} on, if at all. */
    static final int TAGS = 2;
    // These read a number of fixed size:
    /** Skips so many bytes; the number has two. */
    static final int SHORT = 3;
    /** Skips so many units of {@code argument} bytes; the number has four. */
    static final int INT = 4;
    /** As {@link #COMPACT_ARRAY}; the number is the count and has four bytes. */
    static final int ARRAY = 5;
    /** One byte: below zero there is no struct, and the walk goes on at {@code argument}. */
    static final int STRUCT = 6;
    /** One byte: the type of the name that comes next. */
    static final int TYPE = 7;
    // These read nothing:
    /** Back to the step behind the array at {@code argument} until its elements are through. */
    static final int END_ARRAY = 8;
    /** The end of a tagged field. */
    static final int END_TAG = 9;
    /** A marked field of {@code argument} bytes. */
    static final int FIXED = 10;
    /** The frame is through. */
    static final int END = 11;

    /** By the numbers that steps have for them. */
    static final List<Mark> MARKS = List.of(Mark.values());

    static final int NO_MARK = -1;
    /** Added to a mark: the type of the name stands behind it, where the walk has not been. */
    static final int TYPE_BEHIND = 0x100;

    static final MessageProgram EMPTY = new MessageProgram(
            List.of(new Step(END, 0, 0, NO_MARK)),
            List.of(),
            MessageCursor.NO_TYPE,
            StreamingShape.NOT_STREAMING,
            false);

    final int[] kinds;
    final int[] arguments;
    /** Bytes of fixed size in front of each step. */
    final int[] skips;
    /** The number of a mark, perhaps with {@link #TYPE_BEHIND}. */
    final int[] marks;
    /**
     * For each section with something to stop at: how many tags, then each tag and the first step of its value, or 0 where
     * it is to be hidden.
     */
    final int[] tags;
    /** What names are the names of where the message does not say it. */
    final int firstType;

    final StreamingShape shape;
    /** Whether the walk stops at what is to be hidden, and not at marked fields. */
    final boolean hides;

    record Step(int kind, int argument, int skip, int mark) {}

    /**
     * Where the names of a message stand, if a changed length of each tells the new length of the frame before the first
     * of many has been seen: some outside of all arrays, and then at most one array in which every element has the same.
     *
     * @param array the step of that array, or of one that is to be hidden, or -1
     * @param alone names outside of arrays
     * @param ofElement the marks of an element's names
     */
    record StreamingShape(boolean streams, int array, int alone, List<Mark> ofElement) {
        static final StreamingShape NOT_STREAMING = new StreamingShape(false, -1, 0, List.of());

        StreamingShape {
            ofElement = List.copyOf(ofElement);
        }
    }

    MessageProgram(List<Step> steps, List<Integer> tags, int firstType, StreamingShape shape, boolean hides) {
        this.kinds = steps.stream().mapToInt(Step::kind).toArray();
        this.arguments = steps.stream().mapToInt(Step::argument).toArray();
        this.skips = steps.stream().mapToInt(Step::skip).toArray();
        this.marks = steps.stream().mapToInt(Step::mark).toArray();
        this.tags = tags.stream().mapToInt(Integer::intValue).toArray();
        this.firstType = firstType;
        this.shape = shape;
        this.hides = hides;
    }

    /**
     * The steps of a kind of message, from behind the frame's size to its end.
     *
     * @param wanted the marks of the fields to stop at
     */
    public static MessageProgram compile(MessageKind kind, Set<Mark> wanted) {
        return new ProgramCompiler(kind, wanted, false).compile();
    }

    /**
     * The same for a {@link FieldHider}, which finds the outermost field that holds one of these: a tagged field, or an
     * array that stands last.
     *
     * @throws IllegalArgumentException when another field holds one
     */
    public static MessageProgram compileHiding(MessageKind kind, Set<Mark> hidden) {
        return new ProgramCompiler(kind, hidden, true).compile();
    }

    /** Whether there is any field to stop at. */
    public boolean findsAnything() {
        for (int mark : marks) {
            if (mark != NO_MARK) {
                return true;
            }
        }
        return false;
    }

    /** Whether a {@link StreamingRename} of the fields to stop at is possible. */
    public boolean streams() {
        return shape.streams();
    }
}
