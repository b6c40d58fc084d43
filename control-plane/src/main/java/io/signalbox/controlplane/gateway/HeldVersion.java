package io.signalbox.controlplane.gateway;

import java.util.Optional;
import java.util.UUID;

/** A gateway's version that somebody holds; without an edition it was told by an earlier release, which knows none. */
public record HeldVersion(long number, Optional<UUID> edition) {}
