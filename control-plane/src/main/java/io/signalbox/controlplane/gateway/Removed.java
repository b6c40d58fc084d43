package io.signalbox.controlplane.gateway;

import java.util.UUID;

/** An entity that is gone, and the version of its gateway since which it is. */
public record Removed(EntityKind kind, UUID id, long version) {}
