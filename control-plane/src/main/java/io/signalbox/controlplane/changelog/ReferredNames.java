package io.signalbox.controlplane.changelog;

import io.signalbox.controlplane.problem.Ids;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** References in values, {@code {"id": ...}}: what they lead to gets its name of now, if it is there, as elsewhere in the API. */
final class ReferredNames {

    private static final String ID = "id";
    private static final String NAME = "name";
    private static final String LABELS = "labels";

    private ReferredNames() {}

    static Set<UUID> ids(Stream<DescribedChange> changes) {
        Stream.Builder<UUID> ids = Stream.builder();
        changes.flatMap(ReferredNames::values)
                .forEach(value -> walk(value, object -> referred(object).ifPresent(ids)));
        return ids.build().collect(Collectors.toSet());
    }

    /** In the values themselves. */
    static DescribedChange put(DescribedChange change, Map<UUID, String> names) {
        values(change)
                .forEach(value -> walk(
                        value,
                        object -> referred(object)
                                .flatMap(id -> Optional.ofNullable(names.get(id)))
                                .ifPresent(name -> object.put(NAME, name))));
        return change;
    }

    /** Without labels: users name those. */
    private static Stream<JsonNode> values(DescribedChange change) {
        return Stream.of(change.before(), change.after())
                .flatMap(Optional::stream)
                .flatMap(value -> value.properties().stream())
                .filter(property -> !property.getKey().equals(LABELS))
                .map(Map.Entry::getValue);
    }

    private static Optional<UUID> referred(ObjectNode object) {
        JsonNode id = object.path(ID);
        return id.isString() && !object.has(NAME) ? Ids.parse(id.stringValue()) : Optional.empty();
    }

    private static void walk(JsonNode value, Consumer<ObjectNode> visitor) {
        if (value instanceof ObjectNode object) {
            visitor.accept(object);
        }
        value.forEach(child -> walk(child, visitor));
    }
}
