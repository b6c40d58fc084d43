package io.signalbox.controlplane.traffic;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.signalbox.proto.config.v1.Traffic;
import java.time.Instant;
import java.util.UUID;

/**
 * What a node had counted at a moment. It is kept as bytes until the next one comes: of a hundred nodes with a thousand virtual
 * clusters the messages themselves would take some hundred megabytes.
 *
 * @param instanceId of its process: another one counts from zero
 * @param said all of it but what was counted of virtual clusters
 * @param bytes all of it
 */
public record Sample(UUID gatewayId, UUID nodeId, UUID instanceId, Instant takenAt, Traffic said, ByteString bytes) {

    static Sample of(UUID gatewayId, UUID nodeId, UUID instanceId, Instant takenAt, Traffic counted) {
        return new Sample(
                gatewayId,
                nodeId,
                instanceId,
                takenAt,
                counted.toBuilder().clearVirtualClusters().build(),
                counted.toByteString());
    }

    /** All of it, read again. */
    Traffic counted() {
        try {
            return Traffic.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what was written as a message is none", e);
        }
    }
}
