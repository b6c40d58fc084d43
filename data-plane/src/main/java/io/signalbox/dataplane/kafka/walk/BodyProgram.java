package io.signalbox.dataplane.kafka.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

/**
 * A response schema, flattened into steps that say how many bytes to skip next, so that a body can be walked without
 * being decoded. Only flexible versions (KIP-482) are walked. The walk knows one field by name: the node endpoints.
 */
public final class BodyProgram {

    /** Reads a length plus one, as an unsigned varint, and skips that many bytes; zero stands for null. */
    static final int SKIP_COMPACT = 0;
    /** Reads a count plus one; goes on behind the {@link #END_ARRAY} at {@code argument} when there is no element. */
    static final int ARRAY = 1;
    /** Reads nothing: back to the step after the {@link #ARRAY} at {@code argument} until its elements are through. */
    static final int END_ARRAY = 2;
    /** Skips a section of tagged fields. */
    static final int TAGS = 3;
    /** As {@link #TAGS}; the field with tag {@code argument} holds the node endpoints. */
    static final int ENDPOINT_TAGS = 4;
    /** An array of node endpoints, with nothing but tagged fields behind it. */
    static final int ENDPOINT_ARRAY = 5;
    /** The frame is through. */
    static final int END = 6;

    private static final String ENDPOINTS = "node_endpoints";
    static final Set<Type> COMPACT = Set.of(
            Type.COMPACT_STRING,
            Type.COMPACT_NULLABLE_STRING,
            Type.COMPACT_BYTES,
            Type.COMPACT_NULLABLE_BYTES,
            Type.COMPACT_RECORDS,
            Type.COMPACT_NULLABLE_RECORDS);
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

    /** Of a response without a byte behind its correlation id. */
    static final BodyProgram EMPTY = new BodyProgram(List.of(new Step(END, 0, 0)));

    final int[] steps;
    final int[] arguments;
    /** Bytes of fixed size in front of each step. */
    final int[] skips;

    private record Step(int kind, int argument, int skip) {}

    private BodyProgram(List<Step> program) {
        steps = program.stream().mapToInt(Step::kind).toArray();
        arguments = program.stream().mapToInt(Step::argument).toArray();
        skips = program.stream().mapToInt(Step::skip).toArray();
    }

    /**
     * Compiles the steps from behind the correlation id (the rest of response header v1) to the end of the body.
     *
     * @throws IllegalArgumentException when the schema holds a type that cannot be walked
     */
    public static BodyProgram compile(Schema body) {
        Compiler compiler = new Compiler();
        compiler.emit(TAGS, 0); // of the header
        compiler.schema(body, 1);
        compiler.emit(END, 0);
        return new BodyProgram(compiler.program);
    }

    private static final class Compiler {
        private final List<Step> program = new ArrayList<>();
        private int skip; // bytes since the last step

        private void schema(Schema schema, int level) {
            for (BoundField field : schema.fields()) {
                Type type = field.def.type;
                if (field.def.name.equals(ENDPOINTS)) {
                    emit(ENDPOINT_ARRAY, 0);
                } else {
                    type(type, level);
                }
            }
        }

        private void type(Type type, int level) {
            if (FIXED.containsKey(type)) {
                skip += FIXED.get(type);
            } else if (COMPACT.contains(type)) {
                emit(SKIP_COMPACT, 0);
            } else if (type instanceof CompactArrayOf array) {
                array(array, level);
            } else if (type instanceof TaggedFields tags) {
                tags(tags);
            } else if (type instanceof Schema nested) {
                schema(nested, level);
            } else {
                throw new IllegalArgumentException("a response holds a type that cannot be walked: " + type);
            }
        }

        private void array(CompactArrayOf array, int level) {
            if (level > NodeEndpointsScanner.MAX_DEPTH) {
                throw new IllegalArgumentException("a response nests arrays deeper than the walk can follow");
            }
            int start = program.size();
            emit(ARRAY, 0);
            type(array.arrayElementType().orElseThrow(), level + 1);
            program.set(
                    start, new Step(ARRAY, program.size(), program.get(start).skip()));
            emit(END_ARRAY, start);
        }

        private void tags(TaggedFields tags) {
            tags.fields().entrySet().stream()
                    .filter(field -> field.getValue().name.equals(ENDPOINTS))
                    .findFirst()
                    .ifPresentOrElse(field -> emit(ENDPOINT_TAGS, field.getKey()), () -> emit(TAGS, 0));
        }

        private void emit(int kind, int argument) {
            program.add(new Step(kind, argument, skip));
            skip = 0;
        }
    }
}
