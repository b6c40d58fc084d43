package io.signalbox.records.schema;

import java.util.List;
import java.util.Map;

/**
 * A schema as a registry has it.
 *
 * @param references what it refers to, each behind those that it refers to itself
 * @param metadata what its owners noted of it
 */
public record RegisteredSchema(SchemaType type, String text, List<Named> references, Map<String, Object> metadata) {

    public RegisteredSchema {
        references = List.copyOf(references);
        metadata = Map.copyOf(metadata);
    }

    /** One that is referred to by a name. */
    public record Named(String name, String text) {}
}
