package io.signalbox.controlplane.gateway;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** One configuration space, as the API shows it. */
public record Gateway(
        UUID id,
        String name,
        String description,
        String minRuntimeVersion,
        Map<String, String> labels,
        long nodesTotal,
        long virtualClustersTotal,
        String version,
        Instant createdAt,
        Instant updatedAt) {

    /** A version as the API writes it; nodes report the one they applied in the same form. */
    public static String versionText(long version) {
        return "v1." + version;
    }
}
