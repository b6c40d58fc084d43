package io.signalbox.controlplane.gateway;

import java.util.UUID;

/** A deleted entity, and the gateway's version that deleted it. */
public record Removed(EntityKind kind, UUID id, long version) {}
