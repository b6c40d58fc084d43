package io.signalbox.controlplane.certificate;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.EntityKind;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/** A certificate by which a node is known, byte for byte as it was sent, and what admission needs of it. */
record DataPlaneCertificate(
        Optional<String> name,
        Optional<String> description,
        String certificate,
        String sha256Fingerprint,
        Instant notBefore,
        Instant notAfter) {

    static final EntityType<DataPlaneCertificate> TYPE =
            new EntityType<>(EntityKind.DATA_PLANE_CERTIFICATE, DataPlaneCertificate.class);

    private static final TextRule CERTIFICATE = TextRule.anything(1, 65_536);

    static DataPlaneCertificate read(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at", "metadata");
        String certificate = body.requiredText("certificate", CERTIFICATE);
        Optional<X509Certificate> parsed = Optional.empty();
        if (!certificate.isEmpty()) {
            try {
                parsed = Optional.of(Pem.certificate(certificate));
            } catch (IllegalArgumentException e) {
                body.refuse("certificate", "invalid", String.valueOf(e.getMessage()));
            }
        }
        return new DataPlaneCertificate(
                body.text("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION),
                certificate,
                parsed.map(Fingerprint::sha256).orElse(""),
                parsed.map(found -> found.getNotBefore().toInstant()).orElse(Instant.EPOCH),
                parsed.map(found -> found.getNotAfter().toInstant()).orElse(Instant.EPOCH));
    }

    PinnedCertificate pinned() {
        return new PinnedCertificate(sha256Fingerprint, notBefore, notAfter);
    }
}
