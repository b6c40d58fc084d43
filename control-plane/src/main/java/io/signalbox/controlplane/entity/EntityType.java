package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.gateway.EntityKind;

/** A kind of entity, and the record that says what one of them is to be: what the column {@code spec} holds. */
public record EntityType<S>(EntityKind kind, Class<S> spec) {}
