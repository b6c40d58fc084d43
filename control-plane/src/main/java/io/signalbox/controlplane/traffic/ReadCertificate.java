package io.signalbox.controlplane.traffic;

import io.signalbox.proto.config.v1.WireCertificate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A certificate that a node has read from its environment.
 *
 * @param entityId of what has the reference to it
 * @param trusted whether others' certificates are checked by it; else it is shown to others
 */
public record ReadCertificate(
        UUID entityId, boolean trusted, String subject, List<String> names, Instant notBefore, Instant notAfter) {

    public ReadCertificate {
        names = List.copyOf(names);
    }

    /** Only of one whose entity has an id. */
    static ReadCertificate of(WireCertificate said) {
        return new ReadCertificate(
                Interval.id(said.getEntityId()),
                said.getTrusted(),
                said.getSubject(),
                said.getNamesList(),
                Instant.ofEpochSecond(said.getNotBeforeSeconds()),
                Instant.ofEpochSecond(said.getNotAfterSeconds()));
    }
}
