package io.signalbox.controlplane.node;

import io.signalbox.controlplane.gateway.EntityKind;
import java.util.UUID;

/** The entity that a problem is about. */
public record ProblemEntity(EntityKind kind, UUID id) {}
