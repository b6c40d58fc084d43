package io.signalbox.controlplane.certificate;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A certificate by which a node is known, as the API shows it: byte for byte as it was sent. */
public record DataPlaneCertificate(
        UUID id,
        Optional<String> name,
        Optional<String> description,
        String certificate,
        CertificateMetadata metadata,
        Instant createdAt,
        Instant updatedAt) {}
