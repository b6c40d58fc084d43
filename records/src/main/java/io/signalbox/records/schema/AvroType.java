package io.signalbox.records.schema;

import com.google.protobuf.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A type of an Avro schema, by which values are read; of unions the value, without the name of its branch. */
interface AvroType {

    /** Stands for whatever is not kept. */
    Object NOTHING = "";

    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException when what stands there is none
     */
    Object readIn(AvroInput in);

    default Object read(AvroInput in) {
        in.begin();
        Object value = readIn(in);
        in.end();
        return value;
    }

    /** One that has no other types in it. */
    record Simple(Function<AvroInput, Object> reader) implements AvroType {

        static final AvroType NULL = new Simple(in -> NullValue.NULL_VALUE);
        static final AvroType BOOLEAN = new Simple(AvroInput::readBoolean);
        static final AvroType INT = new Simple(in -> (long) in.readInt());
        static final AvroType LONG = new Simple(AvroInput::readLong);
        static final AvroType FLOAT = new Simple(AvroInput::readFloat);
        static final AvroType DOUBLE = new Simple(AvroInput::readDouble);
        static final AvroType STRING = new Simple(AvroInput::readText);
        static final AvroType BYTES = new Simple(AvroInput::readBytes);

        @Override
        public Object readIn(AvroInput in) {
            return reader.apply(in);
        }
    }

    /** So many bytes. */
    record Fixed(int bytes) implements AvroType {
        @Override
        public Object readIn(AvroInput in) {
            return in.readFixed(bytes);
        }
    }

    /** One of several texts. */
    record Symbols(List<String> symbols) implements AvroType {
        @Override
        public Object readIn(AvroInput in) {
            int index = in.readInt();
            if (index < 0 || index >= symbols.size()) {
                throw new IllegalArgumentException("has a symbol that its schema does not name");
            }
            return symbols.get(index);
        }
    }

    /** A value of one of several types. */
    record Union(List<AvroType> branches) implements AvroType {
        @Override
        public Object readIn(AvroInput in) {
            int index = in.readInt();
            if (index < 0 || index >= branches.size()) {
                throw new IllegalArgumentException("has a branch of a union that its schema does not name");
            }
            return branches.get(index).read(in);
        }
    }

    /** Any number of values. */
    record Items(AvroType type) implements AvroType {
        @Override
        public Object readIn(AvroInput in) {
            List<Object> items = in.isKeeping() ? new ArrayList<>() : List.of();
            for (long left = in.readBlock(); left > 0; left = in.readBlock()) {
                for (; left > 0; left--) {
                    Object item = type.read(in);
                    if (in.isKeeping()) {
                        items.add(item);
                    }
                }
            }
            return items;
        }
    }

    /** Any number of values with names. */
    record Entries(AvroType type) implements AvroType {
        @Override
        public Object readIn(AvroInput in) {
            Map<String, Object> entries = in.isKeeping() ? new LinkedHashMap<>() : Map.of();
            for (long left = in.readBlock(); left > 0; left = in.readBlock()) {
                for (; left > 0; left--) {
                    String name = in.readText();
                    Object value = type.read(in);
                    if (in.isKeeping()) {
                        entries.put(name, value);
                    }
                }
            }
            return entries;
        }
    }

    /** Values with names, in an order. It may be inside of itself, so its fields come after it. */
    final class Fields implements AvroType {

        private final List<String> names = new ArrayList<>();
        private final List<AvroType> types = new ArrayList<>();

        void add(String name, AvroType type) {
            names.add(name);
            types.add(type);
        }

        @Override
        public Object readIn(AvroInput in) {
            if (!in.isKeeping()) {
                for (int i = 0; i < types.size(); i++) {
                    Object unused = types.get(i).read(in);
                }
                return NOTHING;
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            for (int i = 0; i < types.size(); i++) {
                fields.put(names.get(i), types.get(i).read(in));
            }
            return fields;
        }
    }
}
