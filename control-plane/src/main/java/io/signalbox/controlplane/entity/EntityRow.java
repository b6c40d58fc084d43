package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.controlplane.gateway.Stamp;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The row of an {@link Entity} of whatever kind; its spec and labels are JSON. */
@jakarta.persistence.Entity
@Table(name = "entity")
class EntityRow {

    @Id
    private UUID id = NONE;

    private UUID gatewayId = NONE;
    private String kind = "";
    private @Nullable UUID ownerId;
    private @Nullable Integer position; // together with its owner, or not at all
    private @Nullable String name;

    @JdbcTypeCode(SqlTypes.JSON)
    private String labels = "";

    @JdbcTypeCode(SqlTypes.JSON)
    private String spec = "";

    private Instant createdAt = Instant.EPOCH;
    private Instant updatedAt = Instant.EPOCH;
    private long changedAtVersion;

    private static final UUID NONE = new UUID(0, 0);

    protected EntityRow() {}

    EntityRow(Entity<?> entity, SpecJson.Columns columns) {
        id = entity.id();
        gatewayId = entity.gatewayId();
        kind = entity.kind().text();
        ownerId = entity.place().map(Place::ownerId).orElse(null);
        position = entity.place().map(Place::position).orElse(null);
        createdAt = entity.stamp().createdAt();
        write(columns, entity.stamp());
    }

    final void write(SpecJson.Columns columns, Stamp stamp) {
        name = columns.name().orElse(null);
        labels = columns.labels();
        spec = columns.spec();
        updatedAt = stamp.updatedAt();
        changedAtVersion = stamp.changedAtVersion();
    }

    UUID id() {
        return id;
    }

    String kind() {
        return kind;
    }

    Optional<String> name() {
        return Optional.ofNullable(name);
    }

    SpecJson.Columns columns() {
        return new SpecJson.Columns(name(), labels, spec);
    }

    <S> Entity<S> read(EntityKind asKind, S asSpec) {
        Optional<Place> place =
                ownerId == null || position == null ? Optional.empty() : Optional.of(new Place(ownerId, position));
        Stamp stamp = new Stamp(createdAt, updatedAt, changedAtVersion);
        return new Entity<>(asKind, id, gatewayId, name(), place, asSpec, stamp);
    }
}
