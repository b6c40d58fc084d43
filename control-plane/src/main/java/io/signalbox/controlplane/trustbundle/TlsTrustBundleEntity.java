package io.signalbox.controlplane.trustbundle;

import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.Row;
import io.signalbox.controlplane.gateway.Stamp;
import io.signalbox.controlplane.gateway.Versioned;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "tls_trust_bundle")
class TlsTrustBundleEntity implements Row {

    @Id
    private UUID id = UUID.randomUUID();

    @SuppressWarnings("UnusedVariable") // the repository asks for it
    private UUID gatewayId = id; // by id: no entity refers to another package's entity

    private String name = "";
    private String description = "";
    private String trustedCa = "";

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> labels = Map.of();

    @Embedded
    private Stamp stamp = new Stamp();

    @Version
    private @Nullable Long revision; // an object: null tells Spring Data that the row is new

    protected TlsTrustBundleEntity() {}

    TlsTrustBundleEntity(Change change, TlsTrustBundleRequest request) {
        gatewayId = change.gatewayId();
        stamp = new Stamp(change);
        write(request);
    }

    /** A request that changes nothing leaves everything as it is, the version too. */
    final void replace(Change change, TlsTrustBundleRequest request) {
        TlsTrustBundleRequest before = asRequest();
        write(request);
        if (!before.equals(asRequest())) {
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

    TlsTrustBundle toRecord() {
        return new TlsTrustBundle(
                id,
                name,
                description,
                new TlsTrustBundle.Config(trustedCa),
                labels,
                stamp.createdAt(),
                stamp.updatedAt());
    }

    Versioned<TlsTrustBundle> versioned() {
        return new Versioned<>(id, toRecord(), stamp.changedAtVersion());
    }

    private TlsTrustBundleRequest asRequest() {
        return new TlsTrustBundleRequest(Optional.of(name), description, Optional.of(trustedCa), labels);
    }

    private void write(TlsTrustBundleRequest request) {
        name = request.name().orElse(name);
        description = request.description();
        trustedCa = request.trustedCa().orElse(trustedCa);
        labels = request.labels();
    }
}
