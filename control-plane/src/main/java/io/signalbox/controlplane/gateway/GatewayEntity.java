package io.signalbox.controlplane.gateway;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "event_gateway")
class GatewayEntity {

    @Id
    private UUID id = UUID.randomUUID();

    private String name = "";
    private String description = "";
    private String minRuntimeVersion = "";

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> labels = Map.of();

    private long version = 1;
    private UUID edition = UUID.randomUUID(); // of the version: tells it from another of the same number
    private Instant createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private Instant updatedAt = createdAt;
    private Instant lastChangeAt = createdAt;

    @Version
    private @Nullable Long revision; // an object: null tells Spring Data that the row is new

    protected GatewayEntity() {}

    GatewayEntity(GatewayRequest request) {
        write(request);
    }

    /** Answers whether anything is different now. */
    final boolean write(GatewayRequest request) {
        boolean same = name.equals(request.name().orElse(name))
                && description.equals(request.description().orElse(description))
                && minRuntimeVersion.equals(request.minRuntimeVersion().orElse(minRuntimeVersion))
                && labels.equals(request.labels().orElse(labels));
        name = request.name().orElse(name);
        description = request.description().orElse(description);
        minRuntimeVersion = request.minRuntimeVersion().orElse(minRuntimeVersion);
        labels = request.labels().orElse(labels);
        return !same;
    }

    final void touch(Change change) {
        updatedAt = change.now();
        change.version();
    }

    final void nextVersion(Instant now) {
        version++;
        edition = UUID.randomUUID();
        lastChangeAt = now;
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    String minRuntimeVersion() {
        return minRuntimeVersion;
    }

    Optional<RuntimeVersion> oldestRelease() {
        return RuntimeVersion.parse(minRuntimeVersion);
    }

    long version() {
        return version;
    }

    UUID edition() {
        return edition;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant lastChangeAt() {
        return lastChangeAt;
    }

    Gateway toRecord(long nodesTotal, long virtualClustersTotal) {
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
