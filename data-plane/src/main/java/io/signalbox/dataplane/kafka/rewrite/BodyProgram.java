package io.signalbox.dataplane.kafka.rewrite;

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
final class BodyProgram {

    /** Skips {@code argument} bytes. */
    static final int SKIP = 0;
    /** Reads a length plus one, as an unsigned varint, and skips that many bytes; zero stands for null. */
    static final int SKIP_COMPACT = 1;
    /** Reads a count plus one; goes on behind the {@link #END_ARRAY} at {@code argument} when there is no element. */
    static final int ARRAY = 2;
    /** Goes back to the step after the {@link #ARRAY} at {@code argument} until its elements are through. */
    static final int END_ARRAY = 3;
    /** Skips a section of tagged fields. */
    static final int TAGS = 4;
    /** As {@link #TAGS}; the field with tag {@code argument} holds the node endpoints. */
    static final int ENDPOINT_TAGS = 5;
    /** An array of node endpoints, with nothing but tagged fields behind it. */
    static final int ENDPOINT_ARRAY = 6;
    /** The frame is through. */
    static final int END = 7;

    private static final String ENDPOINTS = "node_endpoints";
    private static final Set<Type> COMPACT = Set.of(
            Type.COMPACT_STRING,
            Type.COMPACT_NULLABLE_STRING,
            Type.COMPACT_BYTES,
            Type.COMPACT_NULLABLE_BYTES,
            Type.COMPACT_RECORDS,
            Type.COMPACT_NULLABLE_RECORDS);
    private static final Map<Type, Integer> FIXED = Map.of(
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
    static final BodyProgram EMPTY = new BodyProgram(List.of(new int[] {END, 0}));

    final int[] steps;
    final int[] arguments;

    private BodyProgram(List<int[]> program) {
        steps = program.stream().mapToInt(step -> step[0]).toArray();
        arguments = program.stream().mapToInt(step -> step[1]).toArray();
    }

    /**
     * Compiles the steps from behind the correlation id (the rest of response header v1) to the end of the body.
     *
     * @throws IllegalArgumentException when the schema holds a type that cannot be walked
     */
    static BodyProgram compile(Schema body) {
        Compiler compiler = new Compiler();
        compiler.emit(TAGS, 0); // of the header
        compiler.schema(body, 1);
        compiler.emit(END, 0);
        return new BodyProgram(compiler.program);
    }

    private static final class Compiler {
        private final List<int[]> program = new ArrayList<>();

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
                skip(FIXED.get(type));
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
            program.get(start)[1] = program.size();
            emit(END_ARRAY, start);
        }

        private void tags(TaggedFields tags) {
            tags.fields().entrySet().stream()
                    .filter(field -> field.getValue().name.equals(ENDPOINTS))
                    .findFirst()
                    .ifPresentOrElse(field -> emit(ENDPOINT_TAGS, field.getKey()), () -> emit(TAGS, 0));
        }

        private void skip(int bytes) {
            int last = program.size() - 1;
            if (last >= 0 && program.get(last)[0] == SKIP) {
                program.get(last)[1] += bytes;
            } else {
                emit(SKIP, bytes);
            }
        }

        private void emit(int step, int argument) {
            program.add(new int[] {step, argument});
        }
    }
}
