package io.signalbox.dataplane.kafka.schema;

import java.util.function.BiConsumer;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

/** Lists the fields of a schema, those in tagged fields too, by the names that {@code marks.csv} uses. */
final class Fields {

    private Fields() {}

    /** Each field that is not made of others, or of an array the type of its elements. */
    static void forEach(Schema schema, BiConsumer<String, Type> action) {
        schema("", schema, action);
    }

    private static void schema(String path, Schema schema, BiConsumer<String, Type> action) {
        for (BoundField field : schema.fields()) {
            field(path, field.def, action);
        }
    }

    private static void field(String path, Field field, BiConsumer<String, Type> action) {
        if (field.type instanceof TaggedFields section) {
            section.fields().values().forEach(tagged -> field(path, tagged, action));
        } else {
            type(path + field.name, field.type, action);
        }
    }

    private static void type(String path, Type type, BiConsumer<String, Type> action) {
        if (type instanceof Schema nested) {
            schema(path + ".", nested, action);
        } else if (type.arrayElementType().isPresent()) {
            type(path, type.arrayElementType().get(), action);
        } else {
            action.accept(path, type);
        }
    }
}
