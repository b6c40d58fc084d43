package io.signalbox.controlplane.snapshot;

import com.google.protobuf.ByteString;
import io.signalbox.controlplane.certificate.PinnedCertificate;
import java.util.List;
import java.util.UUID;

/**
 * The whole configuration of a gateway at a version, ready to be sent, and what decides who may have it. Whole
 * snapshots are all there is for now; a delta would be a second list of chunks, beside this one.
 */
public record GatewaySnapshot(
        UUID gatewayId,
        long version,
        String minRuntimeVersion,
        List<byte[]> chunks,
        ByteString digest,
        List<PinnedCertificate> pinned) {

    public GatewaySnapshot {
        chunks = List.copyOf(chunks);
        pinned = List.copyOf(pinned);
    }

    public boolean admits(String fingerprint) {
        return pinned.stream().anyMatch(certificate -> certificate.fingerprint().equals(fingerprint));
    }
}
