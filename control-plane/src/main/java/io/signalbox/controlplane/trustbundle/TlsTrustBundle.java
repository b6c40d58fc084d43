package io.signalbox.controlplane.trustbundle;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Certificate authorities whose clients are trusted, as the API shows them. */
public record TlsTrustBundle(
        UUID id,
        String name,
        String description,
        Config config,
        Map<String, String> labels,
        Instant createdAt,
        Instant updatedAt) {

    /** One or more certificates as they were sent, byte for byte: PEM, base64 of PEM, or a reference. */
    public record Config(String trustedCa) {}
}
