package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.gateway.Need;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What is particular to one kind of entity. */
public interface EntityRules<S> {

    EntityType<S> type();

    /** Its collection, below the gateway's path: {@code backend-clusters}. */
    String collection();

    /** Reads a body for POST or PUT. */
    Draft<S> read(BodyReader body);

    /** Whether there is a PUT. */
    default boolean isReplaceable() {
        return true;
    }

    /** What it refers to; none of that can be deleted before it. */
    default List<UUID> references(S spec) {
        return List.of();
    }

    /** What old nodes do not know. */
    default List<Need> needs(S spec) {
        return List.of();
    }

    /** What no other of the gateway's may have. */
    List<Unique> unique(S spec);

    /** What identifies an entity without a name when it is declared again. */
    default Optional<Unique> mark(S spec) {
        return Optional.empty();
    }

    /** A filter of the list, besides that by name. */
    default Optional<ListFilter> filter() {
        return Optional.empty();
    }

    /** How the API shows each of these; what it needs for that is looked up for all of them at once. */
    default Function<Entity<S>, Object> view(UUID gatewayId, List<Entity<S>> entities) {
        return Shown::of;
    }
}
