package io.signalbox.controlplane.body;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An object of which nobody here knows what is in it, as plain Java values; what is null is left out. */
final class FreeObject {

    private FreeObject() {}

    static Map<String, Object> of(JsonNode object) {
        Map<String, Object> fields = new LinkedHashMap<>();
        object.properties()
                .forEach(field -> value(field.getValue()).ifPresent(value -> fields.put(field.getKey(), value)));
        return fields;
    }

    private static Optional<Object> value(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> Optional.of(of(value));
            case ARRAY -> Optional.of(list(value));
            case STRING -> Optional.of(value.stringValue());
            case BOOLEAN -> Optional.of(value.booleanValue());
            case NUMBER ->
                Optional.of(
                        value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : value.doubleValue());
            case NULL, MISSING, BINARY, POJO -> Optional.empty();
        };
    }

    private static List<Object> list(JsonNode array) {
        List<Object> items = new ArrayList<>();
        array.forEach(item -> value(item).ifPresent(items::add));
        return items;
    }
}
