package io.signalbox.controlplane.node;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Which process has a node's id, or had it when it was last seen; {@code instanceId} is empty once its stream ended. */
public record SeenProcess(
        UUID gatewayId,
        UUID id,
        Optional<UUID> instanceId,
        Optional<UUID> declaredId,
        String hostname,
        Instant lastSeenAt) {}
