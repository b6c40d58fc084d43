package io.signalbox.controlplane.gateway;

import java.util.Optional;
import java.util.UUID;

/** A version that a node or cache holds; empty edition: reported by a release before editions. */
public record HeldVersion(long number, Optional<UUID> edition) {}
