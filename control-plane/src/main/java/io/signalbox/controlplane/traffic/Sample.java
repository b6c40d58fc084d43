package io.signalbox.controlplane.traffic;

import io.signalbox.proto.config.v1.Traffic;
import java.time.Instant;
import java.util.UUID;

/**
 * What a node had counted at a moment.
 *
 * @param instanceId of its process: another one counts from zero
 */
public record Sample(UUID gatewayId, UUID nodeId, UUID instanceId, Instant takenAt, Traffic counted) {}
