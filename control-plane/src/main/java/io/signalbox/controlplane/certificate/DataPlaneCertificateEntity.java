package io.signalbox.controlplane.certificate;

import io.signalbox.controlplane.gateway.Change;
import io.signalbox.controlplane.gateway.Row;
import io.signalbox.controlplane.gateway.Stamp;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "data_plane_certificate")
class DataPlaneCertificateEntity implements Row {

    @Id
    private UUID id = UUID.randomUUID();

    @SuppressWarnings("UnusedVariable") // the repository asks for it
    private UUID gatewayId = id; // by id: no entity refers to another package's entity

    private @Nullable String name;
    private @Nullable String description;
    private String certificate = "";

    @Column(name = "sha256_fingerprint")
    private String fingerprint = "";

    private Instant notBefore = Instant.EPOCH;
    private Instant notAfter = Instant.EPOCH;

    @Embedded
    private Stamp stamp = new Stamp();

    @Version
    private @Nullable Long revision; // an object: null tells Spring Data that the row is new

    protected DataPlaneCertificateEntity() {}

    DataPlaneCertificateEntity(Change change, DataPlaneCertificateRequest request) {
        gatewayId = change.gatewayId();
        stamp = new Stamp(change);
        write(request);
    }

    /** A request that changes nothing leaves everything as it is, the version too. */
    final void replace(Change change, DataPlaneCertificateRequest request) {
        if (!request.equals(new DataPlaneCertificateRequest(
                Optional.ofNullable(name), Optional.ofNullable(description), certificate))) {
            write(request);
            stamp.update(change);
        }
    }

    @Override
    public UUID id() {
        return id;
    }

    String shownName() {
        return name == null ? "" : name;
    }

    @Override
    public Stamp stamp() {
        return stamp;
    }

    PinnedCertificate pinned() {
        return new PinnedCertificate(fingerprint, notBefore, notAfter);
    }

    DataPlaneCertificate toRecord() {
        return new DataPlaneCertificate(
                id,
                Optional.ofNullable(name),
                Optional.ofNullable(description),
                certificate,
                CertificateMetadata.of(Pem.stored(certificate)),
                stamp.createdAt(),
                stamp.updatedAt());
    }

    private void write(DataPlaneCertificateRequest request) {
        name = request.name().orElse(null);
        description = request.description().orElse(null);
        certificate = request.certificate();
        X509Certificate parsed = Pem.certificate(certificate);
        fingerprint = Fingerprint.sha256(parsed);
        notBefore = parsed.getNotBefore().toInstant();
        notAfter = parsed.getNotAfter().toInstant();
    }
}
