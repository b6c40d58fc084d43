package io.signalbox.dataplane.config;

import io.signalbox.routing.SharedMap;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** What builds found, by the kind and the id of the entity at which they found it. Immutable. */
record ProblemsFound(Map<EntityRef.Kind, SharedMap<UUID, List<ConfigProblem>>> byKind) {

    static final ProblemsFound NONE = new ProblemsFound(Map.of());

    /** The entities that have any. */
    Set<UUID> at(EntityRef.Kind kind) {
        return all(kind).keySet();
    }

    /** Those of a kind, in the order of entities. */
    Stream<ConfigProblem> inOrder(EntityRef.Kind kind, Comparator<UUID> order) {
        return all(kind).entrySet().stream()
                .sorted(Map.Entry.comparingByKey(order))
                .flatMap(entry -> entry.getValue().stream());
    }

    Edit edit() {
        return new Edit(this);
    }

    private SharedMap<UUID, List<ConfigProblem>> all(EntityRef.Kind kind) {
        return byKind.getOrDefault(kind, SharedMap.empty());
    }

    /** Makes the next. For one thread. */
    static final class Edit {

        private final Map<EntityRef.Kind, SharedMap.Edit<UUID, List<ConfigProblem>>> edits =
                new EnumMap<>(EntityRef.Kind.class);

        private Edit(ProblemsFound before) {
            for (EntityRef.Kind kind : EntityRef.Kind.values()) {
                edits.put(kind, before.all(kind).edit());
            }
        }

        /** Replaces those of an entity. */
        void set(EntityRef.Kind kind, UUID id, List<ConfigProblem> found) {
            SharedMap.Edit<UUID, List<ConfigProblem>> edit = edits.get(kind);
            if (edit != null && found.isEmpty()) {
                edit.remove(id);
            } else if (edit != null) {
                edit.put(id, found);
            }
        }

        ProblemsFound done() {
            Map<EntityRef.Kind, SharedMap<UUID, List<ConfigProblem>>> next = new EnumMap<>(EntityRef.Kind.class);
            edits.forEach((kind, edit) -> next.put(kind, edit.done()));
            return new ProblemsFound(next);
        }
    }
}
