package io.signalbox.controlplane.backendcluster;

import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.Row;
import io.signalbox.controlplane.gateway.Stamp;
import io.signalbox.controlplane.gateway.Versioned;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "backend_cluster")
class BackendClusterEntity implements Row {

    @Id
    private UUID id = UUID.randomUUID();

    @SuppressWarnings("UnusedVariable") // the repository asks for it
    private UUID gatewayId = id; // by id: no entity refers to another package's entity

    private String name = "";
    private String description = "";

    @JdbcTypeCode(SqlTypes.JSON)
    private BackendAuth authentication = new BackendAuth.Anonymous();

    private boolean insecureAllowAnonymous;

    @Column(columnDefinition = "text[]")
    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> bootstrapServers = List.of();

    @JdbcTypeCode(SqlTypes.JSON)
    private BackendTls tls = BackendTls.OFF;

    private int metadataUpdateIntervalSeconds;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> labels = Map.of();

    @Embedded
    private Stamp stamp = new Stamp();

    @Version
    private @Nullable Long revision; // an object: null tells Spring Data that the row is new

    protected BackendClusterEntity() {}

    BackendClusterEntity(Change change, BackendClusterRequest request) {
        gatewayId = change.gatewayId();
        stamp = new Stamp(change);
        write(request);
    }

    /** A request that changes nothing leaves everything as it is, the version too. */
    final void replace(Change change, BackendClusterRequest request) {
        if (!request.equals(asRequest())) {
            write(request);
            stamp.update(change);
        }
    }

    @Override
    public UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    @Override
    public Stamp stamp() {
        return stamp;
    }

    BackendCluster toRecord() {
        return new BackendCluster(
                id,
                name,
                description,
                authentication,
                insecureAllowAnonymous,
                bootstrapServers,
                tls,
                metadataUpdateIntervalSeconds,
                labels,
                stamp.createdAt(),
                stamp.updatedAt());
    }

    Versioned<BackendCluster> versioned() {
        return new Versioned<>(id, toRecord(), stamp.changedAtVersion());
    }

    BackendClusterRequest asRequest() {
        return new BackendClusterRequest(
                name,
                description,
                authentication,
                insecureAllowAnonymous,
                bootstrapServers,
                tls,
                metadataUpdateIntervalSeconds,
                labels);
    }

    private void write(BackendClusterRequest request) {
        name = request.name();
        description = request.description();
        authentication = request.authentication();
        insecureAllowAnonymous = request.insecureAllowAnonymous();
        bootstrapServers = request.bootstrapServers();
        tls = request.tls();
        metadataUpdateIntervalSeconds = request.metadataUpdateIntervalSeconds();
        labels = request.labels();
    }
}
