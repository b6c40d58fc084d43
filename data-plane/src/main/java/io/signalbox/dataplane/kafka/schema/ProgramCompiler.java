package io.signalbox.dataplane.kafka.schema;

import io.signalbox.dataplane.kafka.schema.MessageKind.Direction;
import io.signalbox.dataplane.kafka.schema.MessageProgram.Step;
import io.signalbox.dataplane.kafka.schema.MessageProgram.StreamingShape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

/** Turns the schemas of one kind of message into steps. */
final class ProgramCompiler {

    static final Map<Type, Integer> FIXED = Map.of(
            Type.BOOLEAN, 1,
            Type.INT8, 1,
            Type.INT16, 2,
            Type.UINT16, 2,
            Type.INT32, 4,
            Type.UNSIGNED_INT32, 4,
            Type.INT64, 8,
            Type.FLOAT64, 8,
            Type.UUID, 16);
    private static final Map<Type, Integer> LENGTH_FIRST = Map.ofEntries(
            Map.entry(Type.STRING, MessageProgram.SHORT),
            Map.entry(Type.NULLABLE_STRING, MessageProgram.SHORT),
            Map.entry(Type.BYTES, MessageProgram.INT),
            Map.entry(Type.NULLABLE_BYTES, MessageProgram.INT),
            Map.entry(Type.RECORDS, MessageProgram.INT),
            Map.entry(Type.NULLABLE_RECORDS, MessageProgram.INT),
            Map.entry(Type.COMPACT_STRING, MessageProgram.COMPACT),
            Map.entry(Type.COMPACT_NULLABLE_STRING, MessageProgram.COMPACT),
            Map.entry(Type.COMPACT_BYTES, MessageProgram.COMPACT),
            Map.entry(Type.COMPACT_NULLABLE_BYTES, MessageProgram.COMPACT),
            Map.entry(Type.COMPACT_RECORDS, MessageProgram.COMPACT),
            Map.entry(Type.COMPACT_NULLABLE_RECORDS, MessageProgram.COMPACT));
    private static final int NAME_TYPE = MessageProgram.MARKS.indexOf(Mark.NAME_TYPE);
    /** Version 0 of FindCoordinator knows groups only. */
    private static final int COORDINATOR_OF_GROUP = 0;

    private final MessageKind kind;
    private final Set<Mark> wanted;
    private final boolean hides;
    private final List<Step> steps = new ArrayList<>();
    private final List<Integer> tags = new ArrayList<>();
    private final Deque<TaggedField> tagged = new ArrayDeque<>(); // still to be compiled, behind all else
    private final Shape shape = new Shape();
    private int skip; // bytes since the last step
    private int hiddenArray = -1; // its step
    private Function<String, Optional<Mark>> marks;

    /** Where a field stands: within how many arrays and tagged fields, and whether it is there in every message. */
    private record Place(String path, int arrays, int tags, boolean always) {
        Place in(String name) {
            return new Place(path + name + ".", arrays, tags, always);
        }

        Place inArray() {
            return new Place(path, arrays + 1, tags, always);
        }

        Place perhaps() {
            return new Place(path, arrays, tags, false);
        }
    }

    private record TaggedField(int entry, Field field, Place place) {}

    ProgramCompiler(MessageKind kind, Set<Mark> wanted, boolean hides) {
        this.kind = kind;
        this.wanted = wanted;
        this.hides = hides;
        this.marks = path -> Marks.ofHeader(kind, path);
    }

    MessageProgram compile() {
        Place outermost = new Place("", 0, 0, true);
        schema(kind.header(), outermost);
        marks = path -> Marks.of(kind, path);
        schema(kind.body(), outermost);
        emit(MessageProgram.END, 0);
        while (!tagged.isEmpty()) {
            TaggedField next = tagged.remove();
            tags.set(next.entry(), steps.size());
            field(next.field(), List.of(), next.place());
            emit(MessageProgram.END_TAG, 0);
        }
        return new MessageProgram(steps, tags, firstType(), hides ? hiddenShape() : shape.result(), hides);
    }

    private int firstType() {
        boolean ofGroup =
                kind.api() == ApiKeys.FIND_COORDINATOR && kind.direction() == Direction.REQUEST && kind.version() == 0;
        return ofGroup ? COORDINATOR_OF_GROUP : MessageCursor.NO_TYPE;
    }

    private void schema(Schema schema, Place place) {
        List<Field> siblings = new ArrayList<>();
        for (BoundField field : schema.fields()) {
            siblings.add(field.def);
        }
        for (Field field : siblings) {
            field(field, siblings, place);
        }
    }

    private void field(Field field, List<Field> siblings, Place place) {
        if (field.type instanceof TaggedFields section) {
            tags(section, place);
            return;
        }
        if (hides) {
            hiding(field, place);
            return;
        }
        int mark = MessageProgram.NO_MARK;
        Optional<Mark> found = wanted(place.path() + field.name);
        if (found.isPresent()) {
            mark = MessageProgram.MARKS.indexOf(found.get())
                    + (found.get().isTyped() && typeIsBehind(field, siblings, place) ? MessageProgram.TYPE_BEHIND : 0);
        }
        type(field.type, mark, place.in(field.name));
    }

    private void hiding(Field field, Place place) {
        if (place.arrays() == 0 && holdsWanted(field, place.path())) {
            if (hiddenArray >= 0 || !(field.type instanceof CompactArrayOf)) {
                throw new IllegalArgumentException("a field that cannot be hidden: " + field.name + " of " + kind);
            }
            hiddenArray = steps.size();
        }
        type(field.type, MessageProgram.NO_MARK, place.in(field.name));
    }

    private StreamingShape hiddenShape() {
        if (hiddenArray < 0) {
            return StreamingShape.NOT_STREAMING;
        }
        List<Step> behind = steps.subList(steps.get(hiddenArray).argument() + 1, steps.size() - 1);
        if (!behind.stream().allMatch(step -> step.kind() == MessageProgram.TAGS && step.skip() == 0)
                || steps.get(steps.size() - 1).skip() > 0) {
            throw new IllegalArgumentException("an array that is to be hidden does not stand last: " + kind);
        }
        return new StreamingShape(false, hiddenArray, 0, List.of());
    }

    /** The mark of a field to stop at; types of names are not stopped at for themselves but remembered. */
    private Optional<Mark> wanted(String path) {
        return marks.apply(path)
                .filter(mark -> wanted.contains(mark)
                        || (mark == Mark.NAME_TYPE && wanted.stream().anyMatch(Mark::isTyped)));
    }

    private boolean typeIsBehind(Field field, List<Field> siblings, Place place) {
        int at = siblings.indexOf(field);
        OptionalInt type = typeAmong(siblings, place);
        if (type.isPresent() && type.getAsInt() > at + 1) {
            throw new IllegalArgumentException("the type of a name stands too far behind it: " + kind);
        }
        return type.isPresent() && type.getAsInt() > at;
    }

    private OptionalInt typeAmong(List<Field> siblings, Place place) {
        for (int i = 0; i < siblings.size(); i++) {
            if (marks.apply(place.path() + siblings.get(i).name)
                    .filter(Mark.NAME_TYPE::equals)
                    .isPresent()) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    private void type(Type type, int mark, Place place) {
        if (FIXED.containsKey(type)) {
            fixed(FIXED.get(type), mark);
        } else if (LENGTH_FIRST.containsKey(type)) {
            if (mark != MessageProgram.NO_MARK) {
                shape.name(mark, type.isNullable(), place);
            }
            emit(LENGTH_FIRST.get(type), 1, mark);
        } else if (type instanceof Schema nested) {
            nested(nested, place);
        } else if (type.arrayElementType().isPresent()) {
            array(type, type.arrayElementType().get(), mark, place);
        } else {
            throw new IllegalArgumentException("a type that cannot be walked: " + type + " of " + kind);
        }
    }

    private void fixed(int bytes, int mark) {
        if (mark == NAME_TYPE) {
            emit(MessageProgram.TYPE, 0);
        } else if (mark != MessageProgram.NO_MARK) {
            emit(MessageProgram.FIXED, bytes, mark);
        } else {
            skip += bytes;
        }
    }

    private void nested(Schema schema, Place place) {
        if (!schema.isNullable()) {
            schema(schema, place);
            return;
        }
        int start = steps.size();
        emit(MessageProgram.STRUCT, 0);
        schema(schema, place.perhaps());
        if (skip > 0) {
            throw new IllegalArgumentException("a struct that may be null ends in a field of fixed size: " + kind);
        }
        Step step = steps.get(start);
        steps.set(start, new Step(step.kind(), steps.size(), step.skip(), step.mark()));
    }

    private void array(Type type, Type element, int mark, Place place) {
        boolean compact = type instanceof CompactArrayOf;
        if (FIXED.containsKey(element) && mark == MessageProgram.NO_MARK) {
            emit(compact ? MessageProgram.COMPACT : MessageProgram.INT, FIXED.get(element));
            return;
        }
        if (place.arrays() == MessageCursor.MAX_DEPTH) {
            throw new IllegalArgumentException(kind + " nests arrays deeper than the walk can follow");
        }
        int start = steps.size();
        emit(compact ? MessageProgram.COMPACT_ARRAY : MessageProgram.ARRAY, 0);
        shape.array(start, place);
        type(element, mark, place.inArray());
        if (steps.size() == start + 1 && skip == 0) {
            throw new IllegalArgumentException(kind + " has elements without a byte");
        }
        Step step = steps.get(start);
        steps.set(start, new Step(step.kind(), steps.size(), step.skip(), step.mark()));
        emit(MessageProgram.END_ARRAY, start);
    }

    private void tags(TaggedFields section, Place place) {
        List<Map.Entry<Integer, Field>> walked = section.fields().entrySet().stream()
                .filter(field -> holdsWanted(field.getValue(), place.path()))
                .toList();
        emit(MessageProgram.TAGS, walked.isEmpty() ? -1 : tags.size());
        if (walked.isEmpty()) {
            return;
        }
        if (place.tags() == MessageCursor.MAX_DEPTH) {
            throw new IllegalArgumentException(kind + " nests tagged fields deeper than the walk can follow");
        }
        tags.add(walked.size());
        walked.forEach(field -> {
            tags.add(field.getKey());
            if (hides) {
                tags.add(0);
                return;
            }
            tagged.add(new TaggedField(
                    tags.size(), field.getValue(), new Place(place.path(), place.arrays(), place.tags() + 1, false)));
            tags.add(0);
        });
    }

    private boolean holdsWanted(Field field, String path) {
        return wanted(path + field.name).isPresent() || holdsWanted(field.type, path + field.name + ".");
    }

    private boolean holdsWanted(Type type, String path) {
        if (type instanceof Schema nested) {
            for (BoundField field : nested.fields()) {
                boolean held = field.def.type instanceof TaggedFields section
                        ? section.fields().values().stream().anyMatch(tag -> holdsWanted(tag, path))
                        : holdsWanted(field.def, path);
                if (held) {
                    return true;
                }
            }
            return false;
        }
        return type.arrayElementType()
                .map(element -> holdsWanted(element, path))
                .orElse(false);
    }

    private void emit(int kindOfStep, int argument) {
        emit(kindOfStep, argument, MessageProgram.NO_MARK);
    }

    private void emit(int kindOfStep, int argument, int mark) {
        steps.add(new Step(kindOfStep, argument, skip, mark));
        skip = 0;
    }

    /** Notes where names stand, to tell whether their message can be renamed as it streams by. */
    private static final class Shape {
        private final List<Mark> ofElement = new ArrayList<>();
        private boolean streams = true;
        private int outermost = -1; // the array that was opened last
        private int array = -1;
        private int alone;

        void array(int step, Place place) {
            if (place.arrays() == 0) {
                outermost = step;
            }
        }

        void name(int mark, boolean nullable, Place place) {
            Mark of = MessageProgram.MARKS.get(mark & ~MessageProgram.TYPE_BEHIND);
            if (!place.always() || of.isTyped() || of.isOpaque()) {
                streams = false;
            } else if (place.arrays() == 0) {
                alone++;
                streams &= array < 0;
            } else {
                streams &= place.arrays() == 1 && !nullable && (array < 0 || array == outermost);
                array = outermost;
                ofElement.add(of);
            }
        }

        StreamingShape result() {
            return streams ? new StreamingShape(true, array, alone, ofElement) : StreamingShape.NOT_STREAMING;
        }
    }
}
