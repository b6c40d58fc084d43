package io.signalbox.controlplane.gateway;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A gateway as it is stored.
 *
 * @param edition of the version: tells it from another of the same number
 * @param lastChangeAt of the gateway or anything below it
 */
record GatewayRow(
        UUID id,
        String name,
        String description,
        String minRuntimeVersion,
        Map<String, String> labels,
        long version,
        UUID edition,
        Instant createdAt,
        Instant updatedAt,
        Instant lastChangeAt) {

    /** A new one, at its first version. */
    static GatewayRow of(GatewayRequest request) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return new GatewayRow(UUID.randomUUID(), "", "", "", Map.of(), 1, UUID.randomUUID(), now, now, now)
                .with(request);
    }

    /** What the request does not name stays as it is. */
    GatewayRow with(GatewayRequest request) {
        return new GatewayRow(
                id,
                request.name().orElse(name),
                request.description().orElse(description),
                request.minRuntimeVersion().orElse(minRuntimeVersion),
                request.labels().orElse(labels),
                version,
                edition,
                createdAt,
                updatedAt,
                lastChangeAt);
    }

    GatewayRow changed(Change change) {
        return new GatewayRow(
                id,
                name,
                description,
                minRuntimeVersion,
                labels,
                change.version(),
                change.edition(),
                createdAt,
                change.now(),
                change.now());
    }

    Optional<RuntimeVersion> oldestRelease() {
        return RuntimeVersion.parse(minRuntimeVersion);
    }

    /** What a request may say of it. */
    JsonNode values() {
        ObjectNode values = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("description", description)
                .put("min_runtime_version", minRuntimeVersion);
        ObjectNode texts = values.putObject("labels");
        new TreeMap<>(labels).forEach(texts::put);
        return values;
    }

    Gateway shown(long nodesTotal, long virtualClustersTotal) {
        return new Gateway(
                id,
                name,
                description,
                minRuntimeVersion,
                labels,
                nodesTotal,
                virtualClustersTotal,
                Gateway.versionText(version),
                createdAt,
                updatedAt);
    }
}
