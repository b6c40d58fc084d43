package io.signalbox.controlplane.certificate;

import java.time.Instant;

/** As much of a registered certificate as admission needs. */
public record PinnedCertificate(String fingerprint, Instant notBefore, Instant notAfter) {

    public boolean isValidAt(Instant time) {
        return !time.isBefore(notBefore) && !time.isAfter(notAfter);
    }
}
