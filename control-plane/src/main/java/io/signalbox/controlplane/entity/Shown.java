package io.signalbox.controlplane.entity;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.UUID;

/** An entity as the API shows it: what it is to be, its id, and when it came to be so. */
public record Shown<S>(UUID id, @JsonUnwrapped S spec, Instant createdAt, Instant updatedAt) {

    public static <S> Shown<S> of(Entity<S> entity) {
        return of(entity, entity.spec());
    }

    /** With the names of what it refers to, which are not in its row. */
    public static <S> Shown<S> of(Entity<?> entity, S spec) {
        return new Shown<>(
                entity.id(), spec, entity.stamp().createdAt(), entity.stamp().updatedAt());
    }
}
